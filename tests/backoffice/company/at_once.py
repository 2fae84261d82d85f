"""Two people who change the company at once, in an order that does not depend on luck."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

Change = Callable[[asyncpg.Connection], Awaitable[Any]]
WAITS = """
select exists (select from pg_locks l join pg_database d on d.oid = l.database
                where d.datname = current_database() and not l.granted)
"""


@asynccontextmanager
async def second_change(dsn: str, first: Change, second: Change) -> AsyncIterator[asyncio.Future[Any]]:
    """What becomes of `second`, begun while `first` was done and not yet committed."""
    one, other, looking = [await asyncpg.connect(dsn) for _ in range(3)]
    try:
        async with one.transaction():
            await first(one)
            begun = asyncio.ensure_future(second(other))
            while not begun.done() and not await looking.fetchval(WAITS):
                pass
        yield begun
    finally:
        for db in (one, other, looking):
            await db.close()
