"""Restoring a backup: beside what is there, compared, migrated, and only then put in its place (P6).

What was there is kept under another name until the next restore: database NAME_before, folders NAME.before.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg

from backoffice.audit import desk as audit
from backoffice.backup import archive, making
from backoffice.backup.archive import Say
from backoffice.backup.making import Source
from backoffice.backup.postgres import Server, drop, make_beside
from backoffice.backup.unpacking import unpack
from backoffice.company.actor import System
from backoffice.errors import Conflict
from backoffice.migrations.run import NotOurSchema, migrate
from backoffice.sql import load

sql = load(__file__, "restoring.sql")


@dataclass(frozen=True)
class Restored:
    """What is in its place now. before: the name of the database that was there."""

    taken_at: datetime
    rows: int
    files: int
    before: str


async def restore(
    source: Source,
    file: Path,
    say: Say,
    *,
    application: str | None,
    identity: str = "",
    replace: bool = False,
) -> Restored:
    """Put a backup in the place of `source`'s database and folders, which nobody may be using.

    application: the role let in to the database. identity: the private key (age) of an encrypted backup.
    With nothing changed it raises Conflict("backup.in_use") while others are connected,
    Conflict("backup.not_empty") when there is a company and not `replace`, Conflict("backup.newer") for one
    of a newer version, Invalid and Conflict for one that is not what its manifest says.
    """
    staged = {name: place.with_name(f".{place.name}.restoring") for name, place in source.folders.items()}
    making.sweep(source.default.parent)
    _forget(staged)
    async with source.server.connected() as db:
        name = await _ready(db, replace)
        fresh = f"{name}_restoring"
        with TemporaryDirectory(dir=source.default.parent, prefix=".estateline-", suffix=".part") as aside:
            plain = _decrypted(file, Path(aside) / "tar", identity, source, say)
            programs = await source.server.programs(db)
            await make_beside(db, fresh)
            try:
                manifest = await unpack(source.server, programs, plain, fresh, say, staged)
                await _finish(db, source.server, fresh, application, file.name)
            except BaseException:
                await drop(db, fresh)
                _forget(staged)
                raise
    await _swap(source, name)
    for folder, place in source.folders.items():
        _put(staged[folder], place)
    rows = sum(table.rows for table in manifest.tables.values())
    return Restored(manifest.taken_at, rows, len(manifest.files) - 1, f"{name}_before")


async def forget(source: Source) -> None:
    """Remove what the last restore put aside."""
    async with source.server.connected() as db:
        await drop(db, f"{await making.sql.database(db)}_before")
    _forget({name: _before(place) for name, place in source.folders.items()})


async def _ready(db: asyncpg.Connection, replace: bool) -> str:
    """The name of the database, once nothing stands against putting another in its place."""
    if not await making.sql.lock(db, lock=making.LOCK):
        raise Conflict("backup.running")
    if await sql.others(db):
        raise Conflict("backup.in_use")
    if not replace and await sql.has(db, table="staff") and await sql.company(db):
        raise Conflict("backup.not_empty")
    return str(await making.sql.database(db))


def _decrypted(file: Path, to: Path, identity: str, source: Source, say: Say) -> Path:
    if file.suffix != ".age":
        return file
    say("backup.decrypting", 0, 0)
    with archive.Frugal(to, source.reserve) as out:
        archive.decrypt(file, out, identity)
    return to


async def _finish(
    db: asyncpg.Connection, server: Server, fresh: str, application: str | None, file: str
) -> None:
    """Bring what was restored up to this version; the backups known here stay known."""
    try:
        await migrate(server.of(fresh), application=application)
    except NotOurSchema as newer:
        raise Conflict("backup.newer", why=str(newer)) from newer
    known = await sql.known(db) if await sql.has(db, table="backup") else "[]"
    async with server.connected(fresh) as new:
        await sql.carry_over(new, rows=known)
        await audit.record(new, System("restore"), "backup.restored", file)


async def _swap(source: Source, name: str) -> None:
    """The restored database takes the name, the one that was there steps aside: both or neither."""
    async with source.server.connected("postgres") as db:
        await drop(db, f"{name}_before")
        async with db.transaction():
            for old, new in ((name, f"{name}_before"), (f"{name}_restoring", name)):
                await db.execute(await sql.rename(db, old=old, new=new))


def _put(staged: Path, place: Path) -> None:
    before = _before(place)
    _forget({"": before})
    if place.exists():
        place.rename(before)
    place.parent.mkdir(parents=True, exist_ok=True)
    if staged.exists():
        staged.rename(place)
    elif before.is_dir():
        place.mkdir()


def _before(place: Path) -> Path:
    return place.with_name(f"{place.name}.before")


def _forget(places: Mapping[str, Path]) -> None:
    for place in places.values():
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)
