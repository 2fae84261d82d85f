"""The back office's worker: takes jobs one at a time and lets each say how far it is.

A job's own work runs on a connection of its own, usually in one transaction; progress goes over another, so
that it is seen while nothing is decided. A worker that died leaves its job `running`; after `SILENT` seconds
another takes it from the start, which is why work must be all or nothing, or know what it has done.
"""

import asyncio
import contextlib
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import asyncpg
import structlog

from backoffice.audit import faults
from backoffice.company.actor import System
from backoffice.errors import Refused
from backoffice.jobs.desk import job_of, sql
from backoffice.jobs.model import Job
from backoffice.reminders.desk import tell

log = structlog.get_logger()

SILENT = 30.0
"""Seconds without a sign of life after which a job is taken again; `_pulse` gives one every third of it."""
IDLE = 20.0
"""Seconds after which the worker looks by itself, in case it missed the announcement."""
RETRY = 2.0

TOLD = ("done", "failed")
"""States that whoever asked is reminded of; facts may bring the `link` to look at."""

Outcome = Mapping[str, Any]


class Stopped(Exception):
    """Whoever asked for the job no longer wants it, or another worker has it: undo and leave."""


class Progress:
    """How a job says how far it is; also its sign of life."""

    def __init__(self, db: asyncpg.Connection, job: int) -> None:
        self._db, self._job = db, job
        self._said: tuple[int, int, str] = (0, 0, "")
        self._one = asyncio.Lock()

    async def __call__(self, done: int, total: int, step: str = "") -> None:
        """Say it. Raises Stopped when the work is to be given up."""
        self._said = (done, total, step)
        await self.beat()

    async def beat(self) -> None:
        """A sign of life. Raises Stopped like saying it."""
        done, total, step = self._said
        async with self._one:
            stop = await sql.beat(self._db, job=self._job, done=done, total=total, step=step)
        if stop is not False:
            raise Stopped


Work = Callable[[asyncpg.Connection, Job, Progress], Awaitable[Outcome]]
"""What does a kind of job: gets its own connection; returns the outcome; Refused is told to who asked."""


class Worker:
    """Does the jobs of the kinds it was given, until cancelled."""

    def __init__(self, dsn: str, works: Mapping[str, Work]) -> None:
        self._dsn, self._works = dsn, works
        self._asked = asyncio.Event()

    async def run(self) -> None:
        """Work until cancelled, again after every interruption of Postgres."""
        while True:
            try:
                await self._while_connected()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as why:
                log.warning("jobs.unreachable", why=str(why))
                await asyncio.sleep(RETRY)

    async def _while_connected(self) -> None:
        async with contextlib.AsyncExitStack() as stack:
            desk = await asyncpg.connect(self._dsn, timeout=5)
            stack.callback(desk.terminate)
            work = await asyncpg.connect(self._dsn, timeout=5)
            stack.callback(work.terminate)
            await desk.add_listener("job", lambda *_: self._asked.set())
            while True:
                self._asked.clear()
                row = await sql.claim(desk, kinds=list(self._works), silent=SILENT)
                if row is not None:
                    await self._do(desk, work, job_of(row))
                    continue
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._asked.wait(), IDLE)

    async def _do(self, desk: asyncpg.Connection, work: asyncpg.Connection, job: Job) -> None:
        progress = Progress(desk, job.id)
        try:
            outcome = await self._with_pulse(self._works[job.kind](work, job, progress), progress)
        except Stopped:
            state, outcome = "stopped", {}
        except Refused as refused:
            state, outcome = "failed", {"refused": refused.key, **refused.facts}
        except (asyncpg.InterfaceError, asyncpg.PostgresConnectionError, OSError):
            raise  # Postgres left: the job is taken again when it is back
        except Exception as error:
            error_id = secrets.token_hex(4)
            log.exception("job.failed", job=job.id, kind=job.kind, error_id=error_id)
            await faults.keep(desk, error_id, error, staff=job.staff, method="JOB", path=job.kind)
            state, outcome = "failed", {"error_id": error_id}
        else:
            state = "done"
        async with desk.transaction():
            await sql.finish(desk, job=job.id, state=state, outcome=json.dumps(dict(outcome), default=str))
            if job.staff is not None and state in TOLD:
                await tell(
                    desk,
                    System("jobs"),
                    f"job.{state}",
                    subject=f"job:{job.id}",
                    concerned=job.staff,
                    link=str(job.facts.get("link", "")),
                )

    async def _with_pulse(self, doing: Awaitable[Outcome], progress: Progress) -> Outcome:
        """The work, with signs of life although it may be long in one statement."""
        task = asyncio.ensure_future(doing)
        try:
            while True:
                done, _ = await asyncio.wait({task}, timeout=SILENT / 3)
                if done:
                    return task.result()
                await progress.beat()
        finally:
            if not task.done():
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
