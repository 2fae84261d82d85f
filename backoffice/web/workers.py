"""What works beside the pages, from the application's start to its end: a list of coroutines, kept alive."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path

import structlog
from aiohttp import web

from backoffice.backup.worker import look as backups
from backoffice.decoration import desk as decoration
from backoffice.estate import creating
from backoffice.exchange import work as imports
from backoffice.jobs.worker import Work
from backoffice.jobs.worker import Worker as Jobs
from backoffice.reminders.worker import Look
from backoffice.reminders.worker import Worker as Reminders
from backoffice.requests import telling

log = structlog.get_logger()

AGAIN = 5.0
"""Seconds after which a worker that failed is started again."""

LOOKS: tuple[Look, ...] = (telling.overdue, decoration.late, backups)
"""What time alone brings, to be told of; a capability with such a thing adds its look here."""

Run = Callable[[], Awaitable[None]]


def workers(dsn: str, *, imports_dir: Path) -> list[Run]:
    """All of them; each connects by itself, since it outlives any page."""
    return [Jobs(dsn, works(imports_dir)).run, Reminders(dsn, LOOKS).run]


def works(imports_dir: Path) -> Mapping[str, Work]:
    """What does each kind of job; a capability with long work adds its kinds here."""
    return {creating.JOB: creating.work, **imports.works(imports_dir)}


def running(*runs: Run) -> Callable[[web.Application], AsyncIterator[None]]:
    """An application's cleanup context in which `runs` run; cancelled at its end."""

    async def context(app: web.Application) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(_kept(run)) for run in runs]
        yield
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    return context


async def _kept(run: Run) -> None:
    """Run until cancelled; a fault is logged and costs the others nothing."""
    while True:
        try:
            return await run()
        except Exception:
            log.exception("worker.failed", worker=getattr(run, "__qualname__", repr(run)))
            await asyncio.sleep(AGAIN)
