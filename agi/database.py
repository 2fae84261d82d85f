"""Borrowing a connection from the engine's pool."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import asyncpg


@asynccontextmanager
async def borrow(pool: asyncpg.Pool, limit: float | None = None) -> AsyncIterator[asyncpg.Connection]:
    """A connection for one question, given back afterwards; `limit` seconds for getting it and the question.

    asyncpg hands out a proxy that does all a connection does; some of those asked want the type itself.
    Raises TimeoutError, and what asyncpg raises while Postgres is away (`agi.worker.AWAY`).
    """
    async with asyncio.timeout(limit), pool.acquire() as proxy:
        yield cast(asyncpg.Connection, proxy)
