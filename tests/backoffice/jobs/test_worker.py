"""Long work: asked for, done once, seen on its way, stopped, taken again after a crash."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from typing import Any

import asyncpg
import pytest

from backoffice.company.actor import Staff
from backoffice.errors import Conflict, Invalid, NotFound
from backoffice.jobs import desk
from backoffice.jobs.model import Job
from backoffice.jobs.worker import Progress, Worker

MINE = Staff(1, "王丽")


@contextlib.asynccontextmanager
async def working(database: str, **works: Any) -> AsyncIterator[None]:
    task = asyncio.create_task(Worker(database, works).run())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def over(db: asyncpg.Connection, job: int) -> Job:
    async with asyncio.timeout(10):
        while (found := await desk.job_for(db, MINE, job)).open:  # noqa: ASYNC110 - rows have no event
            await asyncio.sleep(0.02)
    return found


async def counted(db: asyncpg.Connection, job: Job, progress: Progress) -> Mapping[str, Any]:
    async with db.transaction():
        for at in range(1, 4):
            await db.execute("insert into holiday values (current_date + $1::int, 'x')", at)
            await progress(at, 3, "rows")
    return {"rows": 3}


async def refused(db: asyncpg.Connection, job: Job, progress: Progress) -> Mapping[str, Any]:
    raise Invalid("sheet.empty", field="file")


async def broken(db: asyncpg.Connection, job: Job, progress: Progress) -> Mapping[str, Any]:
    raise RuntimeError


async def endless(db: asyncpg.Connection, job: Job, progress: Progress) -> Mapping[str, Any]:
    async with db.transaction():
        await db.execute("insert into holiday values (current_date, 'x')")
        while True:
            await progress(1, 2)
            await asyncio.sleep(0.01)


async def test_p7_a_job_is_done_and_says_how_far_it_is(estate_db: asyncpg.Connection, demo: str) -> None:
    job = await desk.ask(estate_db, MINE, "counted", file="x")
    async with working(demo, counted=counted):
        found = await over(estate_db, job)
        assert (found.state, found.done, found.total, found.outcome) == ("done", 3, 3, {"rows": 3})
        again = await desk.ask(estate_db, MINE, "refused")
        assert [one.id for one in await desk.latest(estate_db, MINE, "refused")] == [again]
        assert (await desk.job_for(estate_db, MINE, again)).state == "waiting"  # nobody does that kind here


async def test_p7_what_fails_says_why_and_work_goes_on(estate_db: asyncpg.Connection, demo: str) -> None:
    jobs = [await desk.ask(estate_db, MINE, kind) for kind in ("refused", "broken", "counted")]
    async with working(demo, counted=counted, refused=refused, broken=broken):
        first, second, third = [await over(estate_db, job) for job in jobs]
    assert first.outcome == {"refused": "sheet.empty", "field": "file"}
    assert second.state == "failed"
    assert second.outcome["error_id"]
    assert third.state == "done"


async def test_p4_whoever_asked_is_told_of_the_end_and_a_schedule_is_nobody(
    estate_db: asyncpg.Connection, demo: str
) -> None:
    mine = await desk.ask(estate_db, MINE, "counted", link="/imports/7")
    await desk.ask(estate_db, None, "refused")
    failed = await desk.ask(estate_db, MINE, "refused")
    async with working(demo, counted=counted, refused=refused):
        await over(estate_db, failed)
    told = await estate_db.fetch("select kind, subject, concerned_id, link from event order by id")
    assert [tuple(one) for one in told] == [
        ("job.done", f"job:{mine}", MINE.id, "/imports/7"),
        ("job.failed", f"job:{failed}", MINE.id, ""),
    ]


async def test_p7_a_stopped_job_leaves_nothing(estate_db: asyncpg.Connection, demo: str) -> None:
    before = await estate_db.fetchval("select count(*) from holiday")
    job = await desk.ask(estate_db, MINE, "endless")
    async with working(demo, endless=endless):
        while (await desk.job_for(estate_db, MINE, job)).done == 0:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        await desk.stop(estate_db, MINE, job)
        assert (await over(estate_db, job)).state == "stopped"
    assert await estate_db.fetchval("select count(*) from holiday") == before
    with pytest.raises(Conflict):
        await desk.stop(estate_db, MINE, job)


async def test_p7_a_job_whose_worker_died_is_taken_again(estate_db: asyncpg.Connection, demo: str) -> None:
    job = await desk.ask(estate_db, MINE, "counted")
    await estate_db.execute("update job set state = 'running', beat_at = now() - interval '1 minute'")
    async with working(demo, counted=counted):
        assert (await over(estate_db, job)).state == "done"


async def test_p2_a_job_is_its_askers_alone(estate_db: asyncpg.Connection) -> None:
    job = await desk.ask(estate_db, MINE, "counted")
    for doing in (desk.job_for, desk.stop):
        with pytest.raises(NotFound):
            await doing(estate_db, Staff(2, "刘洋"), job)
