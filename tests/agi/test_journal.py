"""The calls' journal on a real Postgres that goes away and comes back (P8, H11)."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import asyncpg
import pytest

from agi import journal
from agi.journal import CallJournal, JournalWriter, Row, add_lines, as_json
from ivr import prompts
from tests.ivr.caller import Caller


class Cable:
    """A TCP proxy before Postgres that can be pulled and put back."""

    def __init__(self, dsn: str) -> None:
        self._behind = urlsplit(dsn)
        self._pairs: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.plugged = True
        self.refused = asyncio.Event()

    @property
    def dsn(self) -> str:
        return self._behind._replace(
            netloc=f"{self._behind.username}:{self._behind.password}@127.0.0.1:{self._port}"
        ).geturl()

    async def __aenter__(self) -> "Cable":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self.pull()
        self._server.close()
        await self._server.wait_closed()
        await asyncio.gather(*self._tasks)

    def pull(self) -> None:
        self.plugged = False
        self.refused.clear()
        for writer in self._pairs:
            writer.transport.abort()

    def put_back(self) -> None:
        self.plugged = True

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.plugged:
            writer.transport.abort()
            self.refused.set()
            return
        there, back = await asyncio.open_connection(self._behind.hostname, self._behind.port)
        self._pairs |= {writer, back}
        for one, other in ((reader, back), (there, writer)):
            task = asyncio.create_task(self._pump(one, other))
            self._tasks.add(task)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                writer.write(data)
        except ConnectionError:
            pass
        writer.transport.abort()


class Desk:
    """Journals written through a cable, and their rows seen from the other side."""

    def __init__(self, pool: asyncpg.Pool, db: asyncpg.Connection, cable: Cable, spill: Path) -> None:
        self.pool = pool
        self.db = db
        self.cable = cable
        self.spill = spill
        self.told: asyncio.Queue[str] = asyncio.Queue()

    def writer(self) -> JournalWriter:
        return JournalWriter(self.pool, self.spill)

    async def rows(self, call: UUID) -> list[tuple[int, str, Any]]:
        found = await self.db.fetch("select * from call_event where call_id = $1 order by seq", call)
        return [(row["seq"], row["kind"], json.loads(row["facts"])) for row in found]


@pytest.fixture
async def desk(database: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with (
        Cable(database) as cable,
        asyncpg.create_pool(cable.dsn, min_size=1, max_size=2, timeout=5) as pool,
        connected(database) as db,
    ):
        desk = Desk(pool, db, cable, tmp_path / "run" / "journal.spill")
        await db.add_listener("journal", lambda *told: desk.told.put_nowait(told[-1]))
        try:
            yield desk
        finally:
            pool.terminate()


@asynccontextmanager
async def connected(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    db = await asyncpg.connect(dsn)
    try:
        yield db
    finally:
        await db.close()


async def test_p8_what_a_call_notes_is_in_the_table_and_told_once_a_batch(desk: Desk) -> None:
    writer = desk.writer()
    writer.start()
    call = uuid4()
    journal = writer.journal(call)
    journal.note("said", text="您好", prompts=["hotline/greeting"])
    journal.note("key", key="1", at=datetime(2026, 1, 2, tzinfo=UTC))
    assert await desk.told.get() == str(call)
    assert await desk.rows(call) == [
        (1, "said", {"text": "您好", "prompts": ["hotline/greeting"]}),
        (2, "key", {"key": "1", "at": "2026-01-02 00:00:00+00:00"}),
    ]
    assert desk.told.empty()
    await writer.stop()
    assert writer.waiting == 0
    assert not desk.spill.exists()


async def test_p8_many_calls_in_one_batch_are_each_told(desk: Desk) -> None:
    writer = desk.writer()
    calls = [uuid4() for _ in range(50)]
    for call in calls:
        writer.journal(call).note("answered")
    writer.start()
    assert {await desk.told.get() for _ in calls} == {str(call) for call in calls}
    await writer.stop()


async def test_h11_what_is_noted_while_postgres_is_away_is_written_once_it_is_back(desk: Desk) -> None:
    writer = desk.writer()
    writer.start()
    call = uuid4()
    journal = writer.journal(call)
    journal.note("answered")
    await desk.told.get()
    desk.cable.pull()
    for key in "123":
        journal.note("key", key=key)
    await desk.cable.refused.wait()
    assert writer.waiting >= 3, "the first may be among them: its commit was told, its answer lost"
    desk.cable.put_back()
    await desk.told.get()
    assert [(seq, kind) for seq, kind, _ in await desk.rows(call)] == [
        (1, "answered"),
        (2, "key"),
        (3, "key"),
        (4, "key"),
    ]
    await writer.stop()


async def test_h11_what_is_left_when_the_engine_stops_is_written_by_the_next(desk: Desk) -> None:
    desk.cable.pull()
    first, call = desk.writer(), uuid4()
    first.start()
    first.journal(call).note("answered")
    first.journal(call)
    await desk.cable.refused.wait()
    await first.stop()
    assert (first.waiting, len(desk.spill.read_text().splitlines())) == (0, 1)
    desk.cable.put_back()
    second = desk.writer()
    second.start()
    assert await desk.told.get() == str(call)
    await second.stop()
    assert [kind for _, kind, _ in await desk.rows(call)] == ["answered"]
    assert not desk.spill.exists()


async def test_h11_too_many_to_keep_in_memory_go_to_the_file_and_all_come_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "MOST_WAITING", 10)
    monkeypatch.setattr(journal, "BATCH", 7)
    desk.cable.pull()
    writer, call = desk.writer(), uuid4()
    notes = writer.journal(call)
    for number in range(100):
        notes.note("key", key=str(number))
    spilled = asyncio.Event()
    keep = writer._keep

    async def kept(most: int) -> None:
        await keep(most)
        spilled.set()

    monkeypatch.setattr(writer, "_keep", kept)
    writer.start()
    await spilled.wait()
    assert writer.waiting == 10
    assert len(desk.spill.read_text().splitlines()) == 90
    desk.cable.put_back()
    await writer.stop()
    assert [facts["key"] for _, _, facts in await desk.rows(call)] == [str(number) for number in range(100)]
    assert not desk.spill.exists()


async def test_h11_the_file_is_read_again_after_a_crash_in_the_middle_without_doubling(desk: Desk) -> None:
    call, now = uuid4(), datetime.now(UTC)
    rows = [Row(call, seq, now, "key", "{}") for seq in (1, 2, 3)]
    add_lines(desk.spill, rows)
    with desk.spill.open("a") as torn:
        torn.write('["half a li')
    await desk.db.execute("insert into call_event values ($1, 2, $2, 'key', '{}')", call, now)
    writer = desk.writer()
    writer.start()
    await desk.told.get()
    await writer.stop()
    assert [seq for seq, _, _ in await desk.rows(call)] == [1, 2, 3]


async def test_p8_a_row_that_postgres_will_not_take_stops_no_other(desk: Desk) -> None:
    writer, good = desk.writer(), uuid4()
    notes = writer.journal(good)
    notes.note("answered")
    writer._rows.append(Row(good, 2, datetime.now(UTC), "key", "no json"))
    writer._last[good] = 2
    notes.note("ended")
    writer.start()
    await desk.told.get()
    await writer.stop()
    assert [kind for _, kind, _ in await desk.rows(good)] == ["answered", "ended"]
    assert len(desk.spill.with_suffix(".refused").read_text().splitlines()) == 1


async def test_p8_a_note_on_a_call_of_an_earlier_process_takes_no_old_place(
    desk: Desk,
) -> None:
    earlier, call = desk.writer(), uuid4()
    earlier.start()
    earlier.journal(call).note("answered")
    await desk.told.get()
    earlier.note(call, "ended", {})
    await earlier.stop()
    await desk.told.get()
    later = desk.writer()
    later.start()
    later.note(call, "agent", {"state": "ended"})
    later.note(call, "agent", {"state": "late"})
    await desk.told.get()
    await later.stop()
    assert [kind for _, kind, _ in await desk.rows(call)] == ["answered", "ended", "agent", "agent"]


async def test_h2_a_pin_reaches_no_journal(desk: Desk) -> None:
    writer, call = desk.writer(), uuid4()
    caller = Caller("2468#")
    talk = caller.call()
    talk.journal = CallJournal(writer, call)
    await talk.digits(prompts.CALL_ONE_MOMENT, most=4, secret=True)
    assert "2468" not in repr(writer._rows)


@pytest.mark.parametrize(
    ("facts", "reads"),
    [
        ({"text": "a\0b\0\0c"}, {"text": "a b  c"}),
        ({"text": "\\u0000"}, {"text": "\\u0000"}),
        ({"text": "\ud800"}, {"text": "?"}),
        ({"id": UUID(int=1)}, {"id": str(UUID(int=1))}),
    ],
    ids=["NUL", "not NUL", "surrogate", "uuid"],
)
def test_p8_facts_are_such_that_postgres_takes_them(facts: dict[str, Any], reads: dict[str, Any]) -> None:
    assert json.loads(as_json(facts)) == reads


def test_p8_facts_that_are_no_json_at_all_do_not_fail() -> None:
    facts: dict[str, Any] = {}
    facts["self"] = facts
    assert "unreadable" in as_json(facts)
