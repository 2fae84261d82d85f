"""What callers left while the engine or Postgres was away is in the system once (H11)."""

import asyncio
import json
import os
import time
import wave
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest

from agi.spool import ORPHAN_AFTER, Spool, leave
from backoffice.calls.model import CallStart
from tests.agi.estate import owing_house
from tests.agi.leading import Lead


class Folders:
    def __init__(self, root: Path) -> None:
        self.spool = root / "fallback"
        self.recordings = root / "recordings"
        self.spool.mkdir()

    def sound(self, name: str, seconds: float = 2.0) -> Path:
        file = self.spool / f"{name}.wav"
        with wave.open(str(file), "wb") as writer:
            writer.setnchannels(1)
            writer.setsampwidth(2)
            writer.setframerate(8000)
            writer.writeframes(b"\1\0" * round(8000 * seconds))
        return file

    def left(self, number: str = "13900000000", **more: str) -> UUID:
        """As agi/fallback.py leaves it."""
        own = uuid4()
        self.sound(str(own))
        facts = {
            "id": str(own), "number": number, "uniqueid": "1.1", "linkedid": "1.1", "sip_call_id": "s@1",
            "recorded_at": "2026-11-24T03:00:00+00:00", "seconds": 2.0, "language": "en",
        }  # fmt: skip
        (self.spool / f"{own}.json").write_text(json.dumps(facts | more), encoding="utf-8")
        return own

    def lying(self) -> list[str]:
        return sorted(str(file.relative_to(self.spool)) for file in self.spool.rglob("*.*"))


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path)


async def requests(db: asyncpg.Connection) -> list[tuple[str, str, UUID | None]]:
    rows = await db.fetch(
        "select q.kind, q.caller_number, r.id from request q left join recording r on r.request_id = q.id"
        " order by q.id"
    )
    return [(row["kind"], row["caller_number"], row["id"]) for row in rows]


async def test_h11_a_recording_left_becomes_a_message_once(
    pool: asyncpg.Pool, db: asyncpg.Connection, folders: Folders
) -> None:
    left = folders.left()
    spool = Spool(pool, folders.spool, folders.recordings)
    assert await spool.take_in() == 1
    assert await spool.take_in() == 0
    assert await requests(db) == [("message", "13900000000", left)]
    assert (folders.recordings / f"{left}.wav").stat().st_size > 32000
    assert folders.lying() == []
    row = await db.fetchrow("select kind, state, seconds, recorded_at::text from recording")
    assert row is not None
    assert (row["kind"], row["state"], float(row["seconds"])) == ("fallback", "kept", 2.0)
    assert row["recorded_at"].startswith("2026-11-24 03:00:00")


async def test_h11_the_callers_house_is_known_by_the_number(
    pool: asyncpg.Pool, db: asyncpg.Connection, folders: Folders
) -> None:
    house = await owing_house(db, "13800000001")
    folders.left("+8613800000001")
    await Spool(pool, folders.spool, folders.recordings).take_in()
    row = await db.fetchrow("select house_id, caller_number, registered_by, channel from request")
    assert row is not None
    assert tuple(row) == (house, "13800000001", "system:fallback", "telephone")


async def test_h11_a_crash_after_the_commit_is_harmless(
    pool: asyncpg.Pool, db: asyncpg.Connection, folders: Folders
) -> None:
    left = folders.left()
    before = {file.name: file.read_bytes() for file in folders.spool.iterdir()}
    spool = Spool(pool, folders.spool, folders.recordings)
    await spool.take_in()
    for name, data in before.items():  # as if the files had not been deleted any more
        (folders.spool / name).write_bytes(data)
    assert await spool.take_in() == 0
    assert await requests(db) == [("message", "13900000000", left)]
    assert folders.lying() == []


async def test_h11_two_engines_take_it_in_once(
    pool: asyncpg.Pool, db: asyncpg.Connection, folders: Folders
) -> None:
    wanted = [folders.left() for _ in range(10)]
    taken = await asyncio.gather(
        *(Spool(pool, folders.spool, folders.recordings).take_in() for _ in range(3))
    )
    assert sum(taken) == 10
    assert sorted(row[2] for row in await requests(db) if row[2]) == sorted(wanted)


