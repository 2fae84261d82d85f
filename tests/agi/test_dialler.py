"""Calls out: committed first, called at most once, settled whatever breaks (H7)."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from agi.ami import Ami
from agi.attempts import Attempts
from agi.dialler import Dialler
from agi.manager import LineDown
from agi.shipper import Shipper
from backoffice.calls.model import SwitchCommand
from backoffice.company.actor import System
from backoffice.errors import Refused
from backoffice.outreach import desk as outreach
from tests.agi.estate import owing_house
from tests.agi.managing import Manager, live, message
from tests.agi.running import link, running


class Engine:
    """The engine's parts for calls out, on a manager of the tests'."""

    def __init__(self, pool: asyncpg.Pool, manager: Manager, logs: Path) -> None:
        self.ami: Ami = link(manager, limit=2)
        self.attempts = Attempts(pool, self.ami, Shipper(pool, logs), every=0.05, grace=0.0)
        self.dialler = Dialler(pool, self.ami, self.attempts, every=0.05)

    @contextlib.asynccontextmanager
    async def up(self) -> AsyncIterator["Engine"]:
        async with running(self.ami.run(), self.attempts.run()):
            await self.ami.connected(5)
            yield self


@pytest.fixture
async def manager() -> AsyncIterator[Manager]:
    async with Manager.listening() as manager:
        yield manager


@pytest.fixture
async def pool(database: str) -> AsyncIterator[asyncpg.Pool]:
    async with asyncpg.create_pool(database, min_size=0, max_size=6) as pool:
        yield pool


@pytest.fixture
async def engine(pool: asyncpg.Pool, manager: Manager, tmp_path: Path) -> AsyncIterator[Engine]:
    async with Engine(pool, manager, tmp_path).up() as engine:
        yield engine


@pytest.fixture
async def house(db: asyncpg.Connection) -> int:
    return await owing_house(db, "13800000005", language="en")


def asked(verb: str, **facts: Any) -> SwitchCommand:
    return SwitchCommand(id=1, verb=verb, facts=facts, asked_by="system:test", asked_at=datetime.now(UTC))


async def ended(db: asyncpg.Connection, attempt: UUID | str) -> tuple[str, str, int | None]:
    """Until the attempt is open no longer: its state, result and cause."""
    async with asyncio.timeout(10):
        while True:
            row = await db.fetchrow(
                "select state, result, cause from attempt where id = $1", UUID(str(attempt))
            )
            if row and row["state"] in ("ended", "ambiguous"):
                return row["state"], row["result"], row["cause"]
            await db.fetchval("select pg_sleep(0.01)")


def channel(uniqueid: str, linkedid: str, *more: str) -> tuple[str, ...]:
    return (f"Uniqueid: {uniqueid}", f"Linkedid: {linkedid}", *more)


async def test_h7_a_reminder_is_committed_then_called_and_its_end_is_a_row(
    engine: Engine, manager: Manager, db: asyncpg.Connection, house: int
) -> None:
    outcome = await engine.dialler.remind(asked("remind", house=house))
    originate = await manager.heard("Originate")
    own = outcome["attempt"]
    assert originate == {
        "Action": "Originate", "ActionID": own, "ChannelId": own, "Channel": "PJSIP/13800000005@provider",
        "Context": "out-reminder", "Exten": "s", "Priority": "1", "CallerID": "96000", "Timeout": "45000",
        "Async": "true", "Variable": f"ESTATELINE_ATTEMPT={own},ESTATELINE_LANGUAGE=en",
    }  # fmt: skip
    assert await db.fetchval("select state from attempt where id = $1", UUID(own)) == "dialling"
    manager.event("Newchannel", *channel(own, own, "ChannelState: 0"))
    manager.event("Hangup", *channel(own, own, "Cause: 17", "TechCause: 486"))
    assert await ended(db, own) == ("ended", "busy", 17)


async def test_h7_a_house_is_reminded_once_a_day(engine: Engine, manager: Manager, house: int) -> None:
    await engine.dialler.remind(asked("remind", house=house))
    with pytest.raises(Refused):
        await engine.dialler.remind(asked("remind", house=house))
    assert len(manager.named("Originate")) == 1


async def test_h7_two_legs_the_agents_first_and_the_owners_counts(
    engine: Engine, manager: Manager, db: asyncpg.Connection
) -> None:
    outcome = await engine.dialler.join(asked("join", number="13800000001", extension="801"))
    originate, own = await manager.heard("Originate"), outcome["attempt"]
    assert (originate["Channel"], originate["Context"], originate["Exten"]) == (
        "PJSIP/801", "out-join", "13800000001",
    )  # fmt: skip
    assert originate["CallerID"] == "96000"
    manager.event("Newchannel", *channel(own, own))
    manager.event("Newstate", *channel(own, own, "ChannelState: 6"))
    manager.event("Newchannel", *channel("2.2", own))
    manager.event("Newstate", *channel("2.2", own, "ChannelState: 5"))
    manager.event("Hangup", *channel("2.2", own, "Cause: 19", "TechCause: 480"))
    manager.event("Hangup", *channel(own, own, "Cause: 16"))
    assert await ended(db, own) == ("ended", "no_answer", 19)


async def test_h7_an_agent_who_does_not_come_and_the_owner_is_not_called(
    engine: Engine, manager: Manager, db: asyncpg.Connection
) -> None:
    outcome = await engine.dialler.join(asked("join", number="13800000001", extension="801"))
    await manager.heard("Originate")
    manager.event("OriginateResponse", "Response: Failure", f"ActionID: {outcome['attempt']}", "Reason: 0")
    assert await ended(db, outcome["attempt"]) == ("ended", "stopped", None)


@pytest.mark.parametrize("number", ["13800000001@other", "1380000\r\nAction: Hangup", "", "+8613800000001"])
async def test_h7_only_digits_are_dialled(engine: Engine, manager: Manager, number: str) -> None:
    with pytest.raises(Refused):
        await engine.dialler.join(asked("join", number=number, extension="801"))
    with pytest.raises(Refused):
        await engine.dialler.join(asked("join", number="13800000001", extension=f"801&PJSIP/{number}"))
    assert not manager.named("Originate")


async def test_h7_nothing_is_committed_while_the_line_is_down(
    pool: asyncpg.Pool, db: asyncpg.Connection, manager: Manager, tmp_path: Path, house: int
) -> None:
    engine = Engine(pool, manager, tmp_path)
    with pytest.raises(LineDown):
        await engine.dialler.remind(asked("remind", house=house))
    assert await db.fetchval("select count(*) from attempt") == 0


async def test_h7_refused_by_asterisk_it_was_not_called(
    engine: Engine, manager: Manager, db: asyncpg.Connection, house: int
) -> None:
    manager.answers["Originate"] = lambda action: message(
        "Response: Error", f"ActionID: {action['ActionID']}", "Message: Permission denied"
    )
    with pytest.raises(Exception, match="Permission denied"):
        await engine.dialler.remind(asked("remind", house=house))
    assert await db.fetchval("select state || result from attempt") == "endedline"


async def test_h7_link_lost_at_the_originate_it_is_not_repeated_and_the_call_is_found_live(
    engine: Engine, manager: Manager, db: asyncpg.Connection, house: int
) -> None:
    manager.cut = {"Originate"}
    manager.answers["CoreShowChannels"] = lambda action: live(
        *({"Uniqueid": one["ChannelId"], "Linkedid": one["ChannelId"]} for one in manager.named("Originate"))
    )(action)
    outcome = await engine.dialler.remind(asked("remind", house=house))
    await engine.ami.connected(5)
    await engine.attempts.look()
    assert await db.fetchval("select state from attempt") == "dialling"
    manager.answers.clear()
    assert await ended(db, outcome["attempt"]) == ("ambiguous", "", None)
    assert len(manager.named("Originate")) == 1


CEL = (
    '"{}","1795490864.{:06}","{}","{}","PJSIP/provider-0","96000","s","from-provider","AppDial2","","{}",""\n'
)


async def test_h7_after_a_crash_the_records_tell_what_became_of_it(
    pool: asyncpg.Pool, db: asyncpg.Connection, manager: Manager, tmp_path: Path, house: int
) -> None:
    attempt = await outreach.commit_attempt(
        db, System("test"), "reminder", house, None, "13800000005", f"reminder:{house}:2026-11-24"
    )
    assert await outreach.dialling(db, attempt.id)
    records = tmp_path / "cel-custom" / "estateline.csv"
    records.parent.mkdir()
    own = str(attempt.id)
    records.write_text(
        CEL.format("CHAN_START", 1, own, own, "")
        + CEL.format("ANSWER", 2, own, own, "")
        + CEL.format("HANGUP", 900002, own, own, '{""hangupcause"":16}')
    )
    async with Engine(pool, manager, tmp_path).up():
        assert await ended(db, attempt.id) == ("ended", "answered", 16)
    assert float(await db.fetchval("select seconds from attempt")) == pytest.approx(0.9)
    assert not manager.named("Originate")


async def test_h7_left_committed_a_fresh_reminder_is_called_once_by_whoever_comes(
    pool: asyncpg.Pool, db: asyncpg.Connection, manager: Manager, tmp_path: Path, house: int
) -> None:
    attempt = await outreach.commit_attempt(
        db, System("test"), "reminder", house, None, "13800000005", f"reminder:{house}:2026-11-24"
    )
    engines = [Engine(pool, manager, tmp_path) for _ in range(3)]
    async with contextlib.AsyncExitStack() as stack:
        for engine in engines:
            await stack.enter_async_context(engine.up())
        await asyncio.gather(*(engine.dialler.take_up() for engine in engines))
        assert [one["ChannelId"] for one in manager.named("Originate")] == [str(attempt.id)]


async def test_h7_left_committed_for_long_it_is_stopped(
    engine: Engine, manager: Manager, db: asyncpg.Connection, house: int
) -> None:
    attempt = await outreach.commit_attempt(
        db, System("test"), "reminder", house, None, "13800000005", f"reminder:{house}:2026-11-24"
    )
    await db.execute("update attempt set committed_at = now() - interval '2 minutes'")
    await engine.dialler.take_up()
    assert await ended(db, attempt.id) == ("ended", "stopped", None)
    assert not manager.named("Originate")


async def test_h7_a_call_out_can_be_hung_up(engine: Engine, manager: Manager, house: int) -> None:
    outcome = await engine.dialler.remind(asked("remind", house=house))
    own = outcome["attempt"]
    manager.answers["CoreShowChannels"] = live(
        {"Channel": "PJSIP/provider-1", "Uniqueid": own}, {"Channel": "PJSIP/provider-2", "Uniqueid": "2.2"}
    )
    assert await engine.dialler.hang_up(asked("hang_up", attempt=own)) == {"hung_up": 1}
    assert [one["Channel"] for one in manager.named("Hangup")] == ["PJSIP/provider-1"]
    assert await engine.dialler.hang_up(asked("hang_up")) == {"hung_up": 0}
