"""Staff and their rights (P1, P2)."""

import asyncpg
import pytest

from backoffice.company import desk
from backoffice.company.functions import READY_MADE
from backoffice.errors import NotFound
from tests.backoffice.conftest import Demo


async def test_p2_rights_are_function_by_community(company: Demo, estate_db: asyncpg.Connection) -> None:
    assert (await company.staff("agent")).functions["call.take"] is None
    assert (await company.staff("agent2")).functions["call.take"] == frozenset({1, 2})
    held = (await company.staff("cashier")).functions
    assert held == dict.fromkeys(READY_MADE["cashier"], frozenset({1}))
    cashier = await company.staff("cashier")
    # A second post adds; one held everywhere swallows the narrow one.
    await estate_db.execute("insert into staff_post values ($1, 4, 3), ($1, 5, null)", cashier.id)
    functions = (await company.staff("cashier")).functions
    assert functions["bill.view"] == frozenset({1, 3}) and functions["house.view"] is None


async def test_p1_who_left_can_do_nothing(company: Demo, estate_db: asyncpg.Connection) -> None:
    agent = await company.staff("agent")
    await estate_db.execute("update staff set active = false where id = $1", agent.id)
    with pytest.raises(NotFound):
        await desk.staff_actor(estate_db, agent.id, "")
