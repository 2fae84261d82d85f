"""Handing over: planned, half-way, with defects, done or cancelled (S2)."""

import asyncio
import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import asyncpg
import pytest

from backoffice.company.actor import Staff
from backoffice.errors import Conflict, Forbidden, Invalid, NotFound
from backoffice.moving import desk
from backoffice.moving.listing import listed
from backoffice.moving.model import Findings, Handover, Plan
from backoffice.paging import Slice
from tests.backoffice.conftest import Demo

LIVED_IN = "翠湖苑/1-1-101"


@pytest.fixture
async def clerk(company: Demo) -> Staff:
    """Who hands houses over."""
    return await company.staff("dispatcher")


@pytest.fixture
async def today(estate_db: asyncpg.Connection) -> date:
    """The local day."""
    day: date = await estate_db.fetchval("select (business_now() at time zone 'Asia/Shanghai')::date")
    return day


@pytest.fixture
async def house(estate_db: asyncpg.Connection) -> int:
    """A house nobody bought yet, nobody's hand-over planned."""
    found: int = await estate_db.fetchval(
        "select h.id from house h where h.state = 'unsold' and h.kind = 'house' and not exists "
        "(select from handover t where t.house_id = h.id) order by h.id limit 1"
    )
    return found


@pytest.fixture
async def planned(estate_db: asyncpg.Connection, clerk: Staff, house: int, today: date) -> Handover:
    """A hand-over to somebody nobody knows yet."""
    made = await desk.plan(estate_db, clerk, house, Plan(today, None, "钟晓月", "137 0000 1234"))
    return await desk.handover_for(estate_db, clerk, made)


def looked(one: Handover, **other: object) -> Findings:
    """Everything in order, a reading and keys."""
    items = tuple(replace(item, ok=True) for item in one.findings.items)
    found = Findings(items, {"water": Decimal(3), "gas": Decimal("0.5")}, {"door": 5, "mailbox": 0})
    return replace(found, **other)  # type: ignore[arg-type]


async def test_s2_a_house_is_handed_over_and_its_owner_begins(
    estate_db: asyncpg.Connection, clerk: Staff, planned: Handover, today: date
) -> None:
    db, one = estate_db, planned
    assert [item.ok for item in one.findings.items] == [None] * 9
    await desk.keep(db, clerk, one.id, 1, looked(one))
    await desk.finish(db, clerk, one.id, 2, today)
    over = await desk.handover_for(db, clerk, one.id)
    assert (over.state, over.done_on, over.findings.keys) == ("done", today, {"door": 5})
    assert await db.fetchval("select state from house where id = $1", one.house) == "handed_over"
    row = await db.fetchrow(
        "select p.id, p.name, t.number, o.role, o.since from occupancy o join person p on p.id = o.person_id "
        "join phone t on t.person_id = p.id where o.house_id = $1",
        one.house,
    )
    assert row and tuple(row) == (over.plan.person, "钟晓月", "13700001234", "owner", today)
    with pytest.raises(Conflict):
        await desk.keep(db, clerk, one.id, 3, looked(one))
    with pytest.raises(Conflict):
        await desk.finish(db, clerk, one.id, 3, today)


async def test_s2_an_owner_who_is_there_stays_the_one_owner(
    company: Demo, estate_db: asyncpg.Connection, clerk: Staff, today: date
) -> None:
    db, house = estate_db, await company.house(LIVED_IN)
    await db.execute("update house set state = 'sold' where id = $1", house)
    owner = await db.fetchval("select person_id from occupancy where house_id = $1", house)
    made = await desk.plan(db, clerk, house, Plan(today, owner, "张伟"))
    await desk.keep(db, clerk, made, 1, looked(await desk.handover_for(db, clerk, made)))
    await desk.finish(db, clerk, made, 2, today)
    assert await db.fetchval("select count(*) from occupancy where house_id = $1", house) == 1


async def test_s2_half_way_nothing_is_lost_and_what_changed_is_in_the_trail(
    estate_db: asyncpg.Connection, clerk: Staff, planned: Handover, today: date
) -> None:
    db, one = estate_db, planned
    first, *rest = one.findings.items
    bad = replace(first, ok=False, note="客厅墙面空鼓")
    await desk.keep(db, clerk, one.id, 1, Findings((bad,), {"water": Decimal(3)}, other_keys="遥控器 1 个"))
    half = await desk.handover_for(db, clerk, one.id)
    assert half.state == "begun"
    assert half.findings.items == (bad, *rest)
    assert (half.findings.meters, half.findings.other_keys) == ({"water": Decimal(3)}, "遥控器 1 个")
    assert half.findings.lacks == ["items"]
    with pytest.raises(Conflict, match=r"handover\.lacks"):
        await desk.finish(db, clerk, one.id, 2, today)
    await desk.keep(db, clerk, one.id, 2, replace(half.findings, meters={"gas": Decimal(1)}))
    facts = await db.fetchval(
        "select facts from audit where operation = 'handover.kept' order by id desc limit 1"
    )
    assert json.loads(facts) == {
        "before": {"meters": {"water": "3.00"}},
        "after": {"meters": {"gas": "1.00"}},
    }
    with pytest.raises(Conflict, match=r"edit\.changed_meanwhile"):
        await desk.keep(db, clerk, one.id, 2, looked(one))


