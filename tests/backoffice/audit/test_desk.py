"""The audit trail: complete, searchable, append-only (P5)."""

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from backoffice.audit import desk
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
    for wanted in (
        {"actor": str(agent)},
        {"operation": "repair.registered"},
        {"object": "request:100001"},
        {"text": "漏水"},
        {"text": "100%"},
        {"text": "王丽", "since": datetime.now(UTC) - timedelta(minutes=1)},
    ):
        assert [one.id for one in await desk.search(estate_db, chief, **wanted)] == [newest[2].id], wanted
    assert await desk.search(estate_db, chief, text="100_") == []
    assert await desk.search(estate_db, chief, until=datetime.now(UTC) - timedelta(days=1)) == []
    assert len(await desk.search(estate_db, chief, most=1)) == 1


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
