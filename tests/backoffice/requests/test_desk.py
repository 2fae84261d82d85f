"""Requests: registered, followed, rated (R1, R4, C2, T1, H3, H4, H5)."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from backoffice.calls.desk import keep_recording
from backoffice.company.actor import Owner, System
from backoffice.errors import Conflict, Forbidden, Invalid, NotFound
from backoffice.requests import desk
from backoffice.requests.model import Kind, NewRequest
from tests.backoffice.conftest import Demo


async def new(company: Demo, kind: Kind = "repair", place: str = "翠湖苑/1-1-101") -> NewRequest:
    """A request by telephone as an owner makes it."""
    found = await desk.categories(company.db, kind)
    return NewRequest(
        kind=kind,
        house=await company.house(place),
        category=found[0].id if found else None,
        call_id=uuid4(),
        caller_number="13800000001",
        channel="telephone",
        urgent=False,
        details="",
    )


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("repair", ["水管漏水", "电路故障", "门窗损坏", "下水道堵塞", "电梯故障", "其他"]),
        ("complaint", ["保安服务", "收费问题", "保洁卫生", "噪音扰民", "其他"]),
        ("service", ["家政保洁", "送水", "送报", "其他"]),
        ("message", []),
    ],
)
async def test_h3_categories_come_in_their_order(
    estate_db: asyncpg.Connection, kind: str, names: list[str]
) -> None:
    assert [one.name for one in await desk.categories(estate_db, kind)] == names
    await estate_db.execute("update category set retired = true where name = '其他'")
    assert [one.name for one in await desk.categories(estate_db, kind)] == [n for n in names if n != "其他"]


async def test_r4_an_owner_registers_at_the_own_house_only(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    owner = await company.owner(proved=False)
    asked = await new(company)
    made = await desk.register(estate_db, owner, replace(asked, urgent=True, details="厨房"))
    assert (made.kind, made.state, made.category, made.urgent) == ("repair", "new", "水管漏水", True)
    assert made.due_at and abs(made.due_at - made.registered_at - timedelta(days=1)) < timedelta(seconds=1)
    assert made.number >= 100001
    with pytest.raises(NotFound):
        await desk.register(estate_db, owner, replace(asked, house=await company.house("翠湖苑/1-2-201")))
    with pytest.raises(NotFound):
        await desk.register(estate_db, owner, replace(asked, house=None))
    row = await estate_db.fetchrow("select actor, object from audit where operation = 'repair.registered'")
    assert row
    assert (row["actor"], row["object"]) == ("owner:unknown", f"request:{made.number}")


async def test_p2_staff_register_where_their_posts_let_them(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    here, elsewhere = await new(company), await new(company, place="云顶公寓/A-1102")
    agent2 = await company.staff("agent2")
    assert await desk.register(estate_db, agent2, here)
    with pytest.raises(NotFound):
        await desk.register(estate_db, agent2, elsewhere)
    with pytest.raises(Forbidden):
        await desk.register(estate_db, await company.staff("cashier"), here)
    with pytest.raises(Forbidden):
        await desk.register(estate_db, await company.staff("cashier"), replace(here, house=None))
    assert (await desk.register(estate_db, agent2, replace(here, house=None))).house is None


async def test_r4_a_category_must_be_of_the_kind_and_not_retired(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    owner, asked = await company.owner(), await new(company)
    complaint = await new(company, "complaint")
    for wrong in (replace(asked, category=complaint.category), replace(asked, category=999_999)):
        with pytest.raises(Conflict):
            await desk.register(estate_db, owner, wrong)
    with pytest.raises(Invalid):
        await desk.register(estate_db, owner, replace(asked, category=None))
    await estate_db.execute("update category set retired = true where id = $1", asked.category)
    with pytest.raises(Conflict) as refused:
        await desk.register(estate_db, owner, asked)
    assert refused.value.key == "request.category_retired"
    assert await estate_db.fetchval("select count(*) from request where call_id = $1", asked.call_id) == 0


@pytest.mark.parametrize("kind", ["complaint", "service", "message"])
async def test_h5_a_recording_belongs_to_its_request(
    company: Demo, estate_db: asyncpg.Connection, kind: Kind
) -> None:
    owner, asked, sound = await company.owner(), await new(company, kind), uuid4()
    with pytest.raises(Invalid):
        await desk.register(estate_db, owner, replace(asked, recordings=(sound,)))
    await keep_recording(estate_db, sound, "request", asked.call_id, 12.3)
    made = await desk.register(estate_db, owner, replace(asked, recordings=(sound,)))
    assert made.recordings == (sound,)
    # Nobody attaches what belongs to a request already, or to another call.
    with pytest.raises(Invalid):
        await desk.register(estate_db, owner, replace(asked, recordings=(sound,)))
    await keep_recording(estate_db, other := uuid4(), "request", uuid4(), 3)
    with pytest.raises(Invalid):
        await desk.register(estate_db, owner, replace(asked, recordings=(other,)))


async def test_h3_a_message_may_be_about_no_house(company: Demo, estate_db: asyncpg.Connection) -> None:
    asked = replace(await new(company, "message"), house=None)
    made = await desk.register(estate_db, System("hotline"), asked)
    assert (made.house, made.due_at) == (None, None)
    assert await desk.request_for(estate_db, await company.staff("agent2"), made.id, "request.view")
    with pytest.raises(Forbidden):
        await desk.request_for(estate_db, await company.staff("cashier"), made.id, "request.view")
    with pytest.raises(NotFound):
        await desk.request_for(estate_db, await company.owner(), made.id, "request.view")
    nobody = Owner(None, frozenset(), number="13900000000")
    assert (await desk.register(estate_db, nobody, asked)).house is None


async def test_h3_numbers_are_unique_however_many_ask_at_once(company: Demo, demo: str) -> None:
    owner, asked = await company.owner(), await new(company)
    async with asyncpg.create_pool(demo, min_size=8, max_size=8) as pool:

        async def register() -> int:
            async with pool.acquire() as db:
                return (await desk.register(db, owner, asked)).number

        numbers = await asyncio.gather(*(register() for _ in range(40)))
    assert len(set(numbers)) == 40


async def test_h3_progress_shows_what_is_open_newest_first(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    owner, home = await company.owner(proved=False), await company.house()
    mine = await desk.register(estate_db, owner, await new(company))
    asked = await desk.of_house(estate_db, owner, home, open_only=True)
    assert asked[0].id == mine.id and all(one.state in ("new", "assigned", "working") for one in asked)
    everything = await desk.of_house(estate_db, owner, home)
    assert len(everything) > len(asked)
    assert {one.kind for one in await desk.of_house(estate_db, owner, home, kind="complaint")} == {
        "complaint"
    }
    assert len(await desk.of_house(estate_db, owner, home, most=1)) == 1
    with pytest.raises(NotFound):
        await desk.of_house(estate_db, await company.owner("翠湖苑/1-2-201"), home)


async def test_h3_a_finished_job_is_rated_once(company: Demo, estate_db: asyncpg.Connection) -> None:
    place = "锦江花园/1-1-502"
    owner, home = await company.owner(place), await company.house(place)
    job = (await desk.to_rate(estate_db, owner, home))[0]
    assert (job.category, job.state, job.satisfied) == ("电路故障", "done", None)
    sound = uuid4()
    await keep_recording(estate_db, sound, "request", uuid4(), 4)
    with pytest.raises(NotFound):
        await desk.rate(estate_db, await company.owner(), job.id, satisfied=True)
    await desk.rate(estate_db, owner, job.id, satisfied=False, dissatisfaction="quality", recording=sound)
    assert await desk.to_rate(estate_db, owner, home) == []
    rated = await desk.request_for(estate_db, owner, job.id, "request.view")
    assert (rated.satisfied, rated.dissatisfaction, rated.recordings) == (False, "quality", (sound,))
    with pytest.raises(Conflict) as refused:
        await desk.rate(estate_db, owner, job.id, satisfied=True)
    assert refused.value.key == "request.already_rated"


async def test_h3_what_is_not_finished_is_not_rated(company: Demo, estate_db: asyncpg.Connection) -> None:
    owner = await company.owner()
    made = await desk.register(estate_db, owner, await new(company))
    with pytest.raises(Conflict) as refused:
        await desk.rate(estate_db, owner, made.id, satisfied=True)
    assert refused.value.key == "request.not_done"


async def test_h3_a_rating_without_its_recording_is_not_kept(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    place = "锦江花园/1-1-502"
    owner = await company.owner(place)
    job = (await desk.to_rate(estate_db, owner, await company.house(place)))[0]
    with pytest.raises(Invalid):
        await desk.rate(estate_db, owner, job.id, satisfied=True, recording=UUID(int=7))
    assert (await desk.request_for(estate_db, owner, job.id, "request.view")).satisfied is None


async def test_r4_business_time_dates_a_request(company: Demo, estate_db: asyncpg.Connection) -> None:
    await company.move_clock("3 days")
    made = await desk.register(estate_db, await company.owner(), await new(company))
    assert made.registered_at - datetime.now(UTC) > timedelta(days=2, hours=23)
