"""Fixtures every room's tests share: a real Postgres, clones of a migrated database, an installation."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from ops.database import Cluster
from tests import services


@pytest.fixture(scope="session")
async def postgres() -> AsyncIterator[Cluster]:
    """A running Postgres of the tests' own."""
    async with services.postgres_server() as cluster:
        yield cluster


@pytest.fixture(scope="session")
async def template(postgres: Cluster) -> str:
    """Name of the migrated database that others are cloned from (`services.clone`)."""
    return await services.migrated_template(postgres)


@pytest.fixture
async def database(postgres: Cluster, template: str) -> AsyncIterator[str]:
    """The dsn of a migrated database for this test alone."""
    async with services.clone(postgres, template) as dsn:
        yield dsn


@pytest.fixture
async def db(database: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection to this test's own database."""
    connection = await asyncpg.connect(database)
    try:
        yield connection
    finally:
        await connection.close()


@pytest.fixture
async def owner(postgres: Cluster, database: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection to it as the role that owns the tables."""
    async with services.owning(postgres, database) as connection:
        yield connection


@pytest.fixture(scope="session")
async def installation() -> AsyncIterator[services.Installation]:
    """A whole running installation with the demo estate, for tests marked telephony or browser."""
    async with services.installation() as running:
        yield running
