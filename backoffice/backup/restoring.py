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
from backoffice.backup.archive import Manifest, Say
from backoffice.backup.making import Source
from backoffice.backup.postgres import drop, make_beside
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
    _forget(staged)
    try:
        async with source.server.connected() as db:
            name, manifest = await _beside(db, source, file, say, staged, application, identity, replace)
        await _swap(source, name)
    except BaseException:
        _forget(staged)
        raise
    for folder, place in source.folders.items():
        _put(staged[folder], place)
    rows = sum(table.rows for table in manifest.tables.values())
    return Restored(manifest.taken_at, rows, len(manifest.files) - 1, f"{name}_before")


async def forget(source: Source) -> None:
    """Remove what the last restore put aside."""
    async with source.server.connected() as db:
        await drop(db, f"{await making.sql.database(db)}_before")
    _forget({name: _before(place) for name, place in source.folders.items()})


async def _beside(
    db: asyncpg.Connection,
    source: Source,
    file: Path,
    say: Say,
    staged: Mapping[str, Path],
    application: str | None,
    identity: str,
    replace: bool,
) -> tuple[str, Manifest]:
    """Restore into a database and folders of its own; returns the name of the database it is for."""
    if not await making.sql.lock(db, lock=making.LOCK):
        raise Conflict("backup.running")
    if await sql.others(db):
        raise Conflict("backup.in_use")
    company = bool(await sql.migrated(db)) and bool(await sql.company(db))
    if company and not replace:
        raise Conflict("backup.not_empty")
    programs = await source.server.programs(db)
    name = await making.sql.database(db)
    fresh = f"{name}_restoring"
    with TemporaryDirectory(dir=source.default.parent, prefix=".estateline-", suffix=".part") as aside:
        if file.suffix == ".age":
            plain = Path(aside) / "tar"
            say("backup.decrypting", 0, 0)
            with archive.Frugal(plain, source.reserve) as out:
                archive.decrypt(file, out, identity)
        else:
            plain = file
        await make_beside(db, fresh)
        try:
            manifest = await unpack(source.server, programs, plain, fresh, say, staged)
            await migrate(source.server.of(fresh), application=application)
            known = await sql.known(db) if company else "[]"
            async with source.server.connected(fresh) as new:
                await sql.carry_over(new, rows=known)
                await audit.record(
                    new, System("restore"), "backup.restored", file.name, taken=manifest.taken_at
                )
        except NotOurSchema as newer:
            await drop(db, fresh)
            raise Conflict("backup.newer", why=str(newer)) from newer
        except BaseException:
            await drop(db, fresh)
            raise
    return name, manifest


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
