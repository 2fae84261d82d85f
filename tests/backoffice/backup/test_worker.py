"""The job and the schedule: asked once, shown on its way, told when it fails (P6)."""

import asyncio
import contextlib
import json
import sys
from datetime import datetime

import asyncpg
import pytest

from backoffice.backup import desk, worker
from backoffice.backup.model import Rules
from backoffice.errors import Conflict, Forbidden, Invalid
from backoffice.jobs.desk import job_for
from backoffice.jobs.model import Job
from backoffice.jobs.worker import Worker
from backoffice.reminders import rules
from backoffice.reminders.desk import bell, settle
from backoffice.reminders.model import Bell
from backoffice.reminders.worker import Worker as Reminders
from tests.backoffice.conftest import Demo


async def asked(db: asyncpg.Connection) -> int:
    return int(await db.fetchval("select count(*) from job where kind = 'backup'"))


async def aged(owner: asyncpg.Connection) -> None:
    await owner.execute("update migration set applied_at = now() - interval '30 days'")


async def test_p6_the_schedule_asks_once_for_each_moment(
    estate_db: asyncpg.Connection, demo_owner: asyncpg.Connection
) -> None:
    await worker.look(estate_db)
    assert await asked(estate_db) == 0  # installed after the last moment
    await aged(demo_owner)
    await worker.look(estate_db)
    await worker.look(estate_db)
    assert await asked(estate_db) == 1
    await estate_db.execute("update job set asked_at = now() - interval '2 days', state = 'done'")
    await worker.look(estate_db)
    assert await asked(estate_db) == 2


async def test_p6_a_backup_that_is_a_day_late_is_told_of_until_there_is_one(
    company: Demo, demo: str, demo_owner: asyncpg.Connection
) -> None:
    chief = await company.staff("administrator")
    await rules.lay(company.db)
    reminding = Reminders(demo, (worker.look,))
    await reminding.round(company.db)
    assert await bell(company.db, chief) == Bell(0, 0)
    await aged(demo_owner)
    for _ in range(2):
        await reminding.round(company.db)
    assert await bell(company.db, chief) == Bell(1, 1)
    await settle(company.db, "backup")
    assert await bell(company.db, chief) == Bell(0, 0)


async def test_p6_without_days_it_asks_for_none(company: Demo, demo_owner: asyncpg.Connection) -> None:
    await aged(demo_owner)
    await company.setting("backup", '{"weekdays": []}')
    await worker.look(company.db)
    assert await asked(company.db) == 0


@contextlib.asynccontextmanager
async def working(dsn: str, script: str):  # type: ignore[no-untyped-def]
    task = asyncio.create_task(Worker(dsn, {"backup": worker.by([sys.executable, "-c", script])}).run())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def over(company: Demo, job: int) -> Job:
    chief = await company.staff("administrator")
    async with asyncio.timeout(10):
        while (found := await job_for(company.db, chief, job)).open:  # noqa: ASYNC110 - rows have no event
            await asyncio.sleep(0.02)
    return found


def lines(*told: dict[str, object]) -> str:
    return "\n".join(f"print({json.dumps(json.dumps(one))}, flush=True)" for one in told)


async def test_p6_a_job_shows_how_far_it_is_and_what_came_of_it(company: Demo, demo: str) -> None:
    chief = await company.staff("administrator")
    job = await desk.ask(company.db, chief)
    with pytest.raises(Conflict, match=r"backup\.running"):
        await desk.ask(company.db, chief)
    script = lines({"step": "backup.dumping", "percent": 40}) + "\nimport time; time.sleep(60)"
    async with working(demo, script):
        async with asyncio.timeout(10):
            while not (running := await desk.running(company.db, chief)) or not running.done:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        assert (running.id, running.step, running.done, running.total) == (job, "backup.dumping", 40, 100)
    await company.db.execute("update job set state = 'waiting'")
    async with working(demo, lines({"backup": 7, "file": "x.tar", "verified": True})):
        assert (await over(company, job)).outcome == {"backup": 7, "file": "x.tar", "verified": True}
    failing = await desk.ask(company.db, chief)
    script = lines({"refused": "backup.disk_full", "folder": "/x"}) + "\nraise SystemExit(1)"
    async with working(demo, script):
        found = await over(company, failing)
        assert (found.state, found.outcome) == ("failed", {"refused": "backup.disk_full", "folder": "/x"})
    broken = await desk.ask(company.db, chief)
    async with working(demo, "raise SystemExit(3)"):
        assert (await over(company, broken)).outcome["error_id"]


async def test_p6_rules_are_changed_by_those_who_may_and_said(company: Demo) -> None:
    chief, db = await company.staff("administrator"), company.db
    new = Rules(hour=4, weekdays=(1, 7), days=3, folder="/backups")
    await desk.save_rules(db, chief, new)
    kept = await desk.rules(db)
    assert (kept.hour, kept.weekdays, kept.folder, kept.version) == (4, (1, 7), "/backups", 2)
    with pytest.raises(Conflict, match=r"edit\.changed_meanwhile"):
        await desk.save_rules(db, chief, new)
    for wrong in (Rules(version=2, folder="backups"), Rules(version=2, recipient="age1")):
        with pytest.raises(Invalid):
            await desk.save_rules(db, chief, wrong)
    with pytest.raises(Forbidden):
        await desk.save_rules(db, await company.staff("supervisor"), new)
    facts = json.loads(await db.fetchval("select facts from audit where object = 'setting:backup'"))
    assert (facts["before"]["hour"], facts["after"]["hour"]) == (3, 4)
    assert datetime.now(await desk.zone(db)).utcoffset()
