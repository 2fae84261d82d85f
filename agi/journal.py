"""The journal of every call: noted without waiting, written in batches, kept while Postgres is away (P8).

`CallJournal.note` only puts a row in memory. One task writes what all calls noted, and keeps what cannot be
written: in memory, then in a file of JSON lines that is read back later.
A row written twice is one row: (call, seq) is its key.
"""

import asyncio
import contextlib
import json
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
import structlog

from backoffice.calls import desk

log = structlog.get_logger()

GATHER = 0.02  # seconds between the first note and its writing, for the notes of other calls
BATCH = 1000  # rows in one statement
MOST_WAITING = 20_000  # rows in memory (about 10 MB); more go to the file
LIMIT = 5.0  # seconds one batch may take
MOST_PAUSE = 5.0  # seconds between two attempts at the longest
CALLS_KNOWN = 20_000  # calls whose last number is remembered, so that a late note does not take an old one
LATE = 1_000_000_000
"""Where the numbers of notes begin whose call this process never opened: behind all others."""
ENCODER = json.JSONEncoder(ensure_ascii=False, default=str)
NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")  # written as JSON writes it, after no escaping backslash


class Row(NamedTuple):
    """One event as it is written; `facts` are JSON."""

    call_id: UUID
    seq: int
    at: datetime
    kind: str
    facts: str


Append = Callable[[Any, Sequence[Row]], Awaitable[object]]
AWAY = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
)
"""What says that Postgres is not there, stopping, starting or full."""


class CallJournal:
    """`ivr.line.Journal` of one call."""

    def __init__(self, writer: "JournalWriter", call_id: UUID) -> None:
        self.call_id = call_id
        self._writer = writer

    def note(self, kind: str, **facts: Any) -> None:
        """Keep one event; never waits and never fails."""
        self._writer.note(self.call_id, kind, facts)


class JournalWriter:
    """Writes the journals of all calls. `run()` is its one task; `stop()` ends it with nothing lost.

    spill: a file below home/run for rows that must wait longer than memory should keep them.
    """

    def __init__(self, pool: asyncpg.Pool, spill: Path, *, append: Append | None = None) -> None:
        self._pool = pool
        self._spill = spill
        self._append: Append = append or desk.append_events
        self._rows: list[Row] = []
        self._last: OrderedDict[UUID, int] = OrderedDict()
        self._noted = asyncio.Event()
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """Rows in memory, for health and metrics."""
        return len(self._rows)

    def journal(self, call_id: UUID) -> CallJournal:
        """The journal of a call that begins."""
        self._last[call_id] = 0
        while len(self._last) > CALLS_KNOWN:
            self._last.popitem(last=False)
        return CallJournal(self, call_id)

    def note(self, call_id: UUID, kind: str, facts: Mapping[str, Any]) -> None:
        """Keep one event of any call, also of one that is over; never waits and never fails."""
        now = datetime.now(UTC)
        seq = self._last.get(call_id)
        if seq is None:
            seq = LATE + int(now.timestamp()) % 100_000_000 * 10
        self._last[call_id] = seq + 1
        self._rows.append(Row(call_id, seq + 1, now, kind, as_json(facts)))
        self._noted.set()

    def start(self) -> None:
        """Begin to write; also what an earlier process left in the file."""
        self._task = asyncio.get_running_loop().create_task(self._run(), name="journal")

    async def stop(self) -> None:
        """Write what is left, or put it into the file when Postgres is away; then no task is left."""
        self._stopping.set()
        self._noted.set()
        if self._task is not None:
            await self._task
            self._task = None

    async def _run(self) -> None:
        pause = GATHER
        while not self._stopping.is_set():
            if not self._rows and not self._spill.exists():
                await self._noted.wait()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)
            self._noted.clear()
            pause = GATHER if await self._written() else min(MOST_PAUSE, max(0.1, pause * 2))
            await self._keep(MOST_WAITING)
        await self._written()
        await self._keep(0)

    async def _written(self) -> bool:
        """Write all there is; False when something has to wait for Postgres."""
        try:
            await self._write_all()
        except AWAY as trouble:
            log.warning("journal.kept", rows=len(self._rows), reason=type(trouble).__name__)
            return False
        except Exception:
            log.exception("journal.failed", rows=len(self._rows))
            return False
        return True

    async def _write_all(self) -> None:
        await self._read_back()
        while self._rows:
            batch = self._rows[:BATCH]
            await self._write(batch)
            del self._rows[: len(batch)]

    async def _write(self, batch: Sequence[Row]) -> None:
        """Write a batch. A row that Postgres will not take is found by halving, told, and set aside."""
        try:
            async with asyncio.timeout(LIMIT), self._pool.acquire() as db:
                await self._append(db, batch)
        except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as refusal:
            if len(batch) == 1:
                log.error("journal.row_refused", call=str(batch[0].call_id), why=str(refusal))
                await asyncio.to_thread(add_lines, self._spill.with_suffix(".refused"), batch)
                return
            half = len(batch) // 2
            await self._write(batch[:half])
            await self._write(batch[half:])

    async def _keep(self, most: int) -> None:
        """Put the oldest rows into the file until `most` are left in memory."""
        count = len(self._rows) - most
        if count > 0:
            try:
                await asyncio.to_thread(add_lines, self._spill, self._rows[:count])
                del self._rows[:count]
            except OSError:
                log.exception("journal.not_spilled", rows=count)

    async def _read_back(self) -> None:
        """Write what lies in the file, then delete it. Interrupted, it starts over: rows are written once."""
        if not self._spill.exists():
            return
        for batch in batches(self._spill):
            await self._write(batch)
        self._spill.unlink()
        log.info("journal.read_back")


def as_json(facts: Mapping[str, Any]) -> str:
    """Facts as they are now. What JSON does not know becomes its text; NUL, which jsonb refuses, a space."""
    try:
        text = ENCODER.encode(dict(facts))
        text = NUL.sub(r"\1 ", text) if "u0000" in text else text
        return text.encode("utf-8", "replace").decode()
    except (TypeError, ValueError, RecursionError):
        return json.dumps({"unreadable": repr(facts)[:1000]})


def add_lines(file: Path, rows: Sequence[Row]) -> None:
    """Append rows to a file of JSON lines."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as out:
        for row in rows:
            line = [str(row.call_id), row.seq, row.at.isoformat(), row.kind, row.facts]
            out.write(json.dumps(line, ensure_ascii=False) + "\n")


def batches(file: Path) -> Iterator[list[Row]]:
    """What `add_lines` wrote, BATCH rows at a time."""
    batch: list[Row] = []
    with file.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            row = row_of(line)
            if row is not None:
                batch.append(row)
            if len(batch) == BATCH:
                yield batch
                batch = []
    if batch:
        yield batch


def row_of(line: str) -> Row | None:
    """A row of the file; None for the last line of a process that died while writing it."""
    try:
        call_id, seq, at, kind, facts = json.loads(line)
        return Row(UUID(call_id), int(seq), datetime.fromisoformat(at), str(kind), str(facts))
    except (ValueError, TypeError):
        log.warning("journal.line_unreadable", line=line[:80])
        return None
