"""Things break in the middle of calls; callers are served all the same, and nothing is lost (H11, P8)."""

import asyncio
import contextlib
import json
import os
import signal
from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest

from ops.phone import Transcript, dial
from tests.services import Installation
from tests.telephony.stories import CHEN, ZHANG, eventually, seconds_of

pytestmark = pytest.mark.telephony


@pytest.fixture
async def estate(installation: Installation) -> AsyncIterator[asyncpg.Connection]:
    db = await asyncpg.connect(installation.settings.dsn)
    yield db
    db.terminate()


async def pid_of(installation: Installation, part: str) -> int:
    # What the test before broke may still be coming back: a pid is all that is asked for.
    _, output, _ = await installation.attempt("status", "--json")
    told = json.loads(output)
    return int(next(one["pid"] for one in told["parts"] if one["name"] == part))


def family(pid: int) -> list[int]:
    """A process and its children."""
    children = f"/proc/{pid}/task/{pid}/children"
    with open(children, encoding="ascii") as listed:  # noqa: PTH123
        return [pid, *(int(one) for one in listed.read().split())]


@contextlib.contextmanager
def hung(pids: list[int]) -> Iterator[None]:
    """These processes accept connections and say nothing."""
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


async def taken_in(installation: Installation, estate: asyncpg.Connection, call: Transcript) -> None:
    """What the caller left is a message with its sound, once."""
    row = await eventually(
        estate,
        "select r.id, k.id as sound from request r join recording k on k.request_id = r.id"
        " where r.kind = 'message' and r.caller_number = $1 and k.kind = 'fallback'"
        " and r.registered_at > now() - interval '2 minutes'",
        call.number,
        limit=40,
    )
    assert seconds_of(installation.settings.recordings / f"{row['sound']}.wav") > 1
    count = await estate.fetchval("select count(*) from recording where request_id = $1", row["id"])
    assert count == 1
    assert not list(installation.settings.fallback_spool.glob("*.json"))


async def test_h11_a_hung_engine_leaves_its_callers_an_apology_and_a_recording(
    installation: Installation, estate: asyncpg.Connection
) -> None:
    with hung([await pid_of(installation, "engine")]):
        call = await dial(installation.settings, "13700000001", "2 s# -", stay=12)
    assert call.answered
    assert call.heard_seconds > 5
    await taken_in(installation, estate, call)


async def test_h11_a_hung_database_leaves_its_callers_an_apology_and_a_recording(
    installation: Installation, estate: asyncpg.Connection
) -> None:
    with hung(family(await pid_of(installation, "postgres"))):
        # Fillers come first, and each pause in them is one to speak into; the last one is the recording's.
        call = await dial(installation.settings, "13700000002", "s s s s s s", stay=12)
    assert call.answered
    await taken_in(installation, estate, call)


async def test_h11_an_engine_killed_in_mid_call_hands_the_caller_to_the_fallback(
    installation: Installation, estate: asyncpg.Connection
) -> None:
    calling = asyncio.ensure_future(dial(installation.settings, CHEN, ". 2 s# -", stay=20))
    row = await eventually(
        estate,
        "select c.id from call c join call_event e on e.call_id = c.id and e.kind = 'waiting'"
        " where c.number = $1 and c.ended_at is null",
        CHEN,
    )
    os.kill(await pid_of(installation, "engine"), signal.SIGKILL)
    call = await calling
    assert call.answered
    assert await eventually(
        estate, "select cause from call where id = $1 and ended_at is not null", row["id"], limit=60
    )
    await taken_in(installation, estate, call)


async def test_p8_a_killed_asterisk_comes_back_and_its_calls_are_closed(
    installation: Installation, estate: asyncpg.Connection
) -> None:
    calling = asyncio.ensure_future(dial(installation.settings, ZHANG, ". . .", stay=3))
    row = await eventually(estate, "select id from call where number = $1 and ended_at is null", ZHANG)
    os.kill(await pid_of(installation, "asterisk"), signal.SIGKILL)
    await eventually(estate, "select from call where id = $1 and cause <> ''", row["id"], limit=60)
    await calling
    async with asyncio.timeout(60):
        while not (await dial(installation.settings, ZHANG, "-")).answered:
            await estate.fetchval("select pg_sleep(0.5)")
