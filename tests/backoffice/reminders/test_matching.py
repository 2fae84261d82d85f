"""Who is reminded, of what, once; and who after them when nobody reads (P4)."""

import asyncio
from datetime import time

import asyncpg
import pytest

from backoffice.company.actor import Staff, System
from backoffice.company.functions import CODES
from backoffice.errors import NotFound
from backoffice.reminders import desk, matching, rules
from backoffice.reminders.model import Habit
from backoffice.requests import telling
from ops.database import Cluster
from tests import services
from tests.backoffice.conftest import Demo
from tests.backoffice.reminders.conftest import ELSEWHERE, Reminding

BOSS = Staff(4, "孙磊", dict.fromkeys(CODES))


async def test_p4_a_complaint_reaches_quality_and_supervisor_with_what_it_is(reminding: Reminding) -> None:
    made = await reminding.registered(urgent=True)
    await reminding.settled()
    assert await reminding.rung() == ["quality", "supervisor"]
    (one,) = await desk.mine(reminding.db, await reminding.company.staff("quality"))
    assert (one.kind, one.urgent, one.community, one.level) == ("complaint.registered", True, "翠湖苑", 0)
    assert one.facts == {"number": made.number, "place": "1-1-101", "category": "保安服务"} | {
        "category_en": one.facts["category_en"]
    }
    assert str(made.number) in one.link


async def test_p4_each_kind_of_request_has_its_readers(reminding: Reminding) -> None:
    for kind, readers in (
        ("repair", ["dispatcher"]),
        ("service", ["dispatcher"]),
        ("message", ["agent", "agent2", "supervisor"]),
    ):
        await reminding.registered(kind)  # type: ignore[arg-type]
        await reminding.settled()
        assert await reminding.rung() == readers, kind
        await reminding.db.execute("delete from event")


async def test_p2_nobody_without_the_right_there_is_reminded(reminding: Reminding) -> None:
    # agent2 answers for two communities; this message came from a house of a third.
    await reminding.registered("message", ELSEWHERE)
    # The worker may see requests, in communities 1 and 2 only; the cashier may see none at all.
    for login in ("worker", "cashier"):
        staff = (await reminding.company.staff(login)).id
        await rules.add(reminding.db, BOSS, event="message.registered", whom=f"staff:{staff}")
    await reminding.db.execute("update post set superior_id = null")
    await reminding.settled()
    assert await reminding.rung() == ["agent", "supervisor"]


async def test_p2_what_was_sent_hides_when_the_right_is_taken(reminding: Reminding) -> None:
    await reminding.registered()
    await reminding.settled()
    assert await reminding.bell("quality") == 1
    before = await reminding.company.staff("quality")
    (one,) = await desk.mine(reminding.db, before)
    await reminding.db.execute("delete from post_function where function = 'request.view' and post_id = 5")
    after = await reminding.company.staff("quality")
    assert await reminding.bell("quality") == 0
    assert await desk.mine(reminding.db, after) == []
    with pytest.raises(NotFound):
        await desk.read(reminding.db, after, one.id)


async def test_p4_who_did_it_is_not_told(reminding: Reminding) -> None:
    await reminding.registered(by="supervisor")
    await reminding.settled()
    assert await reminding.rung() == ["quality"]


async def test_p4_a_vacant_post_is_answered_for_by_the_one_above(reminding: Reminding) -> None:
    await reminding.db.execute("update staff set active = false where login in ('dispatcher', 'quality')")
    await reminding.registered("repair")
    await reminding.settled()
    assert await reminding.rung() == ["leader"]


async def test_p4_the_superior_of_who_did_it_and_a_department_with_those_below(reminding: Reminding) -> None:
    await reminding.db.execute("delete from reminder_rule")
    await rules.add(reminding.db, BOSS, event="complaint.registered", whom="related:superior")
    await reminding.registered(by="agent2")
    await reminding.settled()
    assert await reminding.rung() == ["supervisor"]
    await rules.add(reminding.db, BOSS, event="repair.registered", whom="department:1")
    await reminding.registered("repair", by="agent")
    await reminding.settled()
    assert set(await reminding.rung()) >= {"leader", "worker", "finance", "agent2", "quality"}
    assert "cashier" not in await reminding.rung()


