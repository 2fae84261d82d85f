"""The matrix of rights: who changes it, what is kept of it (P2, R11)."""

import json

import asyncpg
import pytest

from backoffice.company import rights
from backoffice.company.functions import CODES, READY_MADE
from backoffice.errors import Conflict, Forbidden, Invalid, NotFound
from tests.backoffice.conftest import Demo

CASHIER = 4


async def test_r11_a_right_given_opens_and_one_taken_closes_at_once(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    who = await company.staff("administrator")
    before = {one.post: one for one in await rights.matrix(estate_db, who)}[CASHIER]
    assert (before.functions, before.holders) == (READY_MADE["cashier"], 1)
    await rights.change(estate_db, who, CASHIER, 1, (before.functions - {"phone.view"}) | {"notice.view"})
    held = (await company.staff("cashier")).functions
    assert held["notice.view"] == frozenset({1})
    assert "phone.view" not in held
    row = await estate_db.fetchrow("select facts from audit where operation = 'right.changed'")
    assert row is not None
    facts = json.loads(row["facts"])
    assert set(facts["before"]) - set(facts["after"]) == {"phone.view"}
    assert set(facts["after"]) - set(facts["before"]) == {"notice.view"}


async def test_p2_who_saw_an_old_matrix_is_told_and_nothing_is_lost(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    who = await company.staff("administrator")
    await rights.change(estate_db, who, CASHIER, 1, {"house.view"})
    with pytest.raises(Conflict) as refused:
        await rights.change(estate_db, who, CASHIER, 1, CODES)
    assert refused.value.key == "edit.changed_meanwhile"
    assert (await rights.column_for(estate_db, who, CASHIER)).functions == {"house.view"}
    with pytest.raises(Invalid):
        await rights.change(estate_db, who, CASHIER, 2, {"moon.sell"})
    with pytest.raises(NotFound):
        await rights.change(estate_db, who, 99, 1, set())


async def test_p2_rights_are_changed_only_by_right_manage(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    who = await company.staff("administrator")
    await rights.change(estate_db, who, CASHIER, 1, {"staff.manage", "company.manage"})
    await estate_db.execute("update staff_post set community_id = null where post_id = $1", CASHIER)
    cashier = await company.staff("cashier")
    await rights.matrix(estate_db, cashier)
    with pytest.raises(Forbidden):
        await rights.change(estate_db, cashier, CASHIER, 2, CODES)
    with pytest.raises(Forbidden):
        await rights.matrix(estate_db, await company.staff("supervisor"))
