"""The wizard: all houses of a pattern at once, nothing twice (S1)."""

from decimal import Decimal
from pathlib import Path

import asyncpg
import pytest

from backoffice.errors import Conflict, Forbidden, NotFound
from backoffice.estate import creating, desk
from backoffice.estate.creating import Made
from backoffice.jobs import desk as jobs
from backoffice.jobs.worker import Progress
from tests.backoffice.conftest import Demo
from tests.backoffice.estate.test_pattern import of

Db = asyncpg.Connection


async def test_s1_a_building_of_400_houses_and_nothing_twice(
    company: Demo, estate_db: Db, tmp_path: Path
) -> None:
    supervisor = await company.staff("supervisor")
    tower = of(buildings="20", units=1, lowest=1, highest=100, skipped=frozenset(), doors=4)
    assert len((await creating.preview(estate_db, supervisor, 1, tower)).new) == 400
    assert await creating.begin(estate_db, supervisor, tmp_path, 1, tower) == Made(1, 400, 0)
    made = await desk.house_by_place(estate_db, "翠湖苑", "20-1-10004")
    assert made
    assert (made.area, made.building, len(made.code)) == (Decimal("89.50"), "20", 8)
    assert await estate_db.fetchval("select state from house where id = $1", made.id) == "unsold"
    assert await creating.begin(estate_db, supervisor, tmp_path, 1, tower) == Made(0, 0, 400)


async def test_s1_what_is_missing_is_added_to_what_is_there(
    company: Demo, estate_db: Db, tmp_path: Path
) -> None:
    supervisor = await company.staff("supervisor")
    floors = of(buildings="1", units=2, lowest=1, highest=9, skipped=frozenset())  # 7 floors of 3 are there
    assert await creating.begin(estate_db, supervisor, tmp_path, 1, floors) == Made(0, 12, 42)


async def test_s1_more_than_the_page_waits_for_is_a_job(
    company: Demo, estate_db: Db, demo: str, tmp_path: Path
) -> None:
    supervisor = await company.staff("supervisor")
    many = of(buildings="30-45", units=2, highest=33, skipped=frozenset(), doors=3)
    asked = await creating.begin(estate_db, supervisor, tmp_path, 1, many)
    assert isinstance(asked, int)
    job = await jobs.job_for(estate_db, supervisor, asked)
    await estate_db.execute("update job set state = 'running' where id = $1", asked)
    other = await asyncpg.connect(demo)
    try:
        outcome = await creating.work(estate_db, job, Progress(other, asked))
    finally:
        await other.close()
    assert outcome == {"buildings": 16, "houses": 16 * 2 * 33 * 3, "there": 0}
    assert (await jobs.job_for(estate_db, supervisor, asked)).done == 16 * 2 * 33 * 3


async def test_p2_making_houses_needs_the_right_there(company: Demo, estate_db: Db, tmp_path: Path) -> None:
    with pytest.raises(Forbidden):
        await creating.begin(estate_db, await company.staff("agent"), tmp_path, 1, of())
    with pytest.raises(NotFound):
        await creating.begin(estate_db, await company.staff("agent2"), tmp_path, 3, of())


async def test_s1_the_name_of_a_building_out_of_use_is_not_taken_again(
    company: Demo, estate_db: Db, tmp_path: Path
) -> None:
    await estate_db.execute("insert into building (community_id, name, closed_at) values (1, '77', now())")
    with pytest.raises(Conflict):
        await creating.begin(estate_db, await company.staff("supervisor"), tmp_path, 1, of(buildings="77"))
