"""Calls whose row nobody closed, closed: from the journal, else as lost (P8).

After a crash of the engine, a restart of Asterisk or a database that was away, a call's row may be missing
or open; the journal and the live channels say what became of it.
"""

from datetime import UTC, datetime
from typing import NoReturn

import asyncpg
import structlog

from agi.ami import Ami
from agi.database import borrow
from agi.worker import keep_on
from backoffice.calls import desk as calls

log = structlog.get_logger()


class Settling:
    """Looks every `every` seconds, and after each login to Asterisk."""

    def __init__(self, pool: asyncpg.Pool, ami: Ami, *, every: float = 15.0) -> None:
        self._pool = pool
        self._ami = ami
        self._every = every
        ami.on_connected(self.look)

    async def run(self) -> NoReturn:
        """Until cancelled, whatever happens to Postgres and Asterisk."""
        await keep_on("settling", self.look, pause=self._every)

    async def look(self) -> None:
        """Settle every call that is not live. Raises as asyncpg and Ami.collect do."""
        before = datetime.now(UTC)
        live = [channel["Uniqueid"] for channel in await self._ami.collect("CoreShowChannels")]
        async with borrow(self._pool, 5) as db:
            lost = await calls.settle_lost(db, live, before=before)
        if lost:
            log.warning("settling.lost", calls=lost)
