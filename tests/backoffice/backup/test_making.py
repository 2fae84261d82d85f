"""Making a backup for real: tried, whole or not there at all, older ones cleared by the rules (P6)."""

import asyncio
import dataclasses
import json
import shutil
import subprocess
import tarfile
from pathlib import Path

import asyncpg
import pyrage
import pytest

from backoffice.backup import archive, desk, making
from backoffice.backup.archive import Manifest, hash_of
from backoffice.backup.making import LOCK, Source, make
from backoffice.backup.postgres import Server, prints
from backoffice.errors import Conflict, Invalid
from tests.backoffice.backup.conftest import quiet


def names(source: Source) -> list[str]:
    return sorted(one.name for one in source.default.iterdir()) if source.default.exists() else []


async def scratch(source: Source) -> list[str]:
    async with source.server.connected("postgres") as db:
        return [
            row[0] for row in await db.fetch("select datname from pg_database where datname like '%scratch'")
        ]


async def test_p6_a_backup_is_whole_and_tried(source: Source, estate_db: asyncpg.Connection) -> None:
    steps: list[str] = []
    backup = await make(source, lambda step, done, total: steps.append(step))
    assert backup.verified_at
    assert backup.trouble == ""
    assert names(source) == [backup.file]
    assert (backup.bytes, backup.sha256) == (backup.path.stat().st_size, hash_of(backup.path))
    assert backup.path.stat().st_mode & 0o77 == 0
    assert list(dict.fromkeys(steps)) == [
        *("backup.reading_tables", "backup.dumping", "backup.packing", "backup.reading")
    ]
    with tarfile.open(backup.path) as tar:
        last = tar.extractfile("manifest.json")
        assert last
        manifest = Manifest.model_validate_json(last.read())
        recordings = [name for name in tar.getnames() if name.startswith("recordings/")]
    assert len(recordings) == backup.files == 3
    assert manifest.tables["house"].rows == await estate_db.fetchval("select count(*) from house")
    assert backup.rows == sum(table.rows for table in manifest.tables.values())
    assert await scratch(source) == []
    assert await estate_db.fetchval("select object from audit where operation = 'backup.made'")


async def test_p6_what_does_not_come_back_the_same_is_not_verified(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def miscounted(db: asyncpg.Connection) -> object:
        return await prints(db) | {"house": archive.Printed(rows=1, sum=1)}

    monkeypatch.setattr(making, "prints", miscounted)
    backup = await make(source, quiet)
    assert backup.verified_at is None
    assert (backup.trouble, backup.facts["what"]) == ("backup.differs", "house")
    assert names(source) == [backup.file]
    assert await scratch(source) == []


async def test_p6_of_two_at_once_the_second_is_told(source: Source) -> None:
    async with source.server.connected() as db:
        await db.execute("select pg_advisory_lock($1)", LOCK)
        with pytest.raises(Conflict, match=r"backup\.running"):
            await make(source, quiet)
    assert names(source) == []
    assert (await make(source, quiet)).verified_at


async def test_p6_a_full_disk_is_said_and_the_old_ones_stay(
    source: Source, estate_db: asyncpg.Connection
) -> None:
    first = await make(source, quiet)
    with pytest.raises(Conflict, match=r"backup\.disk_full"):
        await make(dataclasses.replace(source, reserve=10**18), quiet)
    assert names(source) == [first.file]
    assert (
        await estate_db.fetchval("select trouble from backup order by id desc limit 1") == "backup.disk_full"
    )
    assert await scratch(source) == []


async def test_p6_a_folder_that_cannot_be_is_said(source: Source, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Conflict, match=r"backup\.disk'"):
        await make(dataclasses.replace(source, default=tmp_path / "file" / "folder"), quiet)


async def encrypted(db: asyncpg.Connection) -> pyrage.x25519.Identity:
    identity = pyrage.x25519.Identity.generate()
    await desk.sql.set(db, key="backup", value=json.dumps({"recipient": str(identity.to_public())}))
    return identity


async def test_p6_with_a_key_only_the_key_opens_it(
    source: Source, estate_db: asyncpg.Connection, tmp_path: Path
) -> None:
    identity = await encrypted(estate_db)
    backup = await make(source, quiet)
    assert backup.encrypted
    assert backup.verified_at
    assert backup.sha256 == hash_of(backup.path)
    assert names(source) == [backup.file]
    assert backup.path.read_bytes().startswith(b"age-encryption.org/v1\n-> X25519 ")
    with archive.Frugal(tmp_path / "plain", 0) as out:
        archive.decrypt(backup.path, out, f"# created: today\n{identity}\n")
    assert tarfile.is_tarfile(tmp_path / "plain")
    with archive.Frugal(tmp_path / "other", 0) as out, pytest.raises(Invalid, match=r"backup\.identity"):
        archive.decrypt(backup.path, out, str(pyrage.x25519.Identity.generate()))


@pytest.mark.skipif(shutil.which("age") is None, reason="age is not on this machine")
async def test_p6_the_standard_age_program_opens_it(
    source: Source, estate_db: asyncpg.Connection, tmp_path: Path
) -> None:
    (tmp_path / "key").write_text(str(await encrypted(estate_db)))
    backup = await make(source, quiet)
    opened = await asyncio.create_subprocess_exec(
        *("age", "--decrypt", "-i", str(tmp_path / "key"), str(backup.path)), stdout=subprocess.PIPE
    )
    out, _ = await opened.communicate()
    assert b"manifest.json" in out


async def test_p6_the_rules_clear_but_never_the_last_verified(
    source: Source, estate_db: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.sql.set(estate_db, key="backup", value='{"days": 1, "weeks": 0, "months": 0}')
    first, second = await make(source, quiet), await make(source, quiet)
    assert names(source) == [second.file], first

    async def no_database(db: asyncpg.Connection, name: str) -> None:
        raise Conflict("backup.no_database")

    monkeypatch.setattr(making, "make_beside", no_database)
    third = await make(source, quiet)
    assert third.trouble == "backup.no_database"
    assert names(source) == sorted([str(second.file), str(third.file)])
    there = await estate_db.fetch("select id from backup where removed_at is null order by id")
    assert [row["id"] for row in there] == [second.id, third.id]


@pytest.mark.skipif(
    any(Path("/usr/lib/postgresql").glob("1[89]/bin")), reason="this machine has a newer one of its own"
)
async def test_p6_a_pg_dump_older_than_the_server_is_not_taken(source: Source, tmp_path: Path) -> None:
    async with source.server.connected() as db:
        assert await source.server.programs(db) == source.server.own
        with pytest.raises(Conflict) as refused:
            await Server(source.server.dsn, tmp_path).programs(db)
    assert refused.value.facts == {"version": 18}
