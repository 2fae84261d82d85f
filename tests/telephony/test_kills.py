"""Calls out by a real engine process, killed or not: the telephone company gets one call at most (H7)."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator

import asyncpg
import pytest

from backoffice.calls import switch as commands
from backoffice.company.actor import System
from ops.asterisk import HOTLINE
from ops.provider import start
from ops.settings import ROOT
from tests.agi.estate import owing_house
from tests.agi.leading import Proxy
from tests.telephony.switch import Switch, until

pytestmark = pytest.mark.telephony

HELD = 4711  # an advisory lock: who holds it keeps attempts from passing on to `dialling`
HOLD = f"""
create function hold() returns trigger language plpgsql as
$$ begin perform pg_advisory_xact_lock_shared({HELD}); return new; end $$;
create trigger hold before update on attempt for each row when (new.state = 'dialling')
execute function hold();
"""


@contextlib.asynccontextmanager
async def engine(
    switch: Switch, dsn: str, port: int | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The engine's parts as a process; killed in the end at the latest."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.telephony.calling_out", dsn),
        *(str(port or switch.settings.port("ami")), switch.settings.secret("ami_engine")),
        str(switch.settings.asterisk_logs),
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def kill(process: asyncio.subprocess.Process) -> None:
    process.kill()
    await process.wait()


async def attempt(db: asyncpg.Connection, *states: str) -> asyncpg.Record:
    """The one attempt there is, once it is in one of these states."""
    async with asyncio.timeout(30):
        while True:
            row = await db.fetchrow("select * from attempt")
            if row and row["state"] in states:
                return row
            await db.fetchval("select pg_sleep(0.02)")


def calls(switch: Switch, number: str) -> int:
    return sum(call["number"] == number for call in start.calls(switch.settings))


async def ask(db: asyncpg.Connection, number: str) -> None:
    house = await owing_house(db, number)
    await commands.ask(db, System("test"), "remind", {"house": house})


async def test_h7_killed_right_after_the_commit(
    switch: Switch, database: str, db: asyncpg.Connection, owner: asyncpg.Connection
) -> None:
    number = "13911111201"
    await owner.execute(HOLD)
    await db.execute(f"select pg_advisory_lock({HELD})")
    async with engine(switch, database) as first:
        await ask(db, number)
        await attempt(db, "committed")
        await kill(first)
    await db.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where datname = current_database() and usename = current_user and pid <> pg_backend_pid()"
    )
    await db.execute(f"select pg_advisory_unlock({HELD})")
    assert calls(switch, number) == 0
    async with engine(switch, database):
        ended = await attempt(db, "ended", "ambiguous")
    assert (ended["state"], ended["result"]) == ("ended", "answered")
    assert calls(switch, number) == 1, "certainly not called before, and fresh: called now"


async def test_h7_killed_after_an_originate_that_never_arrived(
    switch: Switch, database: str, db: asyncpg.Connection
) -> None:
    number = "13911111202"
    sent = asyncio.Event()

    def swallow(data: bytes) -> bool:
        if b"Originate" in data:
            sent.set()
        return b"Originate" not in data

    async with Proxy("127.0.0.1", switch.settings.port("ami")).listening() as proxy:
        proxy.passes = swallow
        async with engine(switch, database, proxy.port) as first:
            await ask(db, number)
            await asyncio.wait_for(sent.wait(), 20)
            await kill(first)
    async with engine(switch, database):
        ended = await attempt(db, "ended", "ambiguous")
    assert ended["state"] == "ambiguous"
    assert calls(switch, number) == 0


async def test_h7_killed_at_the_very_originate(switch: Switch, database: str, db: asyncpg.Connection) -> None:
    number = "13911111203"
    sent = asyncio.Event()

    def notice(data: bytes) -> bool:
        if b"Originate" in data:
            sent.set()
        return True

    async with Proxy("127.0.0.1", switch.settings.port("ami")).listening() as proxy:
        proxy.passes = notice
        async with engine(switch, database, proxy.port) as first:
            await ask(db, number)
            await asyncio.wait_for(sent.wait(), 20)
            await kill(first)
    async with engine(switch, database):
        ended = await attempt(db, "ended", "ambiguous")
    assert (ended["state"], ended["result"], ended["cause"]) == ("ended", "answered", 16)
    assert calls(switch, number) == 1


async def test_h7_killed_while_the_telephone_rings(
    switch: Switch, database: str, db: asyncpg.Connection
) -> None:
    number = "13911111208"  # rings and never answers
    with switch.ami.subscribe("Newstate") as states:
        async with engine(switch, database) as first:
            await ask(db, number)
            ringing = await until(states, "Newstate", channelstate="5")
            await kill(first)
    async with engine(switch, database):
        await attempt(db, "dialling")
        await switch.ami.send("Hangup", {"Channel": ringing["channel"]})
        ended = await attempt(db, "ended", "ambiguous")
    assert (ended["state"], ended["result"]) == ("ended", "no_answer")
    assert calls(switch, number) == 1


async def test_h7_the_link_breaks_at_the_originate_and_the_engine_lives_on(
    switch: Switch, database: str, db: asyncpg.Connection
) -> None:
    number = "13911111204"
    async with Proxy("127.0.0.1", switch.settings.port("ami")).listening() as proxy:
        broken = asyncio.Event()

        def breaks(data: bytes) -> bool:
            if b"Originate" in data and not broken.is_set():
                asyncio.get_running_loop().call_later(0.01, proxy.cut)
                asyncio.get_running_loop().call_later(0.2, proxy.mend)
                broken.set()
            return True

        proxy.passes = breaks
        async with engine(switch, database, proxy.port):
            await ask(db, number)
            ended = await attempt(db, "ended", "ambiguous")
    assert broken.is_set()
    assert (ended["state"], ended["result"]) == ("ended", "answered")
    assert calls(switch, number) == 1


@pytest.mark.parametrize(
    ("number", "result", "cause"), [("13911111217", "busy", 17), ("13911111219", "invalid", 1)]
)
async def test_h7_the_end_of_a_reminder_is_a_row(
    switch: Switch, database: str, db: asyncpg.Connection, number: str, result: str, cause: int
) -> None:
    async with engine(switch, database):
        await ask(db, number)
        ended = await attempt(db, "ended", "ambiguous")
    assert (ended["state"], ended["result"], ended["cause"]) == ("ended", result, cause)
    assert calls(switch, number) == 1


@pytest.fixture
async def agent(switch: Switch) -> AsyncIterator[str]:
    """An agent's telephone: the telephone company plays it, as that of this number. Its extension."""
    host, port = switch.settings.provider_address
    file = switch.settings.home / "asterisk" / "etc" / "pjsip.d" / "agent.conf"
    file.write_text(
        f"[841](agent-telephone)\naors=841\n\n[841]\ntype=aor\ncontact=sip:13911111241@{host}:{port}\n",
        encoding="utf-8",
    )
    await switch.ami.send("Reload", {"Module": "res_pjsip.so"})
    yield "841"
    file.unlink()
    await switch.ami.send("Reload", {"Module": "res_pjsip.so"})