async def test_p4_whoever_may_approve_is_asked(reminding: Reminding) -> None:
    await desk.tell(
        reminding.db,
        await reminding.company.staff("supervisor"),
        "approval.asked",
        subject="approval:1",
        community=1,
        function="person.merge.approve",
        what="合并人员",
    )
    await reminding.settled()
    assert await reminding.rung() == ["administrator", "leader"]
    await desk.settle(reminding.db, "approval:1")
    assert (await reminding.bell("leader"), await reminding.bell("administrator")) == (0, 0)
    assert await reminding.db.fetchval("select count(*) from reminder_escalation") == 0


async def test_p4_whom_it_concerns_needs_no_right(reminding: Reminding) -> None:
    cashier = await reminding.company.staff("cashier")
    await desk.tell(reminding.db, System("jobs"), "job.done", subject="job:1", concerned=cashier.id)
    await reminding.settled()
    assert await reminding.rung() == ["cashier"]
    assert await reminding.bell("cashier") == 1


async def test_p4_one_event_reminds_nobody_twice_however_often_it_is_told_and_by_how_many_workers(
    reminding: Reminding,
) -> None:
    await rules.add(reminding.db, BOSS, event="complaint.registered", whom="department:6")
    for at in range(30):
        for _ in range(2):
            await desk.tell(
                reminding.db,
                System("hotline"),
                "complaint.registered",
                subject=f"request:{at}",
                community=1,
                number=at,
            )
    await reminding.settled(2)
    rows = await reminding.db.fetch("select count(*) as many from reminder group by event_id, staff_id")
    assert [row["many"] for row in rows] == [1] * 60


async def test_p4_a_worker_that_dies_in_the_middle_leaves_its_event_to_the_next(
    reminding: Reminding, demo: str
) -> None:
    await reminding.registered()
    holder = await asyncpg.connect(demo)
    try:
        # The worker waits for this lock after it took the event and before its reminders are written.
        block = holder.transaction()
        await block.start()
        await holder.execute("lock table reminder in exclusive mode")
        async with reminding.working() as (task,):
            await reminding.until(
                "select exists (select from pg_locks where relation = 'reminder'::regclass and not granted)"
            )
            task.cancel()
            await asyncio.wait({task})
        await block.rollback()
    finally:
        await holder.close()
    assert await reminding.rung() == []
    await reminding.settled(2)
    assert await reminding.rung() == ["quality", "supervisor"]


async def test_p4_unread_climbs_from_post_to_superior_and_read_stays(reminding: Reminding) -> None:
    await reminding.registered("repair")
    await reminding.settled()
    await reminding.company.move_clock("29 minutes")
    await reminding.settled()
    assert await reminding.rung() == ["dispatcher"]
    await reminding.company.move_clock("1 minute")
    await reminding.settled(2)
    assert await reminding.rung() == ["dispatcher", "leader"]
    assert (await desk.mine(reminding.db, await reminding.company.staff("leader")))[0].level == 1
    await reminding.company.move_clock("1 day")
    await reminding.settled()
    assert await reminding.rung() == ["dispatcher", "leader"]  # nobody is above
    assert await reminding.db.fetchval("select count(*) from reminder_escalation") == 0


async def test_p4_what_somebody_read_does_not_climb(reminding: Reminding) -> None:
    await reminding.registered("repair")
    await reminding.settled()
    dispatcher = await reminding.company.staff("dispatcher")
    (one,) = await desk.mine(reminding.db, dispatcher)
    await desk.read(reminding.db, dispatcher, one.id)
    await reminding.company.move_clock("1 day")
    await reminding.settled()
    assert await reminding.rung() == ["dispatcher"]


async def test_p4_a_request_past_its_day_is_told_of_once_by_two_workers(
    reminding: Reminding, company: Demo
) -> None:
    await reminding.settled(2, telling.overdue)
    late = "select count(*) from event where kind = 'request.overdue'"
    of_the_demo = await reminding.db.fetchval(late)
    made = await reminding.registered("repair", urgent=True)
    await company.move_clock("25 hours")
    for _ in range(2):
        await reminding.settled(2, telling.overdue)
    subjects = await reminding.db.fetch(
        "select subject from event where kind = 'request.overdue' order by id offset $1", of_the_demo
    )
    assert [row["subject"] for row in subjects].count(f"request:{made.number}") == 1
    assert "dispatcher" in await reminding.rung()


