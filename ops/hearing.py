"""How the test telephone knows what the hotline does: by its journal, and without one by listening.

`Listening` yields moments: what was said, and when the hotline waits for a key. The journal is exact. Where
there is none (the engine is away and the fallback speaks), quiet after sound is taken for waiting.
"""

import asyncio
import contextlib
import json
import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from backoffice.sql import load
from ops.rtp import Heard

sql = load(__file__, "hearing.sql")

LOOK_EVERY = 0.25
"""Seconds between looks at the journal and at the sound; a NOTIFY shortens it."""
QUIET = 1.2
"""Seconds of quiet after sound that mean waiting, where no journal tells."""
FALLEN_SILENT = 2.5
"""The same where a journal told of this call before, and then sound came that it knows nothing of."""
ON_ITS_WAY = 0.5
"""Seconds the end of a prompt may arrive behind the journal's word that it has ended."""
CONNECT_LIMIT = 2.0


@dataclass(frozen=True)
class Moment:
    """Something that happened: seconds since the answer, a kind of the journal's, its facts."""

    at: float
    kind: str
    facts: dict[str, Any]


class Listening:
    """Follows one call. `async with Listening(...)`, then `await next(...)` until it returns None."""

    def __init__(self, dsn: str | None, sip_call_id: str, heard: Heard) -> None:
        self.call: UUID | None = None
        """The call's id in the journal, None while no journal knows it."""
        self.answered_at = time.time()
        self._dsn = dsn
        self._sip_call_id = sip_call_id
        self._heard = heard
        self._db: asyncpg.Connection | None = None
        self._news = asyncio.Event()
        self._seen = -1
        self._told_at = 0.0
        self._waited_for = 0.0
        self._talking = False  # in a queue or with its agent: nothing waits for a key there
        self._moments: list[Moment] = []

    async def __aenter__(self) -> "Listening":
        if self._dsn:
            with contextlib.suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                self._db = await asyncpg.connect(self._dsn, timeout=CONNECT_LIMIT)
                await self._db.add_listener("journal", lambda *_: self._news.set())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._db is not None:
            self._db.terminate()

    async def next(self, limit: float) -> Moment | None:
        """The next moment; None when `limit` seconds brought none."""
        until = time.monotonic() + limit
        while not self._moments:
            await self._read()
            if self._moments or time.monotonic() >= until:
                break
            if moment := self._by_ear():
                return moment
            self._news.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(LOOK_EVERY, max(0.0, until - time.monotonic()))):
                    await self._news.wait()
        return self._moments.pop(0) if self._moments else None

    async def _read(self) -> None:
        """What the journal holds that we have not seen. A database that goes away leaves us to our ears."""
        if self._db is None:
            return
        try:
            async with asyncio.timeout(CONNECT_LIMIT):
                if self.call is None:
                    self.call = await sql.call_by_sip_call_id(self._db, sip_call_id=self._sip_call_id)
                if self.call is None:
                    return
                async for row in sql.events_after(self._db, call=self.call, seq=self._seen):
                    self._seen = row["seq"]
                    self._told_at = time.monotonic()
                    facts = json.loads(row["facts"])
                    if row["kind"] == "queue":
                        self._talking = facts.get("what") == "joined"
                    at = row["at"].timestamp() - self.answered_at
                    self._moments.append(Moment(max(0.0, at), row["kind"], facts))
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            self._db.terminate()
            self._db = None

    def _by_ear(self) -> Moment | None:
        """Waiting, told by quiet after a sound that was not yet taken for it."""
        heard = self._heard
        since = max(self._waited_for, self._told_at + ON_ITS_WAY)
        enough = FALLEN_SILENT if self.call else QUIET
        if self._talking or heard.sounded_at <= since or time.monotonic() - heard.sounded_at < enough:
            return None
        self._waited_for = time.monotonic()
        return Moment(time.time() - self.answered_at, "waiting", {"by": "ear"})
