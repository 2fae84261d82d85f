"""The two jobs of an import: read and judge it; write it, all or nothing (S1, P7)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from backoffice.audit import desk as audit
from backoffice.company.desk import staff_actor
from backoffice.company.reach import reach_with
from backoffice.errors import Conflict
from backoffice.exchange import taking
from backoffice.exchange.desk import READ, WRITE, kind_for, sql
from backoffice.exchange.model import Asking, Import
from backoffice.jobs.model import Job
from backoffice.jobs.worker import Outcome, Progress, Work
from backoffice.sql import Database

STEPS = 3
"""Judging, writing, keeping: what progress counts while it is written."""


def works(folder: Path) -> Mapping[str, Work]:
    """What the worker does of imports; `folder` holds the uploaded files."""

    async def read(db: asyncpg.Connection, job: Job, progress: Progress) -> Outcome:
        return await _read(db, job, progress, folder)

    return {READ: read, WRITE: _write}


async def _asking(db: Database, job: Job) -> Asking:
    """For whom, with the rights of this moment."""
    assert job.staff is not None  # noqa: S101 - nobody imports by schedule
    who = await staff_actor(db, job.staff, "")
    return Asking(
        UUID(job.facts["id"]), who, reach_with(who, "estate.import"), reach_with(who, "person.temperament")
    )


async def _read(db: asyncpg.Connection, job: Job, progress: Progress, folder: Path) -> Outcome:
    asking = await _asking(db, job)
    async with db.transaction():
        found = Import(**await sql.lock(db, id=asking.id, staff=asking.who.id))
        kind = kind_for(asking.who, found.kind)
        await sql.clear(db, id=asking.id)
        await taking.take(db, kind, asking.id, folder / str(asking.id), progress)
        await progress(0, 0, "comparing")
        return await _judge(db, asking, found)


async def _judge(db: Database, asking: Asking, found: Import) -> dict[str, Any]:
    """Verdicts for all rows from the database as it is now; returns how many there are of each."""
    await sql.study(db)
    await sql.open_faults(db)
    await kind_for(asking.who, found.kind).judge(db, asking)
    await sql.settle(db, id=asking.id)
    return dict(await sql.count_up(db, id=asking.id))


async def _write(db: asyncpg.Connection, job: Job, progress: Progress) -> Outcome:
    asking = await _asking(db, job)
    try:
        outcome = await _all_or_nothing(db, asking, progress)
    except (asyncpg.UniqueViolationError, asyncpg.ForeignKeyViolationError) as meanwhile:
        raise Conflict("exchange.meanwhile") from meanwhile
    if outcome is None:
        raise Conflict("exchange.changed_meanwhile")
    return outcome


async def _all_or_nothing(db: Database, asking: Asking, progress: Progress) -> Outcome | None:
    """Judge again, as much may have happened; None: it would do something else now (see the preview)."""
    async with db.transaction():
        await sql.serialise(db)
        found = Import(**await sql.lock(db, id=asking.id, staff=asking.who.id))
        promised: dict[str, Any] = {
            "added": found.added,
            "changed": found.changed,
            "same": found.same,
            "wrong": found.wrong,
        }
        if found.state == "done":  # by a worker that died before it said so
            return promised
        kind = kind_for(asking.who, found.kind)
        await progress(0, STEPS, "comparing")
        if await _judge(db, asking, found) != promised:
            return None
        await progress(1, STEPS, "writing")
        await kind.write(db, asking)
        await progress(2, STEPS, "keeping")
        await sql.keep_changes(db, id=asking.id, thing=kind.thing)
        await sql.close(db, id=asking.id, state="done")
        await audit.record(
            db,
            asking.who,
            "import.done",
            f"import:{asking.id}",
            kind=kind.code,
            file=found.file_name,
            sha256=found.sha256,
            **promised,
        )
        await progress(STEPS, STEPS, "keeping")
    return promised
