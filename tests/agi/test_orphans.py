"""Sounds a crash left without a row are taken in by what the journal tells of them (H5, H11)."""

import json
import wave
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest

from agi.orphans import Orphans
from agi.spool import Spool
from backoffice.calls import desk as calls
from backoffice.calls.model import CallStart


@pytest.fixture
def orphans(pool: asyncpg.Pool, tmp_path: Path) -> Orphans:
    (tmp_path / "recordings").mkdir()
    return Orphans(pool, tmp_path / "recordings", tmp_path / "spool", after=0.0)


def sound(folder: Path, seconds: float = 2.0) -> UUID:
    own = uuid4()
    with wave.open(str(folder / "recordings" / f"{own}.wav"), "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(8000)
        writer.writeframes(b"\1\0" * round(8000 * seconds))
    return own


async def told(db: asyncpg.Connection, kind: str, recording: UUID) -> UUID:
    """A call whose journal has made this recording."""
    call = uuid4()
    await calls.open_call(db, CallStart(call, "in", "13900000000", "96000", "1.7"))
    await db.execute(
        "insert into call_event (call_id, seq, at, kind, facts) values ($1, 1, now(), $2, $3)",
        call,
        kind,
        json.dumps({"recording": str(recording)}),
    )
    return call


async def test_h5_what_a_killed_engine_recorded_becomes_a_message(
    orphans: Orphans, pool: asyncpg.Pool, db: asyncpg.Connection, tmp_path: Path
) -> None:
    recording = sound(tmp_path)
    call = await told(db, "recorded", recording)
    assert await orphans.take_in() == 1
    assert await Spool(pool, tmp_path / "spool", tmp_path / "recordings").take_in() == 1
    row = await db.fetchrow(
        "select q.kind, q.caller_number, q.call_id from request q join recording r on r.request_id = q.id"
        " where r.id = $1",
        recording,
    )
    assert row is not None
    assert tuple(row) == ("message", "13900000000", call)
    assert await orphans.take_in() == 0


async def test_h9_a_talk_whose_end_the_database_missed_is_its_calls_recording(
    orphans: Orphans, db: asyncpg.Connection, tmp_path: Path
) -> None:
    recording = sound(tmp_path)
    call = await told(db, "queue", recording)
    assert await orphans.take_in() == 1
    row = await db.fetchrow("select kind, call_id, seconds::float from recording where id = $1", recording)
    assert row is not None
    assert tuple(row) == ("agent", call, 2.0)


async def test_h11_what_a_full_disk_cut_off_keeps_nobody_waiting(
    orphans: Orphans, pool: asyncpg.Pool, db: asyncpg.Connection, tmp_path: Path
) -> None:
    """One file has not even a header, one a header that never learned how much came after it."""
    (tmp_path / "recordings" / f"{uuid4()}.wav").touch()
    cut = sound(tmp_path)
    with (tmp_path / "recordings" / f"{cut}.wav").open("r+b") as file:
        file.seek(40)
        file.write(b"\0\0\0\0")
    assert await orphans.take_in() == 2
    assert not list((tmp_path / "recordings").iterdir())
    assert await Spool(pool, tmp_path / "spool", tmp_path / "recordings").take_in() == 1
    assert await db.fetchval("select seconds::float from recording where id = $1", cut) == 2.0


async def test_h5_a_sound_that_has_a_row_and_one_still_written_are_left_alone(
    orphans: Orphans, pool: asyncpg.Pool, db: asyncpg.Connection, tmp_path: Path
) -> None:
    known = sound(tmp_path)
    await calls.keep_recording(db, known, "request", None, 2.0)
    assert await orphans.take_in() == 0
    sound(tmp_path)
    assert await Orphans(pool, tmp_path / "recordings", tmp_path / "spool").take_in() == 0
