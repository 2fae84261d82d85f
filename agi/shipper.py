"""Asterisk's records from its files into Postgres, each row once and none lost while Postgres is away (P8).

Asterisk's own database drivers lose or block (design), so it writes files; what was read, and up to where, is
committed together. Reading a line twice, after a crash or a rotation nobody could follow, adds nothing.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import asyncpg
import structlog

from agi import records
from agi.database import borrow
from agi.tail import Piece, Position, read_on
from agi.worker import keep_on
from backoffice.sql import load

log = structlog.get_logger()
sql = load(__file__, "shipper.sql")


@dataclass(frozen=True, slots=True)
class _Kind:
    file: str  # below Asterisk's log folder; also the key in `shipped`
    read: Callable[[bytes], records.Row]
    insert: str


KINDS = (
    _Kind("cdr-custom/estateline.csv", records.cdr, "insert_cdr"),
    _Kind("cel-custom/estateline.csv", records.cel, "insert_cel"),
    _Kind("queue_log", records.queue_log, "insert_queue_log"),
)


class Shipper:
    """Reads the three files below `logs`; `run()` looks for news every `every` seconds."""

    def __init__(self, pool: asyncpg.Pool, logs: Path, *, every: float = 1.0) -> None:
        self._pool = pool
        self._logs = logs
        self._every = every
        self._one_at_a_time = asyncio.Lock()
        self._done: dict[str, tuple[int, int] | None] = {}  # file → how it was when all of it was shipped

    async def run(self) -> NoReturn:
        """Until cancelled, whatever happens to Postgres."""
        await keep_on("shipper", self.ship_once, pause=self._every)

    async def ship_once(self) -> int:
        """Everything written so far; returns how many lines. Raises as asyncpg when it is away."""
        shipped = 0
        async with self._one_at_a_time:
            for kind in KINDS:
                now = _size(self._logs / kind.file)
                if self._done.get(kind.file) == now:
                    continue  # a look at an idle file costs the database nothing
                while (lines := await self._ship_piece(kind)) is not None:
                    shipped += lines
                self._done[kind.file] = now
        return shipped

    async def _ship_piece(self, kind: _Kind) -> int | None:
        """One piece of one file and its place, in one transaction. None: nothing new."""
        async with borrow(self._pool) as db, db.transaction():
            row = await sql.hold_place(db, file=kind.file)
            place = Position(row["inode"], row["position"]) if row["inode"] else None
            piece, rows = await asyncio.to_thread(_read, kind, self._logs / kind.file, place)
            if piece is None:
                return None
            if piece.gone:
                log.error("shipper.file_gone", file=kind.file, read_up_to=place)
            if rows:
                await _insert(db, kind, rows)
            await sql.keep_place(db, file=kind.file, inode=piece.then.inode, position=piece.then.offset)
            return len(piece.lines)


def _size(path: Path) -> tuple[int, int] | None:
    """Inode and size; None when it is not there."""
    try:
        now = path.stat()
    except FileNotFoundError:
        return None
    return now.st_ino, now.st_size


def _read(kind: _Kind, path: Path, place: Position | None) -> tuple[Piece | None, list[records.Row]]:
    """The next piece and its good lines; a bad one is kept as text in the log, and passed over."""
    piece = read_on(path, place)
    rows = []
    for line in piece.lines if piece else ():
        try:
            rows.append(kind.read(line))
        except records.BadLine as bad:
            log.error(
                "shipper.bad_line", file=kind.file, why=str(bad), text=line.decode(errors="backslashreplace")
            )
    return piece, rows


async def _insert(db: asyncpg.Connection, kind: _Kind, rows: list[records.Row]) -> None:
    """All at once; where Postgres takes offence at one value, one by one without that row."""
    insert = getattr(sql, kind.insert)
    try:
        async with db.transaction():
            await insert(db, rows)
    except asyncpg.DataError:
        for row in rows:
            try:
                async with db.transaction():
                    await insert(db, [row])
            except asyncpg.DataError as bad:
                log.error("shipper.bad_line", file=kind.file, why=str(bad), text=repr(row))
