"""The application's role: works on every row, changes no audit entry, owns nothing (P5, P6)."""

import asyncpg
import pytest

from backoffice.audit import desk as audit
from backoffice.company.actor import System
from ops.database import Cluster
from tests import services


@pytest.mark.parametrize(
    "change",
    [
        "update audit set actor = 'staff:9'",
        "delete from audit",
        "truncate audit",
        "alter table audit disable trigger audit_is_append_only",
        "drop trigger audit_is_append_only on audit",
        "set session_replication_role = replica",
        "update purged set at = now()",
        "insert into purged (what, before, backup_id) values ('audit', now(), 1)",
        "insert into backup (folder, taken_at, verified_at) values ('', now(), now())",
        "update backup set verified_at = now()",
        "delete from migration",
        "create or replace function refuse_change() returns trigger language plpgsql as 'begin end'",
    ],
)
async def test_p5_the_application_cannot_change_the_trail_even_without_its_trigger(
    db: asyncpg.Connection, owner: asyncpg.Connection, change: str
) -> None:
    await audit.record(db, System("test"), "thing.done")
    await owner.execute("alter table audit disable trigger audit_is_append_only")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await db.execute(change)
    assert await db.fetchval("select count(*) from audit where actor = 'system:test'") == 1


@pytest.mark.parametrize(
    "change", ["update audit set actor = 'staff:9'", "delete from audit", "truncate audit"]
)
async def test_p5_the_trigger_keeps_the_trail_from_its_owner_too(
    owner: asyncpg.Connection, change: str
) -> None:
    await audit.record(owner, System("test"), "thing.done")
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await owner.execute(change)


async def test_p6_the_application_may_do_all_its_work(db: asyncpg.Connection) -> None:
    tables = await db.fetch(
        "select tablename from pg_tables where schemaname = 'public' "
        "and tablename not in ('audit', 'backup', 'purged', 'migration')"
    )
    lacking = [
        (table["tablename"], right)
        for table in tables
        for right in ("select", "insert", "update", "delete")
        if not await db.fetchval("select has_table_privilege($1, $2)", table["tablename"], right)
    ]
    assert not lacking
    await db.execute("create temporary table draft (id int); lock table community in exclusive mode")
    await db.copy_records_to_table("holiday", records=[], columns=["day", "name", "open"])
    await db.execute("select nextval('request_number'), setval('request_number', 100001)")


async def test_p6_a_table_that_comes_later_is_let_in_to(postgres: Cluster, database: str) -> None:
    async with services.owning(postgres, database) as owner:
        await owner.execute("create table later (id integer)")
        await owner.execute("select let_in('estateline_application')")
    db = await asyncpg.connect(database)
    try:
        await db.execute("insert into later values (1)")
    finally:
        await db.close()
