"""Decoration: applied, permitted by somebody else, inspected, finished, the deposit back (S2)."""

import asyncio
import json
from datetime import timedelta
from decimal import Decimal

import asyncpg
import pytest

from backoffice.company.actor import Staff
from backoffice.decoration import desk
from backoffice.decoration.model import Inspection
from backoffice.errors import Conflict, Forbidden, Invalid, NotFound
from backoffice.reminders import rules
from backoffice.reminders.worker import Worker
from tests.backoffice.conftest import Demo
from tests.backoffice.decoration.conftest import HOME, Apply, application, state_of


async def test_s2_a_decoration_from_the_application_to_the_refund(
    company: Demo, estate_db: asyncpg.Connection, clerk: Staff, leader: Staff, applied: Apply
) -> None:
    db, one = estate_db, await applied()
    await db.execute("update house set state = 'handed_over' where id = $1", one.house)
    assert (one.state, one.applicant, one.asked.phone, one.late) == ("applied", "张伟", "13800000001", False)
    await desk.decide(db, leader, one.id, 1, "approved", "白天施工")
    assert await state_of(db, one.house) == "handed_over"
    with pytest.raises(Invalid, match=r"decoration.deposit"):
        await desk.deposit(db, clerk, one.id, 2, Decimal(1999), one.today)
    await desk.deposit(db, clerk, one.id, 2, Decimal(2000), one.today)
    assert await state_of(db, one.house) == "decorating"
    await desk.inspect(db, clerk, one.id, 3, Inspection(one.today, "马强", "闭水试验没做", False))
    with pytest.raises(Conflict, match=r"decoration.not_passed"):
        await desk.finish(db, clerk, one.id, 4, one.today)
    await desk.inspect(db, clerk, one.id, 4, Inspection(one.today, "马强", "", True))
    await desk.finish(db, clerk, one.id, 5, one.today)
    assert await state_of(db, one.house) == "decorated"
    with pytest.raises(Invalid, match=r"value.needed"):
        await desk.ask_refund(db, clerk, one.id, 6, Decimal(1800), " ")
    with pytest.raises(Invalid, match=r"decoration.refund"):
        await desk.ask_refund(db, clerk, one.id, 6, Decimal(2001))
    await desk.ask_refund(db, clerk, one.id, 6, Decimal(1800), "电梯划伤")
    await desk.refunded(db, clerk, one.id, 7, one.today)
    over = await desk.decoration_for(db, leader, one.id)
    assert (over.state, over.refund, over.kept_reason, over.reason) == (
        "refunded",
        Decimal(1800),
        "电梯划伤",
        "白天施工",
    )
    assert [seen.passed for seen in over.inspections] == [False, True]
    assert over.steps == []
    rows = await db.fetch(
        "select operation, actor, facts from audit where object = $1 order by id", f"decoration:{one.id}"
    )
    verbs = [row["operation"].removeprefix("decoration.") for row in rows]
    assert verbs == [
        *("applied", "approved", "deposited", "inspected", "inspected", "finished", "refund_asked"),
        "refunded",
    ]
    facts = json.loads(rows[6]["facts"])
    assert (facts["before"], facts["after"], facts["kept_reason"]) == ("finished", "refund_asked", "电梯划伤")


async def test_s2_without_a_deposit_work_starts_and_nothing_goes_back(
    estate_db: asyncpg.Connection, clerk: Staff, leader: Staff, applied: Apply
) -> None:
    db, one = estate_db, await applied(deposit=Decimal(0))
    await desk.decide(db, leader, one.id, 1, "approved")
    with pytest.raises(Conflict, match=r"decoration.not_now"):
        await desk.deposit(db, clerk, one.id, 2, Decimal(0), one.today)
    await desk.start(db, clerk, one.id, 2)
    await desk.inspect(db, clerk, one.id, 3, Inspection(one.today, "马强", "", True))
    await desk.finish(db, clerk, one.id, 4, one.today)
    assert (await desk.decoration_for(db, clerk, one.id)).steps == []
    # Who lived there goes on living there.
    assert await state_of(db, one.house) == "occupied"


async def test_s2_who_registered_does_not_decide(
    company: Demo, estate_db: asyncpg.Connection, clerk: Staff, leader: Staff
) -> None:
    db, administrator = estate_db, await company.staff("administrator")
    made = await desk.apply(db, administrator, await company.house(HOME), await application(db))
    for who in (administrator, clerk):
        with pytest.raises(Forbidden):
            await desk.decide(db, who, made, 1, "approved")
    with pytest.raises(Forbidden):
        await desk.withdraw(db, leader, made, 1, "不装了")
    with pytest.raises(Invalid, match=r"value.needed"):
        await desk.decide(db, leader, made, 1, "refused", "")
    await desk.decide(db, leader, made, 1, "refused", "要拆承重墙")
    assert (await desk.decoration_for(db, clerk, made)).reason == "要拆承重墙"


