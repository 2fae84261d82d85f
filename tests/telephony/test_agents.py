"""Agents on a real app_queue: rows and news while a telephone rings; queues from the database (H6, H8)."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import asyncpg
import pytest

from agi.agents import AgentCalls
from agi.ami import Ami
from agi.queues import AsteriskFiles
from backoffice.calls import desk
from backoffice.calls.model import CallStart
from tests.agi.running import running
from tests.telephony.engine import Call, Engine
from tests.telephony.switch import Switch, until

pytestmark = pytest.mark.telephony

ANSWERS, RINGS, BUSY = "13911111231", "13911111238", "13911111237"
QUEUE = """
[{queue}](hotline-queue)
timeout=10
retry=1
strategy={strategy}
"""
MEMBER = "member => PJSIP/{number}@provider,0,{extension},Custom:{queue}-{extension}\n"


@pytest.fixture
async def pool(database: str) -> AsyncIterator[asyncpg.Pool]:
    async with asyncpg.create_pool(database, min_size=0, max_size=6) as pool:
        yield pool


@pytest.fixture
def ami(switch: Switch) -> Ami:
    """A link of this test's own, to be run by it."""
    return Ami("127.0.0.1", switch.settings.port("ami"), "engine", switch.settings.secret("ami_engine"))


@pytest.fixture
async def staff(db: asyncpg.Connection) -> int:
    found: int = await db.fetchval(
        "insert into staff (login, name, password_hash, extension, sip_secret)"
        " values ('a', '王', '', '801', 'secret-of-801') returning id"
    )
    return found


class Waiting:
    """A caller in a queue of his own whose members, extensions from 801 on, are `numbers`."""

    def __init__(self, switch: Switch, engine: Engine, *numbers: str, strategy: str = "rrmemory") -> None:
        self.switch = switch
        self.call = uuid4()
        self.channel = str(uuid4())
        self.queue = f"q{self.call.hex[:8]}"
        self._extensions = [str(801 + at) for at in range(len(numbers))]
        self._file = switch.settings.home / "asterisk" / "etc" / "queues.d" / f"{self.queue}.conf"
        members = [
            MEMBER.format(number=number, extension=extension, queue=self.queue)
            for extension, number in zip(self._extensions, numbers, strict=True)
        ]
        queue = QUEUE.format(queue=self.queue, strategy=strategy)
        self._file.write_text("".join([queue, *members]), encoding="utf-8")
        engine.script = self._script

    async def _script(self, call: Call) -> None:
        await call.answer()
        await call.send(f'SET VARIABLE "ESTATELINE_CALL" "{self.call}"')
        await call.send(f'EXEC Queue "{self.queue},c,,,20"')
        await call.done()

    async def begin(self, db: asyncpg.Connection) -> None:
        for extension in self._extensions:
            device = f"DEVICE_STATE(Custom:{self.queue}-{extension})"
            await self.switch.ami.send("Setvar", {"Variable": device, "Value": "NOT_INUSE"})
        await self.switch.ami.send("Reload", {"Module": "app_queue.so"})
        await desk.open_call(db, CallStart(self.call, "in", "13900000000", "96000", self.channel))
        await self.switch.originate(f"PJSIP/{ANSWERS}@provider", "from-provider", "96000", self.channel)

    async def hang_up(self) -> None:
        for one in await self.switch.ami.collect("CoreShowChannels"):
            if one["Uniqueid"] == self.channel:
                await self.switch.ami.send("Hangup", {"Channel": one["Channel"], "Cause": "16"})

    def forget(self) -> None:
        self._file.unlink()


@contextlib.asynccontextmanager
async def waiting(
    switch: Switch, engine: Engine, db: asyncpg.Connection, *numbers: str, strategy: str = "rrmemory"
) -> AsyncIterator[Waiting]:
    caller = Waiting(switch, engine, *numbers, strategy=strategy)
    await caller.begin(db)
    try:
        yield caller
    finally:
        await caller.hang_up()
        caller.forget()


async def row(db: asyncpg.Connection, result: str | None = None) -> asyncpg.Record:
    """The agent's last call; once it has this result, if one is given."""
    async with asyncio.timeout(20):
        while True:
            if found := await db.fetchrow(
                "select * from agent_call where $1::text is null or result = $1 order by id desc limit 1",
                result,
            ):
                return found
            await db.fetchval("select pg_sleep(0.02)")


async def test_h6_the_page_is_told_when_it_rings_not_when_it_is_answered(
    switch: Switch, engine: Engine, ami: Ami, pool: asyncpg.Pool, db: asyncpg.Connection, staff: int
) -> None:
    told: asyncio.Queue[str] = asyncio.Queue()
    journal: list[tuple[UUID, str, str]] = []
    await db.add_listener("ring", lambda *news: told.put_nowait(str(news[3])))
    calls = AgentCalls(pool, ami, lambda call, kind, facts: journal.append((call, kind, facts["state"])))
    async with running(ami.run(), calls.run()):
        await ami.connected(10)
        async with waiting(switch, engine, db, RINGS) as caller:
            assert await asyncio.wait_for(told.get(), 20) == str(staff)
            ringing = await row(db)
            assert (ringing["call_id"], ringing["queue_code"]) == (caller.call, caller.queue)
            assert ringing["answered_at"] is None
            await caller.hang_up()
            assert (await row(db, "caller_left"))["ended_at"] is not None
    assert journal == [(caller.call, "agent", "ringing"), (caller.call, "agent", "caller_left")]


