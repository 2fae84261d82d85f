"""Calls out: committed first, dialled once, never unwanted (H7, N5)."""

import asyncio
from uuid import UUID, uuid4

import asyncpg
import pytest

from backoffice.company.actor import Owner, System
from backoffice.errors import Conflict, Forbidden, NotFound
from backoffice.outreach import desk
from backoffice.outreach.model import Attempt, Result
from tests.backoffice.conftest import Demo

WHO = System("dialler")
NUMBER = "13800000001"


async def commit(company: Demo, step: str | None = None, place: str = "翠湖苑/1-1-101") -> Attempt:
    """A reminder to the first caller."""
    return await desk.commit_attempt(company.db, WHO, "reminder", await company.house(place), 1, NUMBER, step)


async def test_h7_a_step_is_committed_once_whoever_asks_at_once(company: Demo, demo: str) -> None:
    home = await company.house()
    async with asyncpg.create_pool(demo, min_size=8, max_size=8) as pool:

        async def ask() -> UUID | None:
            async with pool.acquire() as db:
                try:
                    step = "reminder:1:2026-11-24"
                    return (await desk.commit_attempt(db, WHO, "reminder", home, 1, NUMBER, step)).id
                except Conflict as again:
                    assert again.key == "outreach.done_before"
                    return None

        made = await asyncio.gather(*(ask() for _ in range(16)))
    assert sum(one is not None for one in made) == 1
    assert await company.db.fetchval("select count(*) from attempt") == 1


async def test_h7_one_attempt_is_dialled_by_exactly_one(company: Demo, demo: str) -> None:
    attempt = await commit(company)
    async with asyncpg.create_pool(demo, min_size=8, max_size=8) as pool:

        async def dial() -> bool:
            async with pool.acquire() as db:
                return await desk.dialling(db, attempt.id)

        assert sum(await asyncio.gather(*(dial() for _ in range(16)))) == 1
    assert not await desk.dialling(company.db, attempt.id)


async def test_h7_from_committed_to_its_verdict(company: Demo, estate_db: asyncpg.Connection) -> None:
    attempt = await commit(company)
    call = uuid4()
    with pytest.raises(NotFound):
        await desk.answered(estate_db, attempt.id, call)  # nobody dialled it
    assert await desk.dialling(estate_db, attempt.id)
    assert [one.id for one in await desk.open_attempts(estate_db)] == [attempt.id]
    answered = await desk.answered(estate_db, attempt.id, call)
    assert (answered.state, answered.house, answered.number) == ("answered", attempt.house, NUMBER)
    await desk.pressed(estate_db, attempt.id, "1 •••• 2")
    assert await desk.settle(estate_db, attempt.id, "ended", result="answered", cause=16, seconds=31.5)
    assert not await desk.settle(estate_db, attempt.id, "ended", result="busy", cause=17)
    assert await desk.open_attempts(estate_db) == []
    ended = await desk.attempt_for(estate_db, await company.staff("agent"), attempt.id)
    assert (ended.result, ended.cause, ended.seconds, ended.keys) == ("answered", 16, 31.5, "1 •••• 2")
    assert ended.call_id == call


@pytest.mark.parametrize(("result", "again"), [("line", True), ("busy", False), ("no_answer", False)])
async def test_n5_only_a_failure_of_our_own_line_lets_a_step_be_taken_again(
    company: Demo, result: Result, again: bool
) -> None:
    attempt = await commit(company, "reminder:1:2026-11-24")
    assert await desk.dialling(company.db, attempt.id)
    await desk.settle(company.db, attempt.id, "ended", result=result)
    if again:
        assert (await commit(company, "reminder:1:2026-11-24")).id != attempt.id
    else:
        with pytest.raises(Conflict):
            await commit(company, "reminder:1:2026-11-24")


async def test_h7_what_nobody_knows_is_ambiguous_until_somebody_does(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    attempt = await commit(company)
    await desk.dialling(estate_db, attempt.id)
    assert await desk.settle(estate_db, attempt.id, "ambiguous")
    assert not await desk.dialling(estate_db, attempt.id)
    assert await desk.open_attempts(estate_db) == []
    assert await desk.settle(estate_db, attempt.id, "ended", result="no_answer", cause=19)


async def test_n5_who_wants_no_calls_gets_none(company: Demo, estate_db: asyncpg.Connection) -> None:
    assert await commit(company)
    owner = Owner(1, frozenset({await company.house()}), proof="caller_id", number=NUMBER)
    with pytest.raises(NotFound):
        await desk.refuse_calls(estate_db, owner, "13800000002")
    await desk.refuse_calls(estate_db, owner, NUMBER)
    with pytest.raises(Conflict) as refused:
        await commit(company)
    assert refused.value.key == "outreach.not_wanted"
    assert await estate_db.fetchval("select count(*) from person where do_not_call") == 1


async def test_h7_nobody_is_reminded_of_nothing(company: Demo, estate_db: asyncpg.Connection) -> None:
    assert await commit(company)
    with pytest.raises(Conflict) as refused:
        await commit(company, place="锦江花园/1-1-502")
    assert refused.value.key == "outreach.nothing_owed"
    await estate_db.execute("update bill set paid = amount where house_id = $1", await company.house())
    with pytest.raises(Conflict):
        await commit(company)


@pytest.mark.parametrize(
    ("moment", "may"),
    [("08:59:59", False), ("09:00", True), ("19:59", True), ("20:00", False), ("03:00", False)],
)
async def test_h7_owners_are_called_in_the_hours_of_their_community(
    company: Demo, estate_db: asyncpg.Connection, moment: str, may: bool
) -> None:
    await estate_db.execute(
        "update clock "
        "set shift = ('2026-11-24 ' || $1::text)::timestamp at time zone 'Asia/Shanghai' - now()",
        moment,
    )
    assert await commit(company, "at any hour in the demo")
    await estate_db.execute("delete from setting where key = 'calling_hours'")
    if may:
        assert await commit(company)
        return
    with pytest.raises(Conflict) as refused:
        await commit(company)
    assert refused.value.key == "outreach.outside_hours"


async def test_p2_calling_needs_the_right_at_the_house(company: Demo, estate_db: asyncpg.Connection) -> None:
    here, elsewhere = await company.house(), await company.house("云顶公寓/A-1102")
    agent2, cashier = await company.staff("agent2"), await company.staff("cashier")
    made = await desk.commit_attempt(estate_db, agent2, "join", here, 1, NUMBER, None)
    theirs = await desk.commit_attempt(estate_db, WHO, "join", elsewhere, 6, "13800000005", None)
    for who, house, refusal in (
        (agent2, elsewhere, NotFound),
        (cashier, here, Forbidden),
        (cashier, None, Forbidden),
        (await company.owner(), None, Forbidden),
    ):
        with pytest.raises(refusal):
            await desk.commit_attempt(estate_db, who, "join", house, None, NUMBER, None)
    assert (await desk.attempt_for(estate_db, agent2, made.id)).id == made.id
    for who, attempt, refusal in (
        (agent2, theirs.id, NotFound),
        (cashier, made.id, Forbidden),
        (await company.owner(), made.id, NotFound),
        (agent2, uuid4(), NotFound),
    ):
        with pytest.raises(refusal):
            await desk.attempt_for(estate_db, who, attempt)
