"""What backs up beside the pages: the job that makes a backup, and the schedule that asks for it (P6)."""

import asyncio
import json
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import asyncpg
import structlog

from backoffice.backup import desk
from backoffice.backup.model import Retold, last_moment, overdue
from backoffice.jobs import desk as jobs
from backoffice.jobs.model import Job
from backoffice.jobs.worker import Progress, Work, Worker
from backoffice.sql import load

log = structlog.get_logger()
sql = load(__file__, "worker.sql")

LOOK_EVERY = 60.0
"""Seconds between two looks at the clock."""


def runs(dsn: str, command: Sequence[str]) -> tuple[Callable[[], Awaitable[None]], ...]:
    """What to keep running, nothing without a command. A worker of its own: an hour delays no import."""
    return (Worker(dsn, {desk.KIND: by(command)}).run, Schedule(dsn).run) if command else ()


def by(command: Sequence[str]) -> Work:
    """The work of a job: `command` is `./estateline backup --lines`; it has the owner's role, we have not."""

    async def work(db: asyncpg.Connection, job: Job, progress: Progress) -> Mapping[str, Any]:
        told: dict[str, Any] = {}
        process = await asyncio.create_subprocess_exec(*command, stdin=DEVNULL, stdout=PIPE)
        try:
            while process.stdout and (line := await process.stdout.readline()):
                told = json.loads(line)
                if "step" in told:
                    await progress(told["percent"], 100, told["step"])
            status = await process.wait()
        finally:
            if process.returncode is None:
                process.terminate()
                await process.wait()
        if "refused" in told:
            raise Retold(told.pop("refused"), **told)
        if status:
            raise RuntimeError(f"{command} ended with {status}")
        return told

    return work


class Schedule:
    """Asks for a backup when it is time, once, however many of us there are; tells when one is missing."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn

    async def run(self) -> None:
        """Until cancelled, again after every interruption of Postgres."""
        while True:
            try:
                db = await asyncpg.connect(self._dsn, timeout=5)
                try:
                    while True:
                        await look(db)
                        await asyncio.sleep(LOOK_EVERY)
                finally:
                    db.terminate()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as why:
                log.warning("backup.schedule.unreachable", why=str(why))
                await asyncio.sleep(LOOK_EVERY)


async def look(db: asyncpg.Connection) -> None:
    """Ask for the backup of the latest moment unless it was asked for; tell when it is a day late."""
    async with db.transaction():
        await desk.sql.lock_settings(db)
        rules, zone = await desk.rules(db), await desk.zone(db)
        known = await sql.known(db)
        moment = last_moment(rules, known["now"], zone)
        # What was to happen before there was an installation is not owed.
        if moment is None or moment < known["installed_at"]:
            return
        if known["asked_at"] is None or known["asked_at"] < moment:
            await jobs.ask(db, None, desk.KIND)
        good = [known["good_at"]] if known["good_at"] else []
        if overdue(rules, good, max(known["now"], known["installed_at"]), zone):
            await _tell_of_missing(db)


async def _tell_of_missing(db: asyncpg.Connection) -> None:
    """No verified backup for more than a day: the place where reminders are told `backup.failed`."""
    log.error("backup.missing")
