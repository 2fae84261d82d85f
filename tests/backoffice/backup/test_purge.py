"""Purging: only what a verified backup holds, said in the trail, by this one door (P5, P6)."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

BACKUP = """
insert into backup (folder, file, taken_at, verified_at, removed_at)
values ('f', $1, now() - $2::interval, case when $3 then now() end, case when $4 then now() end) returning id
"""
DAY = timedelta(days=1)


async def backed_up(
    owner: asyncpg.Connection, ago: timedelta = timedelta(), *, verified: bool = True, removed: bool = False
) -> int:
    return int(await owner.fetchval(BACKUP, str(uuid4()), ago, verified, removed))


async def purge(db: asyncpg.Connection, what: str, before: datetime, backup: int) -> int:
    return int(
        await db.fetchval("select purge($1, $2, $3, 'old', 'staff:1', '何', '')", what, before, backup)
    )


async def said(owner: asyncpg.Connection, ago: timedelta) -> None:
    await owner.execute(
        "insert into audit (at, actor, operation) values (now() - $1::interval, 'x', 'y')", ago
    )


async def test_p6_old_entries_go_and_the_purge_is_said(
    db: asyncpg.Connection, owner: asyncpg.Connection
) -> None:
    for days in (400, 300, 2):
        await said(owner, days * DAY)
    backup = await backed_up(owner)
    before = datetime.now(UTC) - 200 * DAY
    assert await purge(db, "audit", before, backup) == 2
    left = await db.fetch("select actor, operation, object, facts ->> 'rows' as rows from audit order by at")
    assert [tuple(row) for row in left] == [
        ("x", "y", "", None),
        ("staff:1", "backup.purged", f"backup:{backup}", "2"),
    ]
    assert await db.fetchval("select rows from purged where backup_id = $1", backup) == 2
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await owner.execute("delete from audit")


@pytest.mark.parametrize(
    ("ago", "given"),
    [
        (timedelta(), {"verified": False}),
        (timedelta(), {"removed": True}),
        (200 * DAY, {}),
        (timedelta(days=199, hours=1), {}),
    ],
    ids=["not verified", "gone", "older than what goes", "younger by less than a day"],
)
async def test_p6_nothing_goes_that_no_verified_backup_holds(
    db: asyncpg.Connection, owner: asyncpg.Connection, ago: timedelta, given: dict[str, bool]
) -> None:
    await said(owner, 400 * DAY)
    backup = await backed_up(owner, ago, **given)
    with pytest.raises(asyncpg.PostgresError, match="no purge without a verified backup"):
        await purge(db, "audit", datetime.now(UTC) - 199 * DAY, backup)
    assert await db.fetchval("select count(*) from audit") == 1


async def call(db: asyncpg.Connection, ago: timedelta, *, open_: bool = False) -> UUID:
    one = uuid4()
    await db.execute(
        "insert into call (id, direction, started_at, ended_at) "
        "values ($1, 'in', now() - $2::interval, case when $3 then null else now() - $2::interval end)",
        *(one, ago, open_),
    )
    await db.execute("insert into call_event values ($1, 1, now() - $2::interval, 'answered')", one, ago)
    return one


async def test_p6_calls_go_with_their_journal_unless_a_recording_is_kept(
    db: asyncpg.Connection, owner: asyncpg.Connection
) -> None:
    old, young, heard, lasting = [
        await call(db, 400 * DAY),
        await call(db, DAY),
        await call(db, 400 * DAY),
        await call(db, 400 * DAY, open_=True),
    ]
    await db.execute(
        "insert into recording (id, kind, call_id, recorded_at) "
        "values (gen_random_uuid(), 'agent', $1, now() - interval '400 days')",
        heard,
    )
    backup, before = await backed_up(owner), datetime.now(UTC) - 200 * DAY
    assert await purge(db, "calls", before, backup) == 2
    assert {row["id"] for row in await db.fetch("select id from call")} == {young, heard, lasting}
    assert await db.fetchval("select count(*) from call_event where call_id = $1", old) == 0
    assert await purge(db, "recordings", before, backup) == 1
    assert await db.fetchval("select state from recording") == "discarded"
    assert await purge(db, "calls", before, backup) == 2
    assert {row["id"] for row in await db.fetch("select id from call")} == {young, lasting}
