"""Posts in departments, with superiors; closing one hands over (P1, P2)."""

import asyncpg
import pytest

from backoffice.company import posts, rights, staffing
from backoffice.company.functions import READY_MADE
from backoffice.company.model import NewEmployee, NewPost
from backoffice.errors import Conflict, Forbidden, Invalid, NotFound
from tests.backoffice.conftest import Demo

AGENT, SUPERVISOR, ADMINISTRATOR, CASHIER, LEADER = 1, 2, 3, 4, 6


async def test_p1_a_post_begins_ready_made(company: Demo, estate_db: asyncpg.Connection) -> None:
    who = await company.staff("administrator")
    made = await posts.create(estate_db, who, NewPost("夜班坐席", "Night agent", 3, SUPERVISOR), "agent")
    assert (await rights.column_for(estate_db, who, made)).functions == READY_MADE["agent"]
    role = await posts.create(estate_db, who, NewPost("消防负责人"))
    assert (await posts.post_for(estate_db, who, role)).department is None
    for again in (NewPost("夜班坐席", department=3), NewPost("消防负责人")):
        with pytest.raises(Conflict) as refused:
            await posts.create(estate_db, who, again)
        assert refused.value.facts["field"] == "name"
    with pytest.raises(Invalid):
        await posts.create(estate_db, who, NewPost("岗"), "emperor")
    with pytest.raises(NotFound):
        await posts.create(estate_db, who, NewPost("岗", department=99))


async def test_p1_nobody_is_their_own_superior_however_far_up(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    who = await company.staff("administrator")
    for superior in (LEADER, AGENT):
        with pytest.raises(Conflict) as refused:
            await posts.edit(estate_db, who, LEADER, 1, NewPost("总经理", "", 1, superior))
        assert refused.value.key == "post.superior_below"
    await posts.edit(estate_db, who, CASHIER, 1, NewPost("收银员", "Cashier", 3, SUPERVISOR))
    with pytest.raises(Conflict) as refused:
        await posts.edit(estate_db, who, CASHIER, 1, NewPost("出纳", "", 5, None))
    assert refused.value.key == "edit.changed_meanwhile"


async def test_p1_closing_a_post_hands_over_its_holders_and_who_answers_to_it(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    who = await company.staff("administrator")
    await posts.close(estate_db, who, SUPERVISOR, 1, AGENT)
    zhao = (await company.staff("supervisor")).id
    held = await staffing.holdings_of(estate_db, who, zhao)
    assert [(one.post_name, one.until is None) for one in held] == [("坐席", True), ("主管", False)]
    # The agents answered to the supervisor; the post taking over answers to whom that one did.
    assert (await posts.post_for(estate_db, who, AGENT)).superior == LEADER
    with pytest.raises(NotFound):
        await staffing.give(estate_db, who, zhao, SUPERVISOR, [])


async def test_p2_closing_a_post_widens_nobody(company: Demo, estate_db: asyncpg.Connection) -> None:
    who = await company.staff("administrator")
    clerk = await posts.create(estate_db, who, NewPost("人事"))
    await rights.change(estate_db, who, clerk, 1, ["company.manage", "staff.manage"])
    made, _ = await staffing.hire(estate_db, who, NewEmployee("hr", "人事甲"))
    await staffing.give(estate_db, who, made, clerk, [])
    hr = await company.staff("hr")
    with pytest.raises(Forbidden) as refused:
        await posts.close(estate_db, hr, clerk, 2, ADMINISTRATOR)
    assert refused.value.key == "right.beyond_own"
    with pytest.raises(Forbidden):
        await posts.create(estate_db, hr, NewPost("影子管理员"), "administrator")
    with pytest.raises(Forbidden):
        await staffing.give(estate_db, hr, made, CASHIER, [1])
    await staffing.give(estate_db, hr, (await company.staff("agent")).id, clerk, [])


async def test_p2_somebody_can_always_give_rights(company: Demo, estate_db: asyncpg.Connection) -> None:
    who = await company.staff("administrator")
    holding = (await staffing.holdings_of(estate_db, who, who.id))[0]
    for change in (
        posts.close(estate_db, who, ADMINISTRATOR, 1, CASHIER),
        staffing.end(estate_db, who, holding.id),
        rights.change(estate_db, who, ADMINISTRATOR, 1, READY_MADE["administrator"] - {"right.manage"}),
    ):
        with pytest.raises(Conflict) as refused:
            await change
        assert refused.value.key == "right.last_holder"
    assert (await company.staff("administrator")).functions == who.functions
    await staffing.give(estate_db, who, (await company.staff("leader")).id, ADMINISTRATOR, [])
    await staffing.end(estate_db, who, holding.id)
    assert (await company.staff("administrator")).functions == {}
