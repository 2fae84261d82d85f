"""Making a backup: dump, pack, try by restoring, encrypt, name, then clear by the rules (P6).

It runs in a process of its own (`./estateline backup`, which the back office's worker starts, too): it reads
everything there is, and blocks. Until all is done the file lies in a hidden folder beside its place.
"""

import errno
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg

from backoffice.audit import desk as audit
from backoffice.backup import archive, desk
from backoffice.backup.archive import Frugal, Manifest, Say
from backoffice.backup.model import Backup, Kept, Rules, kept
from backoffice.backup.postgres import Server, drop, make_beside, prints
from backoffice.backup.unpacking import unpack
from backoffice.company.actor import System
from backoffice.errors import Conflict, Refused
from backoffice.reminders import desk as reminders
from backoffice.sql import load

sql = load(__file__, "making.sql")

RESERVE = 1_000_000_000
"""Bytes of the backups' disk that stay free: Postgres and recordings may live on it."""
LOCK = 7_306_004_218
"""Advisory lock of who backs up or restores."""
WHO = System("backup")


@dataclass(frozen=True)
class Source:
    """What there is to back up. folders: name within the backup → folder or file; default: where backups
    go when the rules name no folder."""

    server: Server
    folders: Mapping[str, Path]
    default: Path
    reserve: int = RESERVE


@dataclass(frozen=True)
class _Made:
    """A file under its final name. trouble: why it is not verified."""

    file: Path
    manifest: Manifest
    sha256: str
    trouble: Refused | None


async def make(source: Source, say: Say) -> Backup:
    """Make one backup by the company's rules; returns it, verified or with why it is not.

    Raises Conflict("backup.running") when another is being made; Refused with why when nothing came of it:
    that is kept as an attempt, and the older backups stay. Raises as asyncpg when Postgres is away.
    """
    async with source.server.connected() as db:
        if not await sql.lock(db, lock=LOCK):
            raise Conflict("backup.running")
        rules = await desk.rules(db)
        folder = Path(rules.folder) if rules.folder else source.default
        try:
            made = await _make(db, source, folder, rules, say)
        except (OSError, Refused) as failure:
            refused = failure if isinstance(failure, Refused) else _of_disk(failure, folder)
            await _failed(db, folder, refused)
            raise refused from failure
        backup = await _keep(db, made)
        await clear(db, rules)
        return backup


async def _make(db: asyncpg.Connection, source: Source, folder: Path, rules: Rules, say: Say) -> _Made:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)  # noqa: ASYNC240
    sweep(folder)
    programs = await source.server.programs(db)
    with TemporaryDirectory(dir=folder, prefix=".estateline-", suffix=".part") as aside:
        dump, ready, ending = Path(aside) / "dump", Path(aside) / "tar", ".tar"
        manifest = await _dump(db, source, programs, dump, say)
        with Frugal(ready, source.reserve) as out:
            manifest = archive.pack(out, manifest, dump, source.folders, say)
        dump.unlink()
        trouble = await _try(db, source.server, programs, ready, say)
        if rules.recipient:
            say("backup.encrypting", 0, 0)
            plain, ready, ending = ready, Path(aside) / "age", ".tar.age"
            with Frugal(ready, source.reserve) as out:
                archive.encrypt(plain, out, rules.recipient)
        here = manifest.taken_at.astimezone(await desk.zone(db))
        names = (f"estateline-{here:%Y%m%d-%H%M%S}{more}{ending}" for more in ("", *range(-2, -100, -1)))
        file = next(folder / name for name in names if not (folder / name).exists())
        made = _Made(file, manifest, archive.hash_of(ready), trouble)
        ready.rename(file)
        _sync(folder)
        return made


def sweep(folder: Path) -> None:
    """Remove what a backup or restore that was killed left there."""
    for left in folder.glob(".estateline-*.part"):
        shutil.rmtree(left)


async def _dump(db: asyncpg.Connection, source: Source, programs: Path, to: Path, say: Say) -> Manifest:
    """Tables as they are at one moment, and what they must be once restored."""
    size, done = await sql.size(db), 0
    async with db.transaction(isolation="repeatable_read", readonly=True):
        moment = await sql.moment(db)
        say("backup.reading_tables", 0, 0)
        manifest = Manifest(taken_at=moment["at"], tables=await prints(db))
        with Frugal(to, source.reserve) as out:
            for piece in source.server.dump(programs, moment["snapshot"]):
                out.write(piece)
                done += len(piece)
                say("backup.dumping", done, max(size, done))
    return manifest


async def _try(
    db: asyncpg.Connection, server: Server, programs: Path, file: Path, say: Say
) -> Refused | None:
    """Restore it into a database of its own that is dropped at once; returns what is wrong with it."""
    scratch = f"{await sql.database(db)}_scratch"
    try:
        await make_beside(db, scratch)
        await unpack(server, programs, file, scratch, say)
    except Refused as refused:
        return refused
    finally:
        await drop(db, scratch)
    return None


def _sync(folder: Path) -> None:
    """Have the new name on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _of_disk(trouble: OSError, folder: Path) -> Refused:
    if trouble.errno in (errno.ENOSPC, errno.EDQUOT):
        return Conflict("backup.disk_full", folder=str(folder), free=f"{RESERVE / 1e9:.0f}")
    return Conflict("backup.disk", folder=str(folder), why=trouble.strerror or str(trouble))


async def _failed(db: asyncpg.Connection, folder: Path, why: Refused) -> None:
    async with db.transaction():
        facts = json.dumps(why.facts, ensure_ascii=False, default=str)
        attempt = await sql.insert_failed(db, folder=str(folder), trouble=why.key, facts=facts)
        await audit.record(db, WHO, "backup.failed", f"backup:{attempt}", why=why.key, facts=why.facts)


async def _keep(db: asyncpg.Connection, made: _Made) -> Backup:
    why = made.trouble
    async with db.transaction():
        backup = await sql.insert_made(
            db,
            folder=str(made.file.parent),
            file=made.file.name,
            taken_at=made.manifest.taken_at,
            bytes=made.file.stat().st_size,
            sha256=made.sha256,
            encrypted=made.file.suffix == ".age",
            rows=sum(table.rows for table in made.manifest.tables.values()),
            files=len(made.manifest.files) - 1,
            verified=why is None,
            trouble=why.key if why else "",
            facts=json.dumps(why.facts if why else {}, ensure_ascii=False, default=str),
        )
        await audit.record(
            db, WHO, "backup.made", f"backup:{backup}", file=made.file.name, verified=why is None
        )
        if why is None:
            await reminders.settle(db, "backup")
    return await desk.backup_by_id(db, backup)


async def clear(db: asyncpg.Connection, rules: Rules) -> list[Backup]:
    """Remove the backups the rules no longer keep; returns them. What lies elsewhere (no such file) stays."""
    zone = await desk.zone(db)
    there = [one for one in await desk.all_made(db) if one.path.exists()]
    keep = kept(
        [Kept(one.id, one.taken_at.astimezone(zone), bool(one.verified_at), one.archive) for one in there],
        rules,
    )
    gone = [one for one in there if one.id not in keep]
    for one in gone:
        try:
            one.path.unlink(missing_ok=True)
        except OSError:
            continue  # a disk that may only be read: it is tried again after the next one
        async with db.transaction():
            await sql.removed(db, backup=one.id)
            await audit.record(db, WHO, "backup.removed", f"backup:{one.id}", file=one.file)
    return gone
