"""Bring a database to this version's schema: each file of this folder once, in the order of their names.

A file that was applied is history: it is never changed, a change is a new file.
"""

from hashlib import sha256
from pathlib import Path

import asyncpg

FOLDER = Path(__file__).parent
LOCK = 7_306_004_217
"""Advisory lock: of two starting at once, the second waits and finds everything done."""


class NotOurSchema(Exception):
    """The database was migrated by other files than these; nothing was changed. The text says what to do."""


async def migrate(dsn: str, folder: Path = FOLDER, *, application: str | None = None) -> list[str]:
    """Apply what is missing, each file in one transaction. Returns the names applied, in order.

    dsn: the owner's. application: the role the processes work as, which is let in to what is new.

    Raises NotOurSchema, and asyncpg's errors when a file fails (its transaction is rolled back).
    """
    db = await asyncpg.connect(dsn)
    try:
        await db.execute("select pg_advisory_lock($1)", LOCK)
        await db.execute(
            "create table if not exists migration "
            "(name text primary key, sum text not null, applied_at timestamptz not null default now())"
        )
        applied = {row["name"]: row["sum"] for row in await db.fetch("select name, sum from migration")}
        files = _read(folder)
        _check(applied, files)
        missing = [name for name in files if name not in applied]
        for name in missing:
            async with db.transaction():
                await db.execute(files[name])
                await db.execute("insert into migration values ($1, $2)", name, _sum(files[name]))
        if application is not None:
            await db.execute("select let_in($1::text::name)", application)
        return missing
    finally:
        await db.close()


def _read(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.sql"))}


def _check(applied: dict[str, str], files: dict[str, str]) -> None:
    for name, checksum in applied.items():
        if name not in files:
            raise NotOurSchema(
                f"the database is newer than this version: it has {name}; start a newer version"
            )
        if _sum(files[name]) != checksum:
            raise NotOurSchema(f"{name} was changed after it was applied; put it back and add a new file")


def _sum(text: str) -> str:
    return sha256(text.encode()).hexdigest()
