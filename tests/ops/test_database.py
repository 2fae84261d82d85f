"""The embedded Postgres: how it is made, and what earlier runs may have left (issue 3, part 1)."""

import signal
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from ops.child import gone
from ops.database import Cluster
from tests import services


@pytest.fixture
def spare(tmp_path: Path) -> Cluster:
    return Cluster(tmp_path / "postgres", services.UNITS_PORT_BASE + 5434, "secret", durable=False)


async def test_postgres_listens_on_tcp_with_a_password_and_chinese_letters(postgres: Cluster) -> None:
    db = await asyncpg.connect(postgres.dsn("postgres"))
    try:
        assert await db.fetchval("select lower('Ü') || upper('é') || '翠湖苑'") == "üÉ翠湖苑"
        assert await db.fetchval("show unix_socket_directories") == ""
    finally:
        await db.close()
    stranger = Cluster(postgres.folder, postgres.port, "wrong")
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(stranger.dsn("postgres"))


async def test_a_second_start_keeps_the_data(spare: Cluster, tmp_path: Path) -> None:
    assert spare.prepare()
    server = spare.child(tmp_path / "log")
    await server.start()
    await spare.ready(20)
    await spare.create("kept")
    assert await server.stop(20)
    assert not spare.prepare()
    server = spare.child(tmp_path / "log")
    await server.start()
    await spare.ready(20)
    db = await asyncpg.connect(spare.dsn("kept"))
    await db.close()
    assert await server.stop(20)


async def test_a_server_left_behind_is_ended_before_the_next_start(spare: Cluster, tmp_path: Path) -> None:
    spare.prepare()
    server = spare.child(tmp_path / "log")
    await server.start()
    await spare.ready(20)
    spare.prepare()
    assert await server.ended() == 0  # fast shutdown, not a kill
    assert not (spare.folder / "postmaster.pid").exists()


def test_a_stale_pid_file_naming_another_program_is_forgotten(spare: Cluster) -> None:
    spare.prepare()
    other = subprocess.Popen(["cat"], stdin=subprocess.PIPE)
    try:
        (spare.folder / "postmaster.pid").write_text(f"{other.pid}\n{spare.folder}\n")
        spare.prepare()
        assert not (spare.folder / "postmaster.pid").exists()
        assert other.poll() is None
    finally:
        other.communicate()


def test_a_server_dies_with_the_process_that_started_it(spare: Cluster, tmp_path: Path) -> None:
    spare.prepare()
    script = (
        "import asyncio, os, signal\n"
        "from pathlib import Path\n"
        "from ops.database import Cluster\n"
        f"spare = Cluster(Path({str(spare.folder)!r}), {spare.port}, 'secret', durable=False)\n"
        "async def main():\n"
        f"    server = spare.child(Path({str(tmp_path / 'log')!r}))\n"
        "    await server.start()\n"
        "    await spare.ready(20)\n"
        "    print(server.pid, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert gone(int(done.stdout), 20)