async def test_s2_a_defect_becomes_a_repair_request_at_once(
    estate_db: asyncpg.Connection, clerk: Staff, planned: Handover, company: Demo
) -> None:
    db, one = estate_db, planned
    leak = await db.fetchval("select id from category where name = '水管漏水'")
    made = await desk.note_defect(db, clerk, one.id, 1, leak, "厨房水槽下面漏水", urgent=True)
    with pytest.raises(Conflict):  # sent twice
        await desk.note_defect(db, clerk, one.id, 1, leak, "厨房水槽下面漏水")
    row = await db.fetchrow("select house_id, channel, urgent, details from request where id = $1", made.id)
    assert row and tuple(row) == (one.house, "counter", True, "厨房水槽下面漏水")
    await desk.cancel(db, clerk, one.id, 2, "业主要求修好再收")
    kept = await desk.handover_for(db, clerk, one.id)
    assert [defect.number for defect in kept.defects] == [made.number]
    assert (kept.state, kept.reason) == ("cancelled", "业主要求修好再收")
    # Another try is planned afterwards.
    again = await desk.plan(db, clerk, one.house, one.plan)
    # Who may not register repairs notes none.
    cashier = Staff(4, "周婷", {"movein.manage": None, "house.view": None})
    with pytest.raises(Forbidden):
        await desk.note_defect(db, cashier, again, 1, leak, "墙裂")


async def test_s2_one_hand_over_of_a_house_is_open_and_none_where_somebody_lives(
    company: Demo, estate_db: asyncpg.Connection, clerk: Staff, planned: Handover
) -> None:
    with pytest.raises(Conflict, match=r"handover\.open"):
        await desk.plan(estate_db, clerk, planned.house, planned.plan)
    with pytest.raises(Conflict, match=r"handover\.lived_in"):
        await desk.plan(estate_db, clerk, await company.house(LIVED_IN), planned.plan)


async def test_s2_two_who_finish_at_once_make_one_owner(
    demo: str, estate_db: asyncpg.Connection, clerk: Staff, planned: Handover, today: date
) -> None:
    await desk.keep(estate_db, clerk, planned.id, 1, looked(planned))
    other = await asyncpg.connect(demo)
    try:
        said = await asyncio.gather(
            desk.finish(estate_db, clerk, planned.id, 2, today),
            desk.finish(other, clerk, planned.id, 2, today),
            return_exceptions=True,
        )
    finally:
        await other.close()
    assert sorted(type(one).__name__ for one in said) == ["Conflict", "NoneType"]
    count = await estate_db.fetchval("select count(*) from occupancy where house_id = $1", planned.house)
    assert count == 1


async def test_s2_what_cannot_be_noted(
    estate_db: asyncpg.Connection, clerk: Staff, planned: Handover, today: date
) -> None:
    first = planned.findings.items[0]
    for wrong, field in (
        (Findings((replace(first, ok=False),)), "note"),
        (Findings((replace(first, checkpoint=9999, ok=True),)), "note"),
        (Findings((replace(first, ok=True, note="一" * 201),)), "note"),
        (Findings(meters={"water": Decimal(-1)}), "meter_water"),
        (Findings(meters={"oil": Decimal(1)}), "meters"),  # type: ignore[dict-item]
        (Findings(other_keys="<b>"), "other_keys"),
    ):
        with pytest.raises(Invalid) as refused:
            await desk.keep(estate_db, clerk, planned.id, 1, wrong)
        assert refused.value.facts["field"] == field
    await desk.keep(estate_db, clerk, planned.id, 1, looked(planned))
    with pytest.raises(Invalid):
        await desk.finish(estate_db, clerk, planned.id, 2, today + timedelta(days=1))
    with pytest.raises(Invalid):
        await desk.cancel(estate_db, clerk, planned.id, 2, " ")
    with pytest.raises(Invalid):
        await desk.replan(estate_db, clerk, planned.id, 2, Plan(today, None, "钟晓月", "没有电话"))


async def test_p2_hand_overs_elsewhere_are_not_found(
    company: Demo, estate_db: asyncpg.Connection, clerk: Staff, planned: Handover
) -> None:
    there = await estate_db.fetchval("select id from community where name = '云顶公寓'")
    elsewhere = Staff(99, "外", {function: frozenset({there}) for function in clerk.functions})
    with pytest.raises(NotFound):
        await desk.handover_for(estate_db, elsewhere, planned.id)
    with pytest.raises(NotFound):
        await desk.keep(estate_db, elsewhere, planned.id, 1, looked(planned))
    with pytest.raises(NotFound):
        await desk.plan(estate_db, elsewhere, planned.house, planned.plan)
    with pytest.raises(Forbidden):
        await desk.handover_for(estate_db, await company.staff("worker"), planned.id)
    assert planned.id not in [one.id for one in (await listed(estate_db, elsewhere, Slice())).rows]


async def test_s2_the_list_says_what_is_open_and_late(
    company: Demo, estate_db: asyncpg.Connection, clerk: Staff
) -> None:
    assert [(one.state, one.late) for one in (await listed(estate_db, clerk, Slice())).rows] == [
        ("planned", False)
    ]
    assert [one.defects for one in (await listed(estate_db, clerk, Slice(), which="done")).rows] == [1]
    await company.move_clock("3 days")
    found = await listed(estate_db, clerk, Slice("planned_on", True), which="all")
    assert [one.late for one in found.rows] == [True, False]
