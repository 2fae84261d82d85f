"""Restoring for real: the old state again, or nothing changed at all (P6)."""

import io
import os
import tarfile
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from backoffice.backup import desk, restoring
from backoffice.backup.archive import Manifest
from backoffice.backup.making import Source, make
from backoffice.backup.restoring import restore
from backoffice.errors import Conflict, Invalid, Refused
from ops.database import APPLICATION, Cluster
from tests.backoffice.backup.conftest import quiet
from tests.backoffice.backup.test_making import encrypted


@pytest.fixture
async def after(source: Source, postgres: Cluster) -> object:
    """Databases a restore leaves beside are dropped."""
    yield
    async with source.server.connected("postgres") as db:
        for row in await db.fetch("select datname from pg_database where datname ~ '_(before|restoring)$'"):
            await postgres.drop(row[0])


pytestmark = pytest.mark.usefixtures("after")


async def state(source: Source) -> tuple[object, ...]:
    """What a restore must bring back."""
    async with source.server.connected() as db:
        houses = await db.fetchval("select sum(hashtextextended(h::text, 0)) from house h")
        return houses, sorted(one.name for one in source.folders["recordings"].iterdir())


async def change(source: Source) -> None:
    """Things happen after the backup."""
    async with source.server.connected() as db:
        await db.execute("update house set note = 'ruined'")
        await db.execute("create table stray ()")
    folder = source.folders["recordings"]
    next(folder.iterdir()).unlink()
    (folder / "new.wav").touch()


async def test_p6_the_old_state_comes_back_and_the_new_one_is_kept_aside(source: Source, demo: str) -> None:
    backup = await make(source, quiet)
    before = await state(source)
    await change(source)
    done = await restore(source, backup.path, quiet, application=APPLICATION, replace=True)
    assert await state(source) == before
    assert (done.taken_at, done.files) == (backup.taken_at, 3)
    async with source.server.connected(done.before) as old:
        assert await old.fetchval("select note from house limit 1") == "ruined"
    assert (source.folders["recordings"].with_name("recordings.before") / "new.wav").exists()
    db = await asyncpg.connect(demo)  # as the application
    try:
        await db.execute("update house set note = 'works'")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await db.execute("delete from audit")
        assert [one.file for one in await desk.all_made(db)] == [backup.file]
        assert (
            await db.fetchval("select object from audit where operation = 'backup.restored'") == backup.file
        )
    finally:
        await db.close()
    assert (await make(source, quiet)).verified_at
    await restoring.forget(source)
    assert not source.folders["recordings"].with_name("recordings.before").exists()


async def test_p6_an_encrypted_one_needs_its_key(source: Source, demo: str) -> None:
    db = await asyncpg.connect(demo)
    key = str(await encrypted(db))
    await db.close()
    backup = await make(source, quiet)
    before = await state(source)
    await change(source)
    changed = await state(source)
    with pytest.raises(Invalid, match=r"backup\.identity"):
        await restore(source, backup.path, quiet, application=APPLICATION, replace=True)
    assert await state(source) == changed
    await restore(source, backup.path, quiet, application=APPLICATION, identity=key, replace=True)
    assert await state(source) == before


async def test_p6_a_company_is_not_replaced_unasked_nor_under_its_feet(source: Source, demo: str) -> None:
    backup = await make(source, quiet)
    with pytest.raises(Conflict, match=r"backup\.not_empty"):
        await restore(source, backup.path, quiet, application=APPLICATION)
    db = await asyncpg.connect(demo)
    with pytest.raises(Conflict, match=r"backup\.in_use"):
        await restore(source, backup.path, quiet, application=APPLICATION, replace=True)
    await db.close()


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def nonsense(path: Path) -> None:
    path.write_bytes(b"not a backup" * 100)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def rewritten(**members: bytes) -> Callable[[Path], None]:
    def rewrite(path: Path) -> None:
        with tarfile.open(path) as old:
            kept = {one.name: (file.read() if (file := old.extractfile(one)) else b"") for one in old}
        with tarfile.open(path, "w") as new:
            for name, content in (members | {n: c for n, c in kept.items() if n not in members}).items():
                info = tarfile.TarInfo(name)
                info.size = len(content)
                new.addfile(info, io.BytesIO(content))

    return rewrite


def one_bit(path: Path) -> None:
    with tarfile.open(path) as tar:
        at = next(one for one in tar if one.name.startswith("recordings/")).offset_data + 7
    with path.open("r+b") as file:
        file.seek(at)
        file.write(b"\xff")


def flat(path: Path) -> None:
    """A manifest that promises more rows."""
    with tarfile.open(path) as tar:
        last = tar.extractfile("manifest.json")
        assert last
        manifest = Manifest.model_validate_json(last.read())
    manifest.tables["house"].rows += 1
    rewritten(**{"manifest.json": manifest.model_dump_json().encode()})(path)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (cut, "backup.unreadable"),
        (nonsense, "backup.unreadable"),
        (empty, "backup.unreadable"),
        (one_bit, "backup.differs"),
        (flat, "backup.differs"),
        (rewritten(**{"database.dump": b"PGDMP nonsense"}), "backup.postgres"),
        (rewritten(**{"../../etc/escaped": b"x"}), "backup.unreadable"),
        (rewritten(**{"/tmp/escaped": b"x"}), "backup.unreadable"),  # noqa: S108
        (rewritten(**{"recordings/.hidden": b"x"}), "backup.unreadable"),
        (rewritten(**{"elsewhere/x.wav": b"x"}), "backup.unreadable"),
        (rewritten(**{"manifest.json": b"{}"}), "backup.unreadable"),
    ],
)
async def test_p6_a_spoilt_file_changes_nothing(
    source: Source, spoil: Callable[[Path], None], said: str
) -> None:
    backup = await make(source, quiet)
    await change(source)
    before = await state(source)
    spoil(backup.path)
    with pytest.raises(Refused) as refused:
        await restore(source, backup.path, quiet, application=APPLICATION, replace=True)
    assert refused.value.key == said
    assert await state(source) == before
    places = source.folders["recordings"].parent
    assert not [one for one in places.iterdir() if one.name.startswith(".") or one.suffix == ".before"]
    async with source.server.connected("postgres") as db:
        assert not await db.fetchval("select exists (select from pg_database where datname ~ '_restoring$')")