@pytest.mark.parametrize(
    ("number", "result", "cause"), [("13911111242", "answered", 16), ("13911111247", "busy", 17)]
)
async def test_h7_an_agent_is_joined_to_an_owner_and_neither_sees_the_others_number(
    switch: Switch, database: str, db: asyncpg.Connection, agent: str, number: str, result: str, cause: int
) -> None:
    before = len(start.calls(switch.settings))
    with switch.ami.subscribe("BridgeEnter") as joined:
        async with engine(switch, database):
            await commands.ask(db, System("test"), "join", {"number": number, "extension": agent})
            if result == "answered":
                await until(joined, "BridgeEnter")
                owner = await until(joined, "BridgeEnter")
                await switch.ami.send("Hangup", {"Channel": owner["channel"], "Cause": "16"})
            ended = await attempt(db, "ended", "ambiguous")
    assert (ended["state"], ended["result"], ended["cause"]) == ("ended", result, cause)
    came = start.calls(switch.settings)[before:]
    assert [call["number"] for call in came] == ["13911111241", number], "the agent's telephone first"
    assert {call["caller"] for call in came} == {HOTLINE}


async def test_h7_an_agent_without_a_telephone_and_the_owner_is_not_called(
    switch: Switch, database: str, db: asyncpg.Connection
) -> None:
    number = "13911111243"
    async with engine(switch, database):
        await commands.ask(db, System("test"), "join", {"number": number, "extension": "899"})
        ended = await attempt(db, "ended", "ambiguous")
    assert (ended["state"], ended["result"]) == ("ended", "stopped")
    assert calls(switch, number) == 0
