"""A database with the demo estate for each test, cloned from one that was loaded once."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from backoffice.company.actor import Owner, Staff
from backoffice.company.desk import staff_actor
from backoffice.demo.load import load
from backoffice.estate.desk import house_by_place
from ops.database import Cluster
from tests import services


@pytest.fixture(scope="session")
async def demo_template(postgres: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Name of a database with the demo loaded."""
    home: Path = tmp_path_factory.mktemp("demo")
    await postgres.create("template_demo", template)
    await load(postgres.application_dsn("template_demo"), home)
    return "template_demo"


@pytest.fixture
async def demo(postgres: Cluster, demo_template: str) -> AsyncIterator[str]:
    """The dsn of a demo estate for this test alone."""
    async with services.clone(postgres, demo_template) as dsn:
        yield dsn


class Demo:
    """A connection to it, and the people of it as actors."""

    def __init__(self, db: asyncpg.Connection) -> None:
        self.db = db

    async def house(self, place: str = "翠湖苑/1-1-101") -> int:
        """The id of a house by community and label."""
        community, _, label = place.partition("/")
        found = await house_by_place(self.db, community, label)
        assert found, place
        return found.id

    async def staff(self, login: str) -> Staff:
        """A member of staff with the rights of the demo's posts."""
        return await staff_actor(
            self.db, await self.db.fetchval("select id from staff where login = $1", login), "10.0.0.9"
        )

    async def owner(self, place: str = "翠湖苑/1-1-101", *, proved: bool = True) -> Owner:
        """Whoever lives there, by telephone."""
        return Owner(None, frozenset({await self.house(place)}), proof="pin" if proved else "caller_id")

    async def move_clock(self, shift: str) -> None:
        """Move business time, as `estateline clock` does."""
        await self.db.execute("update clock set shift = shift + $1::text::interval", shift)

    async def setting(self, key: str, json_text: str) -> None:
        """Set one setting."""
        await self.db.execute(
            "insert into setting values ($1, $2) on conflict (key) do update set value = excluded.value",
            key,
            json_text,
        )


@pytest.fixture
async def estate_db(demo: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection to the demo."""
    connection = await asyncpg.connect(demo)
    try:
        yield connection
    finally:
        await connection.close()


@pytest.fixture
async def demo_owner(postgres: Cluster, demo: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection to it as the role that owns the tables."""
    async with services.owning(postgres, demo) as connection:
        yield connection


@pytest.fixture
def company(estate_db: asyncpg.Connection) -> Demo:
    """The demo company."""
    return Demo(estate_db)
