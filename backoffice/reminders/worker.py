"""The reminders' worker: wakes when something was told, and by itself for what time brings (P4)."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence

import asyncpg
import structlog

from backoffice.reminders import matching, rules
from backoffice.reminders.desk import TOLD
from backoffice.sql import Database

log = structlog.get_logger()

IDLE = 20.0
"""Seconds between looks for what time brings: escalations, repeated rings, what is past its day."""
RETRY = 2.0

Look = Callable[[Database], Awaitable[None]]
"""Looks for what no deed announces (a day that passed) and tells of it; in a transaction, often in vain."""


class Worker:
    """Reminds until cancelled. looks: of other capabilities, for what happens by time alone."""

    def __init__(self, dsn: str, looks: Sequence[Look] = ()) -> None:
        self._dsn, self._looks = dsn, looks

    async def run(self) -> None:
        """Work until cancelled, again after every interruption of Postgres."""
        while True:
            try:
                await self._while_connected()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as why:
                log.warning("reminders.unreachable", why=str(why))
                await asyncio.sleep(RETRY)

    async def _while_connected(self) -> None:
        db = await asyncpg.connect(self._dsn, timeout=5, command_timeout=60)
        try:
            told = asyncio.Event()
            await db.add_listener(TOLD, lambda *_: told.set())
            await rules.lay(db)
            while True:
                told.clear()
                await self.round(db)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(told.wait(), IDLE)
        finally:
            db.terminate()

    async def round(self, db: asyncpg.Connection) -> None:
        """Everything there is to do now."""
        for look in self._looks:
            async with db.transaction():
                await look(db)
        after = 0
        while after := await matching.match(db, after):
            pass
        while await matching.escalate(db):
            pass
        await matching.ring(db)
        await matching.forget(db)
