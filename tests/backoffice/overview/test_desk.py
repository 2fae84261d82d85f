"""What waits and how the communities stand, as far as one's rights reach (P2, P3, P4)."""

from decimal import Decimal

import asyncpg

from backoffice.company.actor import Staff
from backoffice.overview import desk
from tests.backoffice.conftest import Demo


async def test_p3_headquarters_sees_all_communities_and_their_sum(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    shown = await desk.overview(estate_db, await company.staff("leader"))
    assert [one.name for one in shown.communities] == ["翠湖苑", "锦江花园", "云顶公寓"]
    owed = await estate_db.fetchval("select sum(amount - paid) from bill where voided_at is null")
    assert shown.total.unpaid == owed > Decimal(1234)
    assert shown.total.houses == await estate_db.fetchval("select count(*) from house")
    assert sum(one.owing or 0 for one in shown.communities) == shown.total.owing


async def test_p2_each_sees_their_communities_and_what_their_rights_open(company: Demo) -> None:
    shown = await desk.overview(company.db, await company.staff("worker"))
    assert [one.name for one in shown.communities] == ["翠湖苑", "锦江花园"]
    assert {one.unpaid for one in shown.communities} == {None}
    assert shown.total.unpaid is None
    assert shown.total.open
    assert (await desk.overview(company.db, Staff(99, "nobody"))).communities == []


async def test_p4_what_is_late_waits_for_those_who_see_it(company: Demo) -> None:
    await company.move_clock("40 days")
    agent, narrow = await company.staff("agent"), await company.staff("agent2")
    late = {one.key: one.count for one in await desk.waiting(company.db, agent)}["late"]
    assert late == (await desk.overview(company.db, agent)).total.late
    assert {one.key: one.count for one in await desk.waiting(company.db, narrow)}["late"] < late
    assert await desk.waiting(company.db, await company.staff("cashier")) == []


async def test_p4_my_numbers_are_mine_and_of_today(company: Demo, estate_db: asyncpg.Connection) -> None:
    agent = await company.staff("agent")
    await estate_db.execute(
        "insert into agent_call (staff_id, call_id, answered_at) values "
        "($1, gen_random_uuid(), now()), ($1, gen_random_uuid(), now() - interval '2 days'), "
        "($1, gen_random_uuid(), null)",
        agent.id,
    )
    assert (await desk.numbers(estate_db, agent)).answered == 1