async def test_s2_of_two_who_decide_one_does(
    company: Demo, demo: str, estate_db: asyncpg.Connection, leader: Staff, applied: Apply
) -> None:
    one, administrator = await applied(), await company.staff("administrator")
    other = await asyncpg.connect(demo)
    try:
        said = await asyncio.gather(
            desk.decide(estate_db, leader, one.id, 1, "approved"),
            desk.decide(other, administrator, one.id, 1, "refused", "不行"),
            return_exceptions=True,
        )
    finally:
        await other.close()
    assert sorted(type(answer).__name__ for answer in said) == ["Conflict", "NoneType"]
    decided = await estate_db.fetchval(
        "select count(*) from audit where object = $1 and operation ~ 'approved|refused'",
        f"decoration:{one.id}",
    )
    assert decided == 1


async def test_s2_an_application_is_edited_while_nobody_decided(
    estate_db: asyncpg.Connection, clerk: Staff, leader: Staff, applied: Apply
) -> None:
    db, one = estate_db, await applied()
    await desk.edit(db, clerk, one.id, 1, await application(db, firm="大地装饰"))
    facts = await db.fetchval("select facts from audit where operation = 'decoration.edited'")
    assert json.loads(facts) == {"before": {"firm": "锦城装饰"}, "after": {"firm": "大地装饰"}}
    with pytest.raises(Conflict, match=r"edit.changed_meanwhile"):
        await desk.edit(db, clerk, one.id, 1, await application(db, firm="别的"))
    with pytest.raises(Conflict, match=r"edit.changed_meanwhile"):
        await desk.decide(db, leader, one.id, 1, "approved")  # it saw another application
    await desk.decide(db, leader, one.id, 2, "approved")
    with pytest.raises(Conflict):
        await desk.edit(db, clerk, one.id, 3, await application(db))


async def test_s2_one_application_of_a_house_is_open_at_a_time(applied: Apply) -> None:
    await applied()
    with pytest.raises(Conflict, match=r"decoration.open"):
        await applied()


async def test_s2_what_an_application_cannot_say(company: Demo, applied: Apply) -> None:
    good = await application(company.db)
    stranger = await company.db.fetchval("select id from person where name = '李娜'")
    for wrong, field in (
        ({"person": stranger}, "person"),
        ({"firm": " "}, "firm"),
        ({"firm": "一" * 61}, "firm"),
        ({"firm": "<script>"}, "firm"),
        ({"phone": "没有"}, "phone"),
        ({"scope": ""}, "scope"),
        ({"until": good.since - timedelta(days=1)}, "until"),
        ({"deposit": Decimal(-1)}, "deposit"),
        ({"deposit": Decimal("NaN")}, "deposit"),
    ):
        with pytest.raises(Invalid) as refused:
            await applied(**wrong)
        assert refused.value.facts["field"] == field
    assert await company.db.fetchval("select count(*) from decoration where state = 'applied'") == 1  # demo's


async def test_p2_decorations_of_another_community_are_not_found(
    company: Demo, estate_db: asyncpg.Connection, applied: Apply, clerk: Staff
) -> None:
    one = await applied()
    there = await estate_db.fetchval("select id from community where name = '云顶公寓'")
    elsewhere = Staff(99, "外", {function: frozenset({there}) for function in clerk.functions})
    with pytest.raises(NotFound):
        await desk.decoration_for(estate_db, elsewhere, one.id)
    with pytest.raises(NotFound):
        await desk.withdraw(estate_db, elsewhere, one.id, 1, "不装了")
    with pytest.raises(NotFound):
        await desk.apply(estate_db, elsewhere, one.house, one.asked)
    with pytest.raises(Forbidden):
        await desk.decoration_for(estate_db, await company.staff("worker"), one.id)
    with pytest.raises(NotFound):
        await desk.decoration_for(estate_db, await company.owner(), one.id)


async def test_p4_what_waits_fails_and_is_late_is_told_once(
    company: Demo, demo: str, clerk: Staff, leader: Staff, applied: Apply
) -> None:
    db = company.db
    await rules.lay(db)
    worker = Worker(demo, [desk.late])

    async def reminded() -> list[tuple[str, str]]:
        await worker.round(db)
        rows = await db.fetch(
            "select e.kind, s.login from reminder r join event e on e.id = r.event_id "
            "join staff s on s.id = r.staff_id where e.subject = $1 order by e.kind, s.login",
            f"decoration:{one.id}",
        )
        return [(row["kind"].removeprefix("decoration."), row["login"]) for row in rows]

    one = await applied()
    waits = [("applied", "administrator"), ("applied", "leader")]
    assert await reminded() == waits
    await desk.decide(db, leader, one.id, 1, "approved")
    assert await db.fetchval(
        "select bool_and(acted_at is not null) from reminder r join event e on e.id = r.event_id "
        "where e.kind = 'decoration.applied'"
    )
    await desk.deposit(db, clerk, one.id, 2, one.asked.deposit, one.today)
    administrator = await company.staff("administrator")
    await desk.inspect(db, administrator, one.id, 3, Inspection(one.today, "马强", "垃圾没有清", False))
    failed = [*waits, ("approved", "dispatcher"), ("inspection_failed", "dispatcher")]
    assert await reminded() == failed
    await company.move_clock("61 days")
    late = sorted([*failed, ("late", "administrator"), ("late", "dispatcher")])
    assert await reminded() == late
    assert await reminded() == late
    assert (await desk.decoration_for(db, clerk, one.id)).late
