"""The life of a call in rows, and reading it back (P8, H6, H11)."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from backoffice.calls import desk
from backoffice.calls.model import CallStart
from backoffice.company.actor import System
from backoffice.errors import Forbidden, NotFound
from tests.backoffice.conftest import Demo


async def open_call(db: asyncpg.Connection, number: str = "13800000001") -> UUID:
    """A call that is going on."""
    start = CallStart(uuid4(), "in", number, "96000", f"{uuid4()}", sip_call_id="abc@127.0.0.2")
    await desk.open_call(db, start)
    return start.id


async def event(db: asyncpg.Connection, call: UUID, seq: int, kind: str, **facts: object) -> None:
    """One journal row."""
    await desk.append_events(db, [(call, seq, datetime.now(UTC), kind, json.dumps(facts))])


async def test_p8_a_call_is_opened_identified_and_closed_once(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    home, call = await company.house(), await open_call(estate_db)
    await desk.identified(estate_db, call, 1, home, "pin", "en")
    await desk.identified(estate_db, call, 1, home, "pin")
    await desk.close_call(estate_db, call, "caller")
    await desk.close_call(estate_db, call, "lost")
    brief = (await desk.recent(estate_db, await company.staff("agent"), most=1))[0]
    assert (brief.id, brief.person, brief.label, brief.proof) == (call, "张伟", "1-1-101", "pin")
    assert (brief.cause, brief.language, brief.community_en) == ("caller", "en", "Cuihu Garden")
    assert brief.seconds is not None


async def test_p8_the_journal_is_kept_once_in_its_order(company: Demo, estate_db: asyncpg.Connection) -> None:
    call, now = await open_call(estate_db), datetime.now(UTC)
    rows = [
        (call, seq, now + timedelta(seconds=seq), "said", json.dumps({"text": f"第{seq}句"}))
        for seq in (1, 2, 3)
    ]
    await desk.append_events(estate_db, rows)
    await desk.append_events(estate_db, rows[1:])
    await desk.append_events(estate_db, [])
    lines = await desk.lines_of(estate_db, call)
    assert [(one.seq, one.facts["text"]) for one in lines] == [(1, "第1句"), (2, "第2句"), (3, "第3句")]


async def test_p8_calls_nobody_closed_are_settled_by_journal_or_as_lost(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    live, told, lost = [await open_call(estate_db) for _ in range(3)]
    uniqueid = await estate_db.fetchval("select uniqueid from call where id = $1", live)
    await event(estate_db, told, 1, "answered")
    await event(estate_db, told, 2, "ended", cause="caller")
    assert await desk.settle_lost(estate_db, [uniqueid], before=datetime.now(UTC) - timedelta(hours=1)) == 0
    assert await desk.settle_lost(estate_db, [uniqueid]) == 2
    assert await desk.settle_lost(estate_db, [uniqueid]) == 0
    rows = await estate_db.fetch("select id, cause from call where id = any($1)", [live, told, lost])
    causes = {row["id"]: row["cause"] for row in rows}
    assert causes == {live: "", told: "caller", lost: "lost"}
    assert await estate_db.fetchval("select ended_at from call where id = $1", live) is None


async def test_h6_the_agent_s_page_hears_of_every_change(company: Demo, demo: str) -> None:
    agent = (await company.staff("agent")).id
    call = await open_call(company.db)
    heard: asyncio.Queue[str] = asyncio.Queue()
    listening = await asyncpg.connect(demo)
    try:
        await listening.add_listener("ring", lambda *notice: heard.put_nowait(str(notice[-1])))
        await desk.ringing(company.db, agent, call, "reception")
        await desk.ringing(company.db, agent, call, "reception")  # said twice, rings once
        await desk.answered(company.db, agent, call)
        await desk.ended(company.db, agent, call, "answered")
        assert [await asyncio.wait_for(heard.get(), 5) for _ in range(4)] == [str(agent)] * 4
    finally:
        await listening.close()
    rows = await company.db.fetch(
        "select result, answered_at, ended_at from agent_call where call_id = $1", call
    )
    assert len(rows) == 1 and rows[0]["result"] == "answered" and rows[0]["answered_at"]
    # The same telephone may ring again for the same call.
    await desk.ringing(company.db, agent, call, "reception")
    assert await company.db.fetchval("select count(*) from agent_call where call_id = $1", call) == 2


async def test_p2_calls_are_read_in_the_own_communities(company: Demo, estate_db: asyncpg.Connection) -> None:
    elsewhere = await open_call(estate_db, "13800000005")
    await desk.identified(estate_db, elsewhere, 6, await company.house("云顶公寓/A-1102"), "caller_id")
    nobodys = await open_call(estate_db, "")
    await event(estate_db, nobodys, 1, "key", key="0")
    agent, agent2, cashier = [await company.staff(one) for one in ("agent", "agent2", "cashier")]
    assert {elsewhere, nobodys} <= {one.id for one in await desk.recent(estate_db, agent)}
    seen = {one.id for one in await desk.recent(estate_db, agent2)}
    assert nobodys in seen and elsewhere not in seen
    assert await desk.recent(estate_db, cashier) == []
    assert (await desk.transcript(estate_db, agent2, nobodys)).lines[0].facts == {"key": "0"}
    for call, who, refusal in (
        (elsewhere, agent2, NotFound),
        (uuid4(), agent2, NotFound),
        (nobodys, cashier, Forbidden),
        (nobodys, await company.owner(), NotFound),
    ):
        with pytest.raises(refusal):
            await desk.transcript(estate_db, who, call)


async def test_h6_a_house_s_calls_for_those_with_the_right(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    home = await company.house()
    found = await desk.calls_of_house(estate_db, await company.staff("agent2"), home)
    assert len(found) == 2 and found[0].started_at > found[1].started_at
    with pytest.raises(Forbidden):
        await desk.calls_of_house(estate_db, await company.staff("cashier"), home)


async def test_p5_a_recording_is_played_by_right_and_each_time_noted(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    call, sound = await open_call(estate_db), uuid4()
    await desk.identified(estate_db, call, 6, await company.house("云顶公寓/A-1102"), "caller_id")
    await desk.keep_recording(estate_db, sound, "agent", call, 61.26)
    await desk.keep_recording(estate_db, sound, "agent", call, 61.26)
    agent = await company.staff("agent")
    assert (await desk.recording_for(estate_db, agent, sound)).seconds == 61.3
    assert (await desk.transcript(estate_db, agent, call)).recordings[0].id == sound
    for who, refusal in (
        (await company.staff("agent2"), NotFound),
        (await company.staff("cashier"), NotFound),
        (await company.owner("云顶公寓/A-1102"), NotFound),
    ):
        with pytest.raises(refusal):
            await desk.recording_for(estate_db, who, sound)
    with pytest.raises(NotFound):
        await desk.recording_for(estate_db, agent, uuid4())
    played = await estate_db.fetch(
        "select actor, address, object from audit where operation = 'recording.played'"
    )
    assert [tuple(row) for row in played] == [(str(agent), "10.0.0.9", f"recording:{sound}")]


async def test_p5_a_recording_of_a_request_follows_the_request_s_house(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    """The call was about another house, or none."""
    call, sound = await open_call(estate_db, ""), uuid4()
    await desk.keep_recording(estate_db, sound, "fallback", call, 5)
    agent2 = await company.staff("agent2")
    assert await desk.recording_for(estate_db, agent2, sound)
    request = await estate_db.fetchval(
        "update request set house_id = $1 where id = 1 returning id", await company.house("云顶公寓/A-1102")
    )
    await estate_db.execute("update recording set request_id = $1 where id = $2", request, sound)
    with pytest.raises(NotFound):
        await desk.recording_for(estate_db, agent2, sound)
    assert await desk.recording_for(estate_db, System("fallback"), sound)


async def test_h1_the_company_has_a_name_in_both_languages(
    estate_db: asyncpg.Connection, db: asyncpg.Connection
) -> None:
    assert await desk.company_name(estate_db) == ("安居物业", "Anju Property")
    assert await desk.company_name(db) == ("", "")


async def test_p8_a_call_only_its_journal_knows_is_opened_and_closed_from_it(
    estate_db: asyncpg.Connection,
) -> None:
    call, answered = uuid4(), datetime.now(UTC) - timedelta(minutes=2)
    facts = {"direction": "in", "number": "13900000000", "uniqueid": "9.1"}
    await desk.append_events(
        estate_db,
        [
            (call, 1, answered, "answered", json.dumps(facts)),
            (call, 2, answered + timedelta(seconds=40), "ended", json.dumps({"cause": "fault"})),
        ],
    )
    assert await desk.settle_lost(estate_db, []) >= 1
    row = await estate_db.fetchrow(
        "select number, cause, ended_at - answered_at from call where id = $1", call
    )
    assert row is not None
    assert tuple(row) == ("13900000000", "fault", timedelta(seconds=40))
