"""Migrations: each once, in order, never a changed one (P6)."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from backoffice.migrations.run import FOLDER, NotOurSchema, migrate
from ops.database import Cluster


@pytest.fixture
async def bare(postgres: Cluster) -> AsyncIterator[str]:
    """The dsn of a database with nothing in it."""
    yield await postgres.create("bare")
    await postgres.drop("bare")


async def tables(dsn: str) -> set[str]:
    """What is there."""
    db = await asyncpg.connect(dsn)
    try:
        rows = await db.fetch("select tablename from pg_tables where schemaname = 'public'")
        return {row["tablename"] for row in rows}
    finally:
        await db.close()


def folder(at: Path, **files: str) -> Path:
    """A folder of migrations."""
    for name, text in files.items():
        (at / f"{name}.sql").write_text(text, encoding="utf-8")
    return at


async def test_p6_every_migration_applies_once(bare: str) -> None:
    names = sorted(file.name for file in FOLDER.glob("*.sql"))
    assert await migrate(bare) == names
    assert await migrate(bare) == []


async def test_p6_of_two_starting_at_once_one_migrates(bare: str) -> None:
    applied = await asyncio.gather(*(migrate(bare) for _ in range(4)))
    assert sorted(len(names) for names in applied)[:3] == [0, 0, 0]
    assert sum(len(names) for names in applied) == len(list(FOLDER.glob("*.sql")))


async def test_p6_a_failing_file_leaves_nothing_of_itself(bare: str, tmp_path: Path) -> None:
    files = folder(tmp_path, a="create table one ()", b="create table two (); create table one ();")
    with pytest.raises(asyncpg.DuplicateTableError):
        await migrate(bare, files)
    assert await tables(bare) == {"migration", "one"}
    folder(tmp_path, b="create table two ()")
    assert await migrate(bare, files) == ["b.sql"]


async def test_p6_history_is_not_rewritten(bare: str, tmp_path: Path) -> None:
    files = folder(tmp_path, a="create table one ()")
    assert await migrate(bare, files) == ["a.sql"]
    folder(tmp_path, a="create table one (id int)", b="create table two ()")
    with pytest.raises(NotOurSchema, match=r"a\.sql was changed"):
        await migrate(bare, files)
    (tmp_path / "a.sql").unlink()
    with pytest.raises(NotOurSchema, match=r"newer.*a\.sql"):
        await migrate(bare, files)
    assert await tables(bare) == {"migration", "one"}
