"""The audit trail: complete, searchable, append-only (P5)."""

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from backoffice.audit import desk
from backoffice.audit.model import Entry, Wanted
from backoffice.company.actor import Owner, System
from backoffice.errors import Forbidden
from tests.backoffice.conftest import Demo


async def test_p5_who_did_what_and_from_where_is_found(company: Demo, estate_db: asyncpg.Connection) -> None:
    agent, chief = await company.staff("agent"), await company.staff("administrator")
    await desk.record(estate_db, agent, "repair.registered", "request:100001", urgent=True, note="100% 漏水")
    await desk.record(estate_db, Owner(4, frozenset(), number="13800000004"), "request.rated")
    await desk.record(estate_db, System("sign-in"), "staff.refused", "nobody", address="10.1.1.1")
    newest = await desk.search(estate_db, chief)
    assert [one.operation for one in newest[:3]] == ["staff.refused", "request.rated", "repair.registered"]
    assert (newest[2].actor_name, newest[2].address, newest[2].facts["urgent"]) == ("王丽", "10.0.0.9", True)
    assert (newest[0].address, newest[1].actor) == ("10.1.1.1", "owner:4")
    now = datetime.now(UTC)
    alone: tuple[Wanted, ...] = (
        {"user": "agent", "module": "repair"},
        {"user": "王丽"},
        {"user": "Wang li"},
        {"user": str(agent)},
        {"module": "repair"},
        {"operation": "repair.registered"},
        {"object": "request:100001"},
        {"address": "10.0.0.9", "text": "漏"},
        {"text": "漏水"},
        {"text": "100% 漏水"},
        {"user": "王丽", "since": now - timedelta(minutes=1), "until": now + timedelta(minutes=1)},
    )
    for wanted in alone:
        found = await desk.search(estate_db, chief, **wanted)
        # Looking is in the trail, too, with what was looked for.
        assert [one.id for one in found if one.actor != str(chief)] == [newest[2].id], wanted
    nowhere: tuple[Wanted, ...] = (
        {"text": "100_"},
        {"user": "nobody by that name"},
        {"until": now - timedelta(days=1), "module": "repair"},
        {"module": "repair", "text": "水漏"},
    )
    for nothing in nowhere:
        assert await desk.search(estate_db, chief, **nothing) == [], nothing


async def test_p5_looking_is_audited_with_what_was_looked_for(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    chief = await company.staff("administrator")
    await desk.search(estate_db, chief, user="王丽", text="秘密")
    await desk.export(estate_db, chief, module="repair")
    exported, searched, *_ = await desk.search(estate_db, chief, user="administrator")
    assert (exported.operation, exported.facts["wanted"]) == ("audit.exported", {"module": "repair"})
    assert (searched.operation, searched.facts["wanted"]) == (
        "audit.searched",
        {"user": "王丽", "text": "秘密"},
    )


async def test_p5_pages_follow_each_other_though_more_is_written_meanwhile(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    chief = await company.staff("administrator")
    async with estate_db.transaction():  # all at the same moment
        for number in range(desk.PAGE * 2 + 5):
            await desk.record(estate_db, System("test"), "test.counted", number=number)
    seen: list[int] = []
    before = None
    while page := await desk.search(estate_db, chief, module="test", before=before):
        seen += [one.facts["number"] for one in page]
        before = page[-1].id
        await desk.record(estate_db, System("test"), "test.counted", number=-1)
    assert seen == list(reversed(range(desk.PAGE * 2 + 5)))


def entry(**facts: object) -> Entry:
    return Entry(1, datetime.now(UTC), "staff:1", "王丽", "", "house.edited", "house:1", facts)


def test_p5_old_and_new_values_stand_side_by_side() -> None:
    edited = entry(before={"name": "甲", "area": "80"}, after={"name": "乙", "area": "80"}, reason="更正")
    assert [(one.field, one.before, one.after) for one in edited.changes] == [("name", "甲", "乙")]
    assert (edited.reason, edited.rest) == ("更正", {})
    one_value = entry(before=1, after=2, house=3)
    assert [(one.field, one.before, one.after) for one in one_value.changes] == [("value", 1, 2)]
    assert one_value.rest == {"house": 3}


async def test_p5_the_trail_is_read_by_those_with_the_right(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    for who in (await company.staff("supervisor"), await company.owner()):
        with pytest.raises(Forbidden):
            await desk.search(estate_db, who)


async def test_p5_what_was_not_done_is_not_in_it(estate_db: asyncpg.Connection) -> None:
    transaction = estate_db.transaction()
    await transaction.start()
    await desk.record(estate_db, System("test"), "never.happened")
    await transaction.rollback()
    assert not await estate_db.fetchval(
        "select exists (select from audit where operation = 'never.happened')"
    )