async def test_h11_what_is_left_while_postgres_is_away_waits(
    pool: asyncpg.Pool, db: asyncpg.Connection, folders: Folders, lead: Lead
) -> None:
    left = folders.left()
    spool = Spool(pool, folders.spool, folders.recordings)
    lead.cut()
    with pytest.raises((OSError, asyncpg.PostgresError, asyncpg.InterfaceError)):
        await spool.take_in()
    lead.mend()
    assert await spool.take_in() == 1
    assert await requests(db) == [("message", "13900000000", left)]


@pytest.mark.parametrize("broken", ["", "{", '{"id": "x"}', "[]"])
async def test_h11_a_broken_json_is_set_aside_with_its_sound(
    pool: asyncpg.Pool, db: asyncpg.Connection, folders: Folders, broken: str
) -> None:
    good, bad = folders.left(), folders.left()
    (folders.spool / f"{bad}.json").write_text(broken, encoding="utf-8")
    await Spool(pool, folders.spool, folders.recordings).take_in()
    assert [row[2] for row in await requests(db)] == [good]
    assert folders.lying() == [f"broken/{bad}.json", f"broken/{bad}.wav"]


async def test_h11_without_its_sound_the_message_says_so(
    pool: asyncpg.Pool, db: asyncpg.Connection, folders: Folders
) -> None:
    left = folders.left()
    (folders.spool / f"{left}.wav").unlink()
    await Spool(pool, folders.spool, folders.recordings).take_in()
    assert await requests(db) == [("message", "13900000000", left)]
    assert await db.fetchval("select state from recording") == "missing"


async def test_h11_a_sound_whose_writer_died_is_taken_in_alone(
    pool: asyncpg.Pool, db: asyncpg.Connection, folders: Folders
) -> None:
    old, fresh = folders.sound(str(uuid4()), 3.0), folders.sound(str(uuid4()))
    before = time.time() - ORPHAN_AFTER - 1
    os.utime(old, (before, before))
    assert await Spool(pool, folders.spool, folders.recordings).take_in() == 1
    assert await requests(db) == [("message", "", UUID(old.stem))]
    assert folders.lying() == [fresh.name]


async def test_h11_the_engine_itself_leaves_what_it_could_not_hand_over(
    pool: asyncpg.Pool, db: asyncpg.Connection, folders: Folders
) -> None:
    own = uuid4()
    sound = folders.sound(str(own))
    folders.recordings.mkdir()
    sound = sound.rename(folders.recordings / sound.name)
    start = CallStart(
        id=uuid4(), direction="in", number="13900000000", dialled="96000", uniqueid="1.2", sip_call_id="s@2"
    )
    leave(folders.spool, sound, start, 2.0, "zh")
    assert folders.lying() == [f"{own}.json", f"{own}.wav"]
    await Spool(pool, folders.spool, folders.recordings).take_in()
    assert await requests(db) == [("message", "13900000000", own)]
    leave(folders.spool, folders.recordings / f"{uuid4()}.wav", start, 2.0, "zh")
    assert folders.lying() == [], "a recording that never came to be leaves nothing"


async def test_h11_what_a_full_disk_left_without_its_json_is_taken_in_later(
    pool: asyncpg.Pool, db: asyncpg.Connection, folders: Folders
) -> None:
    """Every write to /dev/full fails as on a full disk."""
    sound = folders.sound(str(uuid4()))
    sound.with_suffix(".new").symlink_to("/dev/full")
    leave(folders.spool, sound, CallStart(uuid4(), "in", "13900000000", "96000", "1.3"), 2.0, "zh")
    assert sound.exists()
    os.utime(sound, (0, 0))
    assert await Spool(pool, folders.spool, folders.recordings).take_in() == 1
    assert await requests(db) == [("message", "", UUID(sound.stem))]
