"""An estate to back up: a demo database, recordings, a folder for backups."""

from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from backoffice.backup.making import Source
from backoffice.backup.postgres import Server
from ops.database import PROGRAMS, Cluster

SOUND = b"RIFF" + bytes(2000)


@pytest.fixture
async def source(postgres: Cluster, demo: str, tmp_path: Path) -> Source:
    """The demo with three recordings."""
    folder = tmp_path / "recordings"
    folder.mkdir()
    db = await asyncpg.connect(demo)
    ids = await db.fetch(
        "insert into recording (id, kind) "
        "select gen_random_uuid(), 'agent' from generate_series(1, 3) returning id"
    )
    await db.close()
    for row in ids:
        (folder / f"{row['id']}.wav").write_bytes(SOUND + row["id"].bytes)
    server = Server(postgres.dsn(urlsplit(demo).path[1:]), PROGRAMS)
    return Source(
        server, {"recordings": folder, "nothing": tmp_path / "nothing"}, tmp_path / "backups", reserve=0
    )


def quiet(step: str, done: int, total: int) -> None:
    """Hears nothing."""
