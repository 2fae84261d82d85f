"""Calls of demo callers into a running installation, side by side: each lasts as long as it is heard."""

import asyncio
import json
import wave
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from ops.phone import Transcript, dial
from ops.settings import Settings

ZHANG, LI, FAMILY, CHEN, SMITH, NOBODY = (
    "13800000001",
    "13800000002",
    "13800000003",
    "13800000004",
    "13800000005",
    "13900000000",
)


@dataclass(frozen=True)
class Story:
    """One call as it went: what its telephone heard, and the database behind it."""

    transcript: Transcript
    db: asyncpg.Connection

    @property
    def heard(self) -> str:
        """What the hotline said."""
        return "\n".join(line.text for line in self.transcript.lines if line.who == "hotline")

    @property
    def id(self) -> UUID:
        """The call's id."""
        return UUID(self.transcript.call)

    async def row(self) -> asyncpg.Record:
        """The call's row, once it is closed."""
        return await eventually(self.db, "select * from call where id = $1 and ended_at is not null", self.id)

    async def facts(self, kind: str) -> list[dict[str, Any]]:
        """The facts of all its events of one kind, in order."""
        rows = await self.db.fetch(
            "select facts from call_event where call_id = $1 and kind = $2 order by seq", self.id, kind
        )
        return [json.loads(row["facts"]) for row in rows]


async def tell(
    settings: Settings, db: asyncpg.Connection, calls: Mapping[str, tuple[str, str]]
) -> dict[str, Story]:
    """Dial them all at once: name → (number, keys)."""
    told = await asyncio.gather(*(dial(settings, number, keys) for number, keys in calls.values()))
    return {name: Story(one, db) for name, one in zip(calls, told, strict=True)}


async def eventually(db: asyncpg.Connection, query: str, *values: Any, limit: float = 30.0) -> asyncpg.Record:
    """The first row of `query`, once there is one; the database itself waits between two looks."""
    async with asyncio.timeout(limit):
        while (row := await db.fetchrow(query, *values)) is None:
            await db.fetchval("select pg_sleep(0.05)")
        return row


def seconds_of(file: Path) -> float:
    """How long a recording is; fails when nothing audible is in it."""
    with wave.open(str(file)) as sound:
        samples = array("h", sound.readframes(sound.getnframes()))
        assert max(map(abs, samples), default=0) > 500, f"{file.name} is silent"
        return len(samples) / float(sound.getframerate())
