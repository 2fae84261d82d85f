"""A database whose cable can be pulled, and a pool on it."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.agi.leading import Lead


@pytest.fixture
async def lead(database: str) -> AsyncIterator[Lead]:
    """The way to this test's database, to be cut and mended."""
    async with Lead.to(database) as lead:
        yield lead


@pytest.fixture
async def pool(lead: Lead) -> AsyncIterator[asyncpg.Pool]:
    """Connections that go that way."""
    async with asyncpg.create_pool(lead.dsn, min_size=0, max_size=4) as pool:
        yield pool
