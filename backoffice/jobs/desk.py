"""Asking for long work and following it. A job is seen and stopped by who asked for it."""

import json
from collections.abc import Mapping
from typing import Any

from backoffice.company.actor import Actor, Staff
from backoffice.company.model import OpenWork
from backoffice.company.reach import has
from backoffice.errors import Conflict, Forbidden, NotFound
from backoffice.jobs.model import Job
from backoffice.sql import Database, load

sql = load(__file__)


async def ask(db: Database, who: Staff | None, kind: str, **facts: Any) -> int:
    """Have the back office's worker do `kind` later; returns the job's id. None: a schedule asks.

    The caller has checked the right. facts: what the work needs to know, as JSON.
    """
    staff = who.id if who else None
    return int(await sql.ask(db, kind=kind, staff=staff, facts=json.dumps(facts, default=str)))


async def job_for(db: Database, who: Staff, job: int) -> Job:
    """One's own job. Raises NotFound."""
    row = await sql.by_id(db, job=job, staff=who.id)
    if row is None:
        raise NotFound("job.not_found", job=job)
    return job_of(row)


async def latest(db: Database, who: Staff, kind: str, *, most: int = 10) -> list[Job]:
    """One's own jobs of a kind, newest first; empty: none."""
    return [job_of(row) async for row in sql.latest(db, staff=who.id, kind=kind, most=most)]


async def stop(db: Database, who: Staff, job: int) -> None:
    """Ask one's own job to stop; it does at its next sign of life. Raises NotFound, Conflict when over."""
    await job_for(db, who, job)
    if await sql.ask_to_stop(db, job=job, staff=who.id) is None:
        raise Conflict("job.over", job=job)


async def open_of(db: Database, staff: int) -> list[OpenWork]:
    """What somebody asked for that is not over, for the hand-over; empty: nothing."""
    return [OpenWork(**row) async for row in sql.open_of(db, staff=staff)]


async def hand_over(db: Database, who: Actor, staff: int, to: int | None) -> None:
    """Let another one follow somebody's open jobs. Raises Forbidden without `staff.manage`."""
    if not has(who, "staff.manage", None):
        raise Forbidden("staff.not_yours", function="staff.manage")
    await sql.hand_over(db, staff=staff, to=to)


def job_of(row: Mapping[str, Any]) -> Job:
    """A Job from its row."""
    return Job(**{**row, "facts": json.loads(row["facts"]), "outcome": json.loads(row["outcome"])})
