"""People on the line of a running installation: callers who do one thing after the other, and agents."""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg

from ops.parts import environment
from ops.phone import CALLER, HOTLINE
from ops.settings import ROOT, Settings
from ops.sip import Telephone
from tests.telephony.stories import eventually

HAPPENED = "select seq, at from call_event where call_id = $1 and kind = $2 and facts @> $3 and seq > $4"


class Caller:
    """Somebody on the line of the hotline, who does one thing after the other."""

    def __init__(self, db: asyncpg.Connection, telephone: Telephone, call: UUID) -> None:
        self.db = db
        self.telephone = telephone
        self.call = call
        self._seq = 0

    async def hears_of(self, kind: str, **facts: object) -> None:
        """Return when the call's journal says so, behind what it said before."""
        row = await eventually(self.db, HAPPENED, self.call, kind, json.dumps(facts), self._seq)
        self._seq = row["seq"]

    async def presses(self, key: str, *, into: str = "") -> None:
        """A key into the next thing that is said, or into the next that has this prompt."""
        await self.hears_of("said", **({"prompts": [into]} if into else {}))
        await self.telephone.stream.press(key)

    async def asks_for_an_agent(self) -> None:
        """Key 0 into the greeting, another key into the announcement; returns in the queue, or past it."""
        await self.presses("0")
        await self.hears_of("said", prompts=["agent/connecting"])

    async def kinds(self, kind: str) -> list[str]:
        """What the journal holds of one kind: its states, or what it was."""
        rows = await self.db.fetch(
            "select coalesce(facts ->> 'state', facts ->> 'what') as told from call_event"
            " where call_id = $1 and kind = $2 order by seq",
            self.call,
            kind,
        )
        return [row["told"] for row in rows]


@contextlib.asynccontextmanager
async def calling(settings: Settings, number: str) -> AsyncIterator[Caller]:
    """A call to the hotline from `number`, answered; hung up in the end."""
    db = await asyncpg.connect(settings.dsn)
    telephone = Telephone(number, HOTLINE, ("127.0.0.1", settings.port("sip")))
    await telephone.open(CALLER, range(0))
    try:
        await telephone.dial(30)
        call = await eventually(db, "select id from call where sip_call_id = $1", telephone.call_id)
        yield Caller(db, telephone, call["id"])
    finally:
        await telephone.hang_up()
        telephone.close()
        await db.close()


@contextlib.asynccontextmanager
async def agents_telephone(settings: Settings, extension: str, rings: float) -> AsyncIterator[None]:
    """An agent's telephone, signed in, which answers after ringing for `rings` seconds."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ops", "agent", extension, "--rings", str(rings)),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, **environment(settings)},
        cwd=ROOT,
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(20):
            while b"200 OK" not in (line := await process.stdout.readline()):
                assert line, "the telephone is not there"
        yield
    finally:
        process.terminate()
        await process.communicate()
