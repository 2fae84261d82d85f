"""Staff come, hold posts, leave with a hand-over, return; the past stays (P1, P2)."""

import argon2
import asyncpg
import pytest

from backoffice.company import handover, rights, staffing
from backoffice.company.desk import staff_actor
from backoffice.company.model import NewEmployee
from backoffice.errors import Conflict, Forbidden, Invalid, NotFound
from backoffice.jobs import desk as jobs
from backoffice.paging import Slice
from tests.backoffice.company.at_once import second_change
from tests.backoffice.conftest import Demo

AGENT, CASHIER, ADMINISTRATOR = 1, 4, 3


async def test_p1_a_new_colleague_gets_a_password_to_change_and_posts_where_they_work(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    who = await company.staff("administrator")
    made, password = await staffing.hire(estate_db, who, NewEmployee("xu.lan", "徐岚", phone="13900000001"))
    row = await estate_db.fetchrow(
        "select password_hash, must_change_password from staff where id = $1", made
    )
    assert row is not None
    assert argon2.PasswordHasher().verify(row["password_hash"], password)
    assert row["must_change_password"]
    await staffing.give(estate_db, who, made, CASHIER, [1, 3])
    await staffing.give(estate_db, who, made, AGENT, [])
    await staffing.give(estate_db, who, made, CASHIER, [1])  # held already
    xu = await staff_actor(estate_db, made, "")
    assert xu.functions["movein.manage"] == frozenset({1, 3})
    assert xu.functions["bill.view"] is None
    found = {one.function: one.communities for one in await rights.rights_of(estate_db, who, made)}
    assert len(found["movein.manage"]) == 2
    assert found["bill.view"] == ()
    assert password not in str(await estate_db.fetch("select facts from audit"))


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (("Big", "甲"), "login"),
        (("a", "甲"), "login"),
        (("a" * 41, "甲"), "login"),
        (("ok", ""), "name"),
        (("ok", "甲" * 41), "name"),
        (("ok", "甲", "", "fr"), "language"),
        (("ok", "甲", "", "zh", "", "nowhere"), "email"),
    ],
)
def test_p1_what_is_wrong_with_a_colleague_is_said_by_field(new: tuple[str, ...], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        NewEmployee(*new)
    assert refused.value.facts["field"] == field


async def test_p1_a_login_is_taken_once_and_two_editors_are_told(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    who = await company.staff("administrator")
    with pytest.raises(Conflict):
        await staffing.hire(estate_db, who, NewEmployee("agent", "王二"))
    agent = (await company.staff("agent")).id
    await staffing.edit(estate_db, who, agent, 1, NewEmployee("agent", "王莉"))
    with pytest.raises(Conflict) as refused:
        await staffing.edit(estate_db, who, agent, 1, NewEmployee("agent", "王丽丽"))
    assert refused.value.key == "edit.changed_meanwhile"
    assert (await staffing.employee_for(estate_db, who, agent)).name == "王莉"


async def test_p1_who_leaves_hands_over_everything_and_is_out_at_once(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    who, agent = await company.staff("administrator"), await company.staff("agent")
    heir = (await company.staff("cashier")).id
    job = await jobs.ask(estate_db, agent, "walk")
    await estate_db.execute(
        "insert into session (token_hash, staff_id, csrf, expires_at) values ('x', $1, '', now() + '1h')",
        agent.id,
    )
    await estate_db.execute(
        "with told as (insert into event (kind, key, subject, function, actor, urgent, link, facts) "
        "values ('job.done', '1', 'job:1', '', '', false, '', '{}') returning id) "
        "insert into reminder (event_id, staff_id, channel) select id, $1, 'page' from told",
        agent.id,
    )
    await estate_db.execute("insert into reminder_rule (event, staff_id) values ('job.done', $1)", agent.id)
    piles = {one.kind.code: one for one in await handover.open_work(estate_db, "staff", agent.id)}
    assert {code: len(pile.items) for code, pile in piles.items()} == dict.fromkeys(
        ("holding", "queue", "job", "reminder", "rule"), 1
    )
    with pytest.raises(Conflict) as refused:
        await staffing.leave(estate_db, who, agent.id, 1, {"holding": heir})
    assert (refused.value.key, refused.value.facts["count"]) == ("handover.nobody", 1)

    await staffing.leave(estate_db, who, agent.id, 1, dict.fromkeys(piles, heir))
    with pytest.raises(NotFound):
        await company.staff("agent")
    gone = await staffing.employee_for(estate_db, who, agent.id)
    assert (gone.active, gone.extension, gone.left_on is not None) == (False, "", True)
    assert await estate_db.fetchval("select ended_at is not null from session where staff_id = $1", agent.id)
    assert await estate_db.fetchval("select staff_id from job where id = $1", job) == heir
    assert await estate_db.fetchval("select count(*) from queue_member where staff_id = $1", agent.id) == 0
    assert await estate_db.fetchval("select count(*) from queue_member where staff_id = $1", heir) == 1
    assert (await staff_actor(estate_db, heir, "")).functions["call.take"] is None
    for table in ("reminder_rule where event = 'job.done' and", "reminder where read_at is null and"):
        assert await estate_db.fetchval(f"select staff_id from {table} staff_id is not null") == heir  # noqa: S608
    held = await staffing.holdings_of(estate_db, who, agent.id)
    assert [(one.post_name, one.until is not None) for one in held] == [("坐席", True)]
    verbs = await estate_db.fetch("select distinct verb from switch_command order by verb")
    assert [one["verb"] for one in verbs] == ["reload_agents", "reload_queues"]
    assert await handover.open_work(estate_db, "staff", agent.id) == []

    password = await staffing.take_back(estate_db, who, agent.id, gone.version)
    assert password
    assert (await company.staff("agent")).functions == {}
    with pytest.raises(Conflict):
        await staffing.take_back(estate_db, who, agent.id, gone.version + 1)


async def test_p1_nobody_leaves_by_their_own_hand_or_to_somebody_gone(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    who = await company.staff("administrator")
    with pytest.raises(Conflict):
        await staffing.leave(estate_db, who, who.id, 1, {})
    agent, agent2 = (await company.staff("agent")).id, (await company.staff("agent2")).id
    await staffing.leave(estate_db, who, agent, 1, {})
    with pytest.raises(NotFound):
        await staffing.leave(estate_db, who, agent2, 1, {"holding": agent})
    with pytest.raises(Conflict):
        await staffing.leave(estate_db, who, agent2, 1, {"holding": agent2})
    assert (await company.staff("agent2")).functions


async def test_p2_two_administrators_cannot_take_each_other_away(
    company: Demo, estate_db: asyncpg.Connection, demo: str
) -> None:
    who, leader = await company.staff("administrator"), await company.staff("leader")
    await staffing.give(estate_db, who, leader.id, ADMINISTRATOR, [])
    leader = await company.staff("leader")
    mine = (await staffing.holdings_of(estate_db, who, who.id))[0].id
    theirs = next(one.id for one in await staffing.holdings_of(estate_db, who, leader.id) if one.post == 3)
    async with second_change(
        demo,
        lambda db: staffing.end(db, who, theirs),
        lambda db: staffing.end(db, leader, mine),
    ) as second:
        with pytest.raises(Conflict):
            await second


async def test_p1_staff_are_found_and_only_by_those_who_may(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    who = await company.staff("administrator")
    everybody = await staffing.listed(estate_db, who, Slice(most=5))
    assert (everybody.count, len(everybody.rows)) == (11, 5)
    assert [one.login for one in (await staffing.listed(estate_db, who, Slice(), text="王")).rows] == [
        "agent"
    ]
    agents = await staffing.listed(estate_db, who, Slice("name", True), post=AGENT)
    assert [(one.name, one.posts) for one in agents.rows] == [("王丽", ("坐席",)), ("刘洋", ("坐席",))]
    assert (await staffing.listed(estate_db, who, Slice(), state="left")).rows == []
    supervisor = await company.staff("supervisor")
    with pytest.raises(Forbidden):
        await staffing.listed(estate_db, supervisor, Slice())
    with pytest.raises(Forbidden):
        await staffing.hire(estate_db, supervisor, NewEmployee("friend", "朋友"))
