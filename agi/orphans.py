"""Sounds a crash left in the recordings folder without a row, taken in (H5, H11: nothing recorded is lost).

An engine that is killed between a recording and its request, or a database that is away when a talk ends,
leaves ID.wav and nothing else. The journal tells what it was: a talk becomes its call's recording, anything
else a message, by the way of the fallback's recordings (agi/spool.py).
"""

import asyncio
import time
from dataclasses import replace
from pathlib import Path
from typing import NoReturn
from uuid import UUID

import asyncpg
import structlog

from agi.database import borrow
from agi.spool import leave, sound_seconds
from agi.worker import keep_on
from backoffice.calls import desk as calls
from backoffice.calls.model import CallStart
from backoffice.sql import load
from ivr.flows.request import SHORTEST
from ivr.say import Language

log = structlog.get_logger()
sql = load(__file__, "orphans.sql")


class Orphans:
    """Looks every `every` seconds at sounds untouched for `after` seconds: longer than any question lasts
    between a recording and its row; a talk touches its file all the time."""

    def __init__(
        self, pool: asyncpg.Pool, recordings: Path, spool: Path, *, every: float = 300.0, after: float = 900.0
    ) -> None:
        self._pool = pool
        self._recordings = recordings
        self._spool = spool
        self._every = every
        self._after = after

    async def run(self) -> NoReturn:
        """Until cancelled, whatever happens to Postgres."""
        await keep_on("orphans", self.take_in, pause=self._every)

    async def take_in(self) -> int:
        """Everything that lies there alone; returns how many. Raises as asyncpg when it is away."""
        found = await asyncio.to_thread(_untouched, self._recordings, self._after)
        if not found:
            return 0
        async with borrow(self._pool) as db:
            alone: list[UUID] = [row["id"] async for row in sql.without_a_row(db, ids=list(found))]
            for one in alone:
                await self._take(db, one, found[one])
        return len(alone)

    async def _take(self, db: asyncpg.Connection, recording: UUID, file: Path) -> None:
        seconds = await asyncio.to_thread(sound_seconds, file)
        told = await sql.told_of(db, recording=str(recording))
        log.warning("orphans.taken_in", recording=str(recording), seconds=seconds, told=told and told["kind"])
        if seconds < SHORTEST:
            await asyncio.to_thread(file.unlink, missing_ok=True)
        elif told and told["kind"] == "queue":
            await calls.keep_recording(db, recording, "agent", told["call_id"], seconds)
        else:
            start = CallStart(told["call_id"] if told else recording, "in", "", "", "")
            if told:
                start = replace(start, **{name: told[name] for name in ("number", "uniqueid", "sip_call_id")})
            language: Language = "en" if told and told["language"] == "en" else "zh"
            await asyncio.to_thread(leave, self._spool, file, start, seconds, language)


def _untouched(folder: Path, after: float) -> dict[UUID, Path]:
    """Recordings nobody has written to for `after` seconds, by id."""
    found = {}
    for file in folder.glob("*.wav"):
        try:
            if time.time() - file.stat().st_mtime >= after:
                found[UUID(file.stem)] = file
        except (ValueError, FileNotFoundError):
            continue  # not one of ours, or gone meanwhile
    return found