async def test_p4_the_bell_rings_again_as_often_as_one_wishes(reminding: Reminding) -> None:
    await reminding.registered()
    heard: list[str] = []
    listener = await asyncpg.connect(reminding.dsn)
    try:
        await listener.add_listener(desk.RANG, lambda *notice: heard.append(str(notice[-1])))
        quality = await reminding.company.staff("quality")
        await desk.keep_habit(reminding.db, quality, Habit(repeat=10))
        await reminding.settled()
        for minutes in (9, 1, 30):
            await reminding.company.move_clock(f"{minutes} minutes")
            await matching.ring(reminding.db)
        await listener.execute("select 1")
        assert heard.count(str(quality.id)) == 3
        assert heard.count(str((await reminding.company.staff("supervisor")).id)) == 2
    finally:
        await listener.close()


async def test_p4_quiet_hours_hold_all_but_the_urgent_until_they_end(reminding: Reminding) -> None:
    await reminding.db.execute(
        "update clock set shift = (date_trunc('day', now() at time zone 'Asia/Shanghai')"
        " + interval '23 hours') at time zone 'Asia/Shanghai' - now()"
    )
    for login in ("quality", "supervisor"):
        night = Habit(0, quiet_from=time(22), quiet_until=time(7))
        await desk.keep_habit(reminding.db, await reminding.company.staff(login), night)
    rung = "select count(*) from reminder where rung_at is not null"
    await reminding.registered()
    await reminding.settled()
    await matching.ring(reminding.db)
    assert await reminding.db.fetchval(rung) == 0
    assert await reminding.bell("quality") == 1  # who looks, sees
    await reminding.registered(urgent=True)
    await reminding.settled()
    await matching.ring(reminding.db)
    assert await reminding.db.fetchval(rung) == 2
    await reminding.company.move_clock("8 hours")
    await matching.ring(reminding.db)
    assert await reminding.db.fetchval(rung) == 4


async def test_p4_a_channel_that_is_not_there_yet_keeps_its_reminder_waiting(reminding: Reminding) -> None:
    await reminding.db.execute("delete from reminder_rule")
    await rules.add(reminding.db, BOSS, event="complaint.registered", whom="kind:leader", channel="sms")
    await reminding.registered()
    await reminding.settled()
    await reminding.company.move_clock("3 years")
    await matching.forget(reminding.db)
    (one,) = await rules.deliveries(reminding.db, BOSS)
    assert (one.staff, one.channel, one.waiting) == ("郑华", "sms", True)
    assert await reminding.bell("leader") == 0


async def test_p4_what_everybody_read_is_forgotten_after_its_time(reminding: Reminding) -> None:
    await reminding.registered()
    await reminding.settled()
    await desk.read_all(reminding.db, await reminding.company.staff("quality"))
    for days, left in ((91, 1), (300, 0)):
        await reminding.company.move_clock(f"{days} days")
        await matching.forget(reminding.db)
        assert await reminding.db.fetchval("select count(*) from event") == left


async def test_p4_a_rule_that_reaches_nobody_shows(reminding: Reminding) -> None:
    await reminding.db.execute("update staff set active = false")
    await reminding.registered()
    await reminding.settled()
    (one,) = await rules.deliveries(reminding.db, BOSS)
    assert (one.kind, one.staff) == ("complaint.registered", "")


async def test_p4_an_event_that_cannot_be_matched_holds_nobody_up(
    reminding: Reminding, postgres: Cluster
) -> None:
    await reminding.registered("complaint")
    first = await reminding.db.fetchval("select max(id) from event")
    async with services.owning(postgres, reminding.dsn) as owner:
        await owner.execute(f"alter table reminder add constraint poison check (event_id <> {first})")
        await reminding.registered("repair")
        await reminding.settled()
        assert await reminding.rung() == ["dispatcher"]
        await owner.execute("alter table reminder drop constraint poison")
    await reminding.settled()
    assert await reminding.rung() == ["dispatcher", "quality", "supervisor"]
