"""A decoration of 翠湖苑 1-1-101, and who registers and who decides."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import asyncpg
import pytest

from backoffice.company.actor import Staff
from backoffice.decoration import desk
from backoffice.decoration.model import Application, Decoration
from tests.backoffice.conftest import Demo

HOME = "翠湖苑/1-1-101"
Apply = Callable[..., Awaitable[Decoration]]


async def application(db: asyncpg.Connection, place: str = HOME, **other: Any) -> Application:
    """What the owner of a house asks for, from tomorrow on."""
    label = place.partition("/")[2]
    person = await db.fetchval(
        "select o.person_id from occupancy o join house h on h.id = o.house_id "
        "where h.label = $1 and o.until is null order by o.person_id limit 1",
        label,
    )
    today: date = await db.fetchval("select (business_now() at time zone 'Asia/Shanghai')::date")
    asked = Application(
        person,
        "锦城装饰",
        "13800000001",
        "全屋装修",
        today + timedelta(days=1),
        today + timedelta(days=60),
        Decimal(2000),
    )
    return replace(asked, **other)


@pytest.fixture
async def clerk(company: Demo) -> Staff:
    """Who registers."""
    return await company.staff("dispatcher")


@pytest.fixture
async def leader(company: Demo) -> Staff:
    """Who decides."""
    return await company.staff("leader")


@pytest.fixture
async def applied(company: Demo, clerk: Staff) -> Apply:
    """`await applied()`: an application just registered; `deposit=Decimal(0)` and the like."""

    async def make(**other: Any) -> Decoration:
        asked = await application(company.db, **other)
        made = await desk.apply(company.db, clerk, await company.house(HOME), asked)
        return await desk.decoration_for(company.db, clerk, made)

    return make


async def state_of(db: asyncpg.Connection, house: int) -> str:
    """The state of a house."""
    return str(await db.fetchval("select state from house where id = $1", house))
