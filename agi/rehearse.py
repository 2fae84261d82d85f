"""The verb `rehearse`: call the hotline as text, without Asterisk, leaving nothing behind (design).

The flows, the world and the database are the real ones; everything runs in one transaction that is rolled
back, so a rehearsed repair wakes nobody.
"""

import argparse
import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from uuid import uuid4

import asyncpg

from agi.hotline import company
from agi.world import CallWorld
from backoffice.calls import desk as calls
from backoffice.calls.model import CallStart
from backoffice.estate.numbers import normalise
from backoffice.sql import Database
from ivr.call import Call
from ivr.flows.hotline import hotline
from ivr.line import Hangup
from ivr.rehearsal import Ask, Show, ShownJournal, TextLine


class OneConnection:
    """A pool's `acquire` over one connection, so that a whole call stays in one transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Database]:
        """The connection itself."""
        yield self._db


async def rehearse(dsn: str, number: str, ask: Ask, show: Show) -> None:
    """One text call from `number`; returns when somebody hangs up. Nothing it does is kept."""
    db = await asyncpg.connect(dsn)
    try:
        transaction = db.transaction()
        await transaction.start()
        pool = OneConnection(db)
        start = CallStart(id=uuid4(), direction="in", number=normalise(number), dialled="", uniqueid="")
        await calls.open_call(db, start)
        line, journal = TextLine(ask, show), ShownJournal(show)
        world = CallWorld(pool, None, journal, start.id, start.number)
        await line.answer()
        with suppress(Hangup):
            await hotline(Call(line, journal), world, await company(db))
        await line.hang_up()
        await transaction.rollback()
    finally:
        await db.close()


def main(arguments: Sequence[str], dsn: str) -> int:
    """`rehearse [--from NUMBER]`. Keys are typed; empty is silence, `-` hangs up."""
    parser = argparse.ArgumentParser(prog="estateline rehearse", description="Call the hotline as text.")
    parser.add_argument("--from", dest="number", default="13800000001", help="the caller's number")
    asked = parser.parse_args(arguments)

    async def ask(prompt: str) -> str:
        try:
            return await asyncio.to_thread(input, prompt)
        except EOFError:
            return "-"

    def show(line: str) -> None:
        print(line, flush=True)  # noqa: T201

    asyncio.run(rehearse(dsn, asked.number, ask, show))
    return 0
