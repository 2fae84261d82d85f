"""Backups as the company sees them: the rules, the list, asking for one, purging what one holds (P5, P6)."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from backoffice.audit import desk as audit
from backoffice.backup.archive import recipient_of
from backoffice.backup.model import Backup, Rules
from backoffice.company.actor import Staff
from backoffice.company.reach import reach_with
from backoffice.errors import Conflict, Forbidden, Invalid
from backoffice.jobs import desk as jobs
from backoffice.jobs.model import Job
from backoffice.sql import Database, load

sql = load(__file__)

KIND = "backup"
"""The kind of job that makes one."""


async def rules(db: Database) -> Rules:
    """The company's rules; the ready-made ones until somebody changed them."""
    kept = json.loads(await sql.setting(db, key="backup") or "{}")
    return Rules(**{**kept, "weekdays": tuple(kept.get("weekdays", Rules().weekdays))})


async def zone(db: Database) -> ZoneInfo:
    """Where the company's clock hangs."""
    return ZoneInfo(json.loads(await sql.setting(db, key="time_zone") or '"Asia/Shanghai"'))


async def save_rules(db: Database, who: Staff, new: Rules) -> None:
    """Change the rules, if they are still those of `new.version`.

    Raises Forbidden without backup.manage, Invalid for a key or folder that cannot be, Conflict when
    somebody changed them meanwhile.
    """
    may(who)
    if new.recipient:
        recipient_of(new.recipient)
    if new.folder and not Path(new.folder).is_absolute():
        raise Invalid("backup.folder", field="folder")
    async with db.transaction():
        await sql.lock_settings(db)
        old = await rules(db)
        if old.version != new.version:
            raise Conflict("edit.changed_meanwhile")
        after = asdict(new) | {"version": new.version + 1}
        await sql.set(db, key="backup", value=json.dumps(after))
        await audit.record(db, who, "setting.changed", "setting:backup", before=asdict(old), after=after)


async def ask(db: Database, who: Staff) -> int:
    """Have one made now; returns the job. Raises Forbidden, Conflict when one is on its way."""
    may(who)
    async with db.transaction():
        await sql.lock_settings(db)
        if await sql.open_job(db, kind=KIND):
            raise Conflict("backup.running")
        job = await jobs.ask(db, who, KIND)
        await audit.record(db, who, "backup.asked", f"job:{job}")
    return job


async def running(db: Database, who: Staff) -> Job | None:
    """The backup being made, or waiting to be, whoever asked; None: none. Raises Forbidden."""
    may(who)
    row = await sql.open_job(db, kind=KIND)
    return jobs.job_of(row) if row else None


async def attempts(db: Database, who: Staff) -> list[Backup]:
    """What was made and not removed, and what failed lately, newest first. Raises Forbidden."""
    may(who)
    return [_backup(row) async for row in sql.attempts(db)]


async def all_made(db: Database) -> list[Backup]:
    """Every backup whose file was not removed; for those who make and clear them."""
    return [_backup(row) async for row in sql.all_made(db)]


async def backup_by_id(db: Database, backup: int) -> Backup:
    """A backup that is there for certain."""
    return _backup(await sql.by_id(db, backup=backup))


def may(who: Staff) -> None:
    """Raises Forbidden without backup.manage."""
    if not reach_with(who, "backup.manage").everything:
        raise Forbidden("right.missing", function="backup.manage")


def _backup(row: Mapping[str, Any]) -> Backup:
    return Backup(**{**row, "facts": json.loads(row["facts"])})
