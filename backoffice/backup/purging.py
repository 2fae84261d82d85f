"""Purging what is old, once a verified backup holds it (P6). The rows go by the database's own door."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from backoffice.backup.desk import attempts
from backoffice.backup.model import Backup
from backoffice.company.actor import Staff
from backoffice.errors import Conflict, Invalid
from backoffice.sql import Database, load

sql = load(__file__, "purging.sql")

What = Literal["audit", "calls", "recordings"]


async def holding(db: Database, who: Staff, before: datetime) -> Backup:
    """The verified backup that holds everything older than `before`.

    Raises Forbidden without backup.manage, Conflict("backup.none_verified") when there is none whose file is
    there, Invalid when it is not a day younger than `before`: what was written meanwhile may be missing.
    """
    made = [one for one in await attempts(db, who) if one.verified_at]
    there = await asyncio.to_thread(lambda: [one for one in made if one.path.exists()])
    if not there:
        raise Conflict("backup.none_verified")
    if there[0].taken_at - timedelta(days=1) < before:
        raise Invalid("backup.purge_before", field="before", taken=there[0].taken_at)
    return there[0]


async def count(db: Database, who: Staff, what: What, before: datetime) -> int:
    """How many entries, calls or recordings would go. Raises as `holding`."""
    await holding(db, who, before)
    return int(await sql.count(db, what=what, before=before))


async def purge(db: Database, who: Staff, what: What, before: datetime, reason: str, recordings: Path) -> int:
    """Remove what is older than `before`, the files of recordings, too; returns how many rows went.

    Raises as `holding`. The trail says who, what, how many and why.
    """
    backup = await holding(db, who, before)
    rows = await sql.purge(
        db,
        what=what,
        before=before,
        backup=backup.id,
        reason=reason,
        actor=str(who),
        actor_name=who.name,
        address=who.address,
    )
    if what == "recordings":
        # The rows say so already: a file that stays because we are killed here goes with the next purge.
        gone = [row["id"] async for row in sql.discarded(db, before=before)]
        await asyncio.to_thread(_unlink, [recordings / f"{one}.wav" for one in gone])
    return int(rows)


def _unlink(files: list[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)