async def test_h6_a_caller_who_leaves_by_a_key_stops_the_ringing(
    switch: Switch, engine: Engine, ami: Ami, pool: asyncpg.Pool, db: asyncpg.Connection, staff: int
) -> None:
    journal: list[str] = []
    calls = AgentCalls(pool, ami, lambda call, kind, facts: journal.append(facts["state"]))
    with switch.ami.subscribe("AgentCalled") as events:
        async with running(ami.run(), calls.run()):
            await ami.connected(10)
            async with waiting(switch, engine, db, RINGS) as caller:
                called = await until(events, "AgentCalled", queue=caller.queue)
                await switch.ami.send(
                    "PlayDTMF", {"Channel": called["channel"], "Digit": "*", "Receive": "1"}
                )
                ended = await row(db, "caller_left")
    assert ended["answered_at"] is None
    assert journal == ["ringing"]


async def test_h6_answered_and_ended(
    switch: Switch, engine: Engine, ami: Ami, pool: asyncpg.Pool, db: asyncpg.Connection, staff: int
) -> None:
    journal: list[str] = []
    calls = AgentCalls(pool, ami, lambda call, kind, facts: journal.append(facts["state"]))
    with switch.ami.subscribe("AgentConnect") as events:
        async with running(ami.run(), calls.run()):
            await ami.connected(10)
            async with waiting(switch, engine, db, "13911111232") as caller:
                await until(events, "AgentConnect", queue=caller.queue)
                await caller.hang_up()
                ended = await row(db, "answered")
                async with asyncio.timeout(5):
                    while journal != ["ringing", "answered", "ended"]:
                        await db.fetchval("select pg_sleep(0.02)")
    assert ended["answered_at"] <= ended["ended_at"]


async def test_h6_when_all_ring_who_was_slower_is_told_that_a_colleague_answered(
    switch: Switch, engine: Engine, ami: Ami, pool: asyncpg.Pool, db: asyncpg.Connection, staff: int
) -> None:
    await db.execute(
        "insert into staff (login, name, password_hash, extension, sip_secret)"
        " values ('b', '李', '', '802', 'secret-of-802')"
    )
    calls = AgentCalls(pool, ami, lambda call, kind, facts: None)
    async with running(ami.run(), calls.run()):
        await ami.connected(10)
        async with waiting(switch, engine, db, RINGS, "13911111232", strategy="ringall") as caller:
            slower = await row(db, "elsewhere")
            await caller.hang_up()
            assert (await row(db, "answered"))["staff_id"] != staff
    assert (slower["staff_id"], slower["answered_at"]) == (staff, None)


async def test_h6_an_agent_who_is_busy_did_not_answer(
    switch: Switch, engine: Engine, ami: Ami, pool: asyncpg.Pool, db: asyncpg.Connection, staff: int
) -> None:
    calls = AgentCalls(pool, ami, lambda call, kind, facts: None)
    async with running(ami.run(), calls.run()):
        await ami.connected(10)
        async with waiting(switch, engine, db, BUSY):
            await row(db, "no_answer")


async def test_h6_what_ended_while_nobody_listened_is_ended_later(
    switch: Switch, ami: Ami, pool: asyncpg.Pool, db: asyncpg.Connection, staff: int
) -> None:
    call = uuid4()
    await desk.open_call(db, CallStart(call, "in", "13900000000", "96000", "long.gone"))
    await desk.ringing(db, staff, call, "reception")
    calls = AgentCalls(pool, ami, lambda call, kind, facts: None)
    async with running(ami.run(), calls.run()):
        await ami.connected(10)
        assert (await row(db, "caller_left"))["ended_at"] is not None


async def test_h8_agents_queues_and_members_come_without_a_restart(
    switch: Switch, ami: Ami, pool: asyncpg.Pool, db: asyncpg.Connection, staff: int
) -> None:
    await db.execute("insert into queue (code, name, ring_seconds) values ('night', '夜间', 25)")
    await db.execute(
        "insert into queue_member (queue_id, staff_id, penalty) select id, $1, 2 from queue", staff
    )
    etc = switch.settings.home / "asterisk" / "etc"
    queues = (etc / "queues.d" / "queues.conf").read_text(encoding="utf-8")
    files = AsteriskFiles(pool, ami, etc)
    try:
        async with running(ami.run()):
            await ami.connected(10)
            await renders_what_has_changed(files, ami, db)
    finally:
        (etc / "queues.d" / "queues.conf").write_text(queues, encoding="utf-8")
        (etc / "pjsip.d" / "agents.conf").unlink(missing_ok=True)
        await switch.ami.send("Reload", {"Module": "app_queue.so"})
        await switch.ami.send("Reload", {"Module": "res_pjsip.so"})


async def renders_what_has_changed(files: AsteriskFiles, ami: Ami, db: asyncpg.Connection) -> None:
    with ami.subscribe("Reload") as reloads:
        await files.render()
        members = [
            (one["Queue"], one["Name"], one["Location"], one["Penalty"])
            for one in await ami.collect("QueueStatus", {"Queue": "night"})
            if one.name == "QueueMember"
        ]
        assert members == [("night", "801", "PJSIP/801", "2")]
        shown = {one.name: one for one in await ami.collect("PJSIPShowEndpoint", {"Endpoint": "801"})}
        assert shown["EndpointDetail"]["Context"] == "from-agents"
        assert shown["AorDetail"]["MaxContacts"] == "1"
        assert shown["AuthDetail"]["Username"] == "801"
        while reloads.waiting:
            await reloads.next()
        await files.render()
        await ami.send("Ping")
        assert not reloads.waiting, "nothing has changed: nothing is loaded again"
        await db.execute("delete from queue_member")
        await files.render()
        status = await ami.collect("QueueStatus", {"Queue": "night"})
        assert not [one for one in status if one.name == "QueueMember"]
