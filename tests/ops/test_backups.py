"""The verbs `backup` and `restore` as processes: killed, told, and all the way back (P6)."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from ops import backups, secrets, state
from ops.database import cluster
from ops.estate import prepare
from ops.parts import environment
from ops.settings import ROOT, Settings
from tests import services


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation of this test alone."""
    made = services.settings(tmp_path / "home", services.UNITS_PORT_BASE + 700)
    secrets.ensure(made.home)
    return made


@contextlib.asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[None]:
    """Its Postgres with the demo estate."""
    async with backups._postgres(settings):
        await prepare(settings)
        yield


async def start(settings: Settings, *argv: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ops", *argv),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **environment(settings), "LC_ALL": "C.UTF-8"},
        cwd=ROOT,
    )


async def run(settings: Settings, *argv: str) -> tuple[int, str, str]:
    process = await start(settings, *argv)
    out, trouble = await process.communicate()
    return process.returncode or 0, out.decode(), trouble.decode()


def names(settings: Settings) -> list[str]:
    folder = settings.home / "backups"
    return sorted(one.name for one in folder.iterdir()) if folder.exists() else []


async def test_p6_there_and_back(settings: Settings) -> None:
    recording = settings.recordings / "11111111-1111-1111-1111-111111111111.wav"
    recording.parent.mkdir(parents=True)
    recording.write_bytes(b"sound")
    async with serving(settings):
        status, out, words = await run(settings, "backup")
        assert status == 0, words
        assert "Verified by restoring" in words
        file = Path(out.strip())
        db = await asyncpg.connect(settings.dsn)
        await db.execute("delete from bill; update staff set password_hash = 'lost'")
        await db.close()
        recording.unlink()
    for argv, said in (
        ((str(file),), "There is a company here"),
        ((str(file) + "x", "--replace"), "cannot be read"),
        ((str(file), "--replace"), "Restored as of"),
    ):
        status, _, words = await run(settings, "restore", *argv)
        assert said in words
        assert (status == 0) == ("Restored" in said)
    assert recording.read_bytes() == b"sound"
    async with serving(settings):
        db = await asyncpg.connect(settings.dsn)
        assert await db.fetchval("select count(*) from bill")
        assert not await db.fetchval("select exists (select from staff where password_hash = 'lost')")
        await db.close()
    status, _, words = await run(settings, "restore", "--forget")
    assert status == 0, words


async def test_p6_elsewhere_it_comes_up_from_nothing(settings: Settings, tmp_path: Path) -> None:
    async with serving(settings):
        _, out, _ = await run(settings, "backup")
    other = tmp_path / "other"
    status, _, words = await run(settings, "restore", out.strip(), "--into", str(other))
    assert status == 0, words
    assert (other / "secrets" / "demo.json").read_text() == (
        settings.home / "secrets" / "demo.json"
    ).read_text()
    there = services.settings(other, settings.port_base)
    async with backups._postgres(there):
        db = await asyncpg.connect(there.dsn)
        assert await db.fetchval("select count(*) from house") > 100
        await db.close()


async def test_p6_it_is_not_restored_under_a_running_one(settings: Settings) -> None:
    (settings.home / "run").mkdir()
    lock = state.claim(settings)
    assert lock
    with lock:
        status, _, words = await run(settings, "restore", "x.tar")
    assert status == 1
    assert "./estateline down first" in words


async def test_p6_before_the_first_start_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    status, _, words = await run(services.settings(tmp_path, services.UNITS_PORT_BASE + 700), "backup")
    assert status == 1
    assert "run ./estateline up first" in words


@pytest.mark.parametrize("step", ["backup.reading_tables", "backup.packing", "backup.reading"])
async def test_p6_killed_it_leaves_nothing_and_the_next_one_works(settings: Settings, step: str) -> None:
    settings.recordings.mkdir(parents=True)
    for one in range(10):  # long enough to be caught
        (settings.recordings / f"{one}.wav").write_bytes(os.urandom(4_000_000))
    async with serving(settings):
        process = await start(settings, "backup", "--lines")
        assert process.stdout
        async for line in process.stdout:
            if json.loads(line)["step"] == step:
                process.send_signal(signal.SIGKILL)
                break
        await process.wait()
        assert not [name for name in names(settings) if not name.startswith(".")]
        status, out, words = await run(settings, "backup")
        assert status == 0, words
        assert names(settings) == [Path(out.strip()).name]
        async with asyncpg.create_pool(cluster(settings).dsn("postgres"), min_size=1) as pool:
            assert not await pool.fetchval(
                "select exists (select from pg_database where datname ~ 'scratch')"
            )


async def test_p6_a_restore_that_is_killed_changes_nothing_and_the_next_one_works(settings: Settings) -> None:
    async with serving(settings):
        _, out, _ = await run(settings, "backup")
        db = await asyncpg.connect(settings.dsn)
        await db.execute("update house set note = 'later'")
        await db.close()
    process = await start(settings, "restore", out.strip(), "--replace")
    assert process.stderr
    async for line in process.stderr:
        if b"Restoring into" in line:
            process.kill()
            break
    await process.wait()
    async with serving(settings):
        db = await asyncpg.connect(settings.dsn)
        assert await db.fetchval("select count(distinct note) from house where note = 'later'") == 1
        await db.close()
    status, _, words = await run(settings, "restore", out.strip(), "--replace")
    assert status == 0, words
    async with serving(settings):
        db = await asyncpg.connect(settings.dsn)
        assert await db.fetchval("select count(*) from house where note = 'later'") == 0
        await db.close()


async def test_p6_told_to_stop_it_tidies_up(settings: Settings) -> None:
    async with serving(settings):
        process = await start(settings, "backup", "--lines")
        assert process.stdout
        await process.stdout.readline()
        process.terminate()
        assert await process.wait() == 143
        assert names(settings) == []
