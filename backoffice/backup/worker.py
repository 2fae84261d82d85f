"""What backs up beside the pages: the job that makes a backup, and the schedule that asks for it (P6)."""

import asyncio
import json
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import asyncpg

from backoffice.backup import desk
from backoffice.backup.model import Retold, last_moment, overdue
from backoffice.company.actor import System
from backoffice.jobs import desk as jobs
from backoffice.jobs.model import Job
from backoffice.jobs.worker import Progress, Work, Worker
from backoffice.reminders.desk import tell
from backoffice.sql import Database, load

sql = load(__file__, "worker.sql")


def runs(dsn: str, command: Sequence[str]) -> tuple[Callable[[], Awaitable[None]], ...]:
    """What to keep running, nothing without a command. A worker of its own: an hour delays no import."""
    return (Worker(dsn, {desk.KIND: by(command)}).run,) if command else ()


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


async def look(db: Database) -> None:
    """Ask for the backup of the latest moment unless it was asked for; tell when it is a day late."""
    await desk.sql.lock_settings(db)  # however many of us look
    rules, zone = await desk.rules(db), await desk.zone(db)
    known = await sql.known(db)
    moment = last_moment(rules, known["now"], zone)
    # What was to happen before there was an installation is not owed.
    if moment is None or moment < known["installed_at"]:
        return
    if known["asked_at"] is None or known["asked_at"] < moment:
        await jobs.ask(db, None, desk.KIND)
    good = max(known["good_at"] or known["installed_at"], known["installed_at"])
    if overdue(rules, good, known["now"], zone):
        day = known["now"].astimezone(zone).date()
        await tell(
            db,
            System("backup"),
            "backup.failed",
            subject="backup",
            key=f"backup:{day}",
            link="/settings/backup",
            urgent=True,
            since=f"{good.astimezone(zone):%Y-%m-%d %H:%M}",
        )
