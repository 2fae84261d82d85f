"""Whole calls into the whole product: over SIP, through the engine, into Postgres (H1-H6, R1, C2).

Each story is one a demo caller could tell (README). What was heard is what the journal says was said, and
the sound that came with it.
"""

import json
from collections.abc import AsyncIterator

import asyncpg
import pytest

from ops.phone import dial
from tests.services import Installation
from tests.telephony.stories import (
    CHEN,
    FAMILY,
    LI,
    NOBODY,
    SMITH,
    ZHANG,
    Story,
    eventually,
    seconds_of,
    tell,
)

pytestmark = pytest.mark.telephony

CALLS = {
    "owes": (ZHANG, "1 2468# 1 * -"),
    "locked": (FAMILY, "1 1111# 2222# 3333# -"),
    "chooses": (LI, "2 -"),
    "unknown": (NOBODY, "10010101# 2468# 1 -"),
    "english": (SMITH, "1 2468# -"),
    "repair": (ZHANG, "2 1 1 1 s# 1 * -"),
    "complaint": (CHEN, "3 1 s-"),
    "message": (LI, "1 7 s# 1 -"),
    "rates": (CHEN, "6 1 -"),
    "prepaid": (CHEN, "1 2468# -"),
    "notices": (ZHANG, "5 -"),
    "at once": (ZHANG, "-"),
    "in a menu": (ZHANG, "2 -"),
    "at a question": (ZHANG, "2 1 -"),
    "at the pin": (ZHANG, "1 -"),
}


@pytest.fixture(scope="module")
async def estate(installation: Installation) -> AsyncIterator[asyncpg.Connection]:
    """The running installation's database."""
    db = await asyncpg.connect(installation.settings.dsn)
    yield db
    await db.close()


@pytest.fixture(scope="module")
async def told(installation: Installation, estate: asyncpg.Connection) -> dict[str, Story]:
    """All of CALLS, dialled at the same time."""
    return await tell(installation.settings, estate, CALLS)


async def test_h3_zhang_hears_what_he_owes_after_his_pin(told: dict[str, Story]) -> None:
    story = told["owes"]
    assert "张先生" in story.heard
    assert "1,234.05" in story.heard
    assert story.heard.index("1,234.05") > story.heard.index("密码")
    assert story.transcript.heard_seconds > 15
    row = await story.row()
    assert (row["proof"], row["cause"], row["number"]) == ("pin", "caller", ZHANG)


async def test_h2_no_pin_is_kept(told: dict[str, Story]) -> None:
    for kind in ("key", "keys", "said"):
        assert "2468" not in json.dumps(await told["owes"].facts(kind))


async def test_h2_three_wrong_pins_lock_even_the_right_one_out(
    told: dict[str, Story], installation: Installation, estate: asyncpg.Connection
) -> None:
    assert "锁定" in told["locked"].heard
    again = Story(await dial(installation.settings, FAMILY, "1 2468# -"), estate)
    assert "锁定" in again.heard


async def test_h2_li_chooses_among_her_houses(told: dict[str, Story]) -> None:
    assert told["chooses"].heard.count("请按") >= 3
    row = await told["chooses"].row()
    assert row["house_id"] is not None
    assert row["proof"] == "caller_id"


async def test_h2_an_unknown_number_gives_house_code_and_pin(told: dict[str, Story]) -> None:
    assert "1,234.05" in told["unknown"].heard
    assert (await told["unknown"].row())["proof"] == "pin"


async def test_h3_english_is_spoken_to_whom_it_belongs(told: dict[str, Story]) -> None:
    assert "88.00" in told["english"].heard
    assert "For your fees, press one" in told["english"].heard


async def test_h4_a_repair_with_its_recording(
    told: dict[str, Story], installation: Installation, estate: asyncpg.Connection
) -> None:
    (made,) = await told["repair"].facts("request")
    row = await eventually(
        estate,
        "select r.*, k.id as sound, k.seconds from request r join recording k on k.request_id = r.id"
        " where r.number = $1",
        made["number"],
    )
    assert (row["kind"], row["urgent"], row["channel"]) == ("repair", True, "telephone")
    recorded = seconds_of(installation.settings.recordings / f"{row['sound']}.wav")
    assert recorded == pytest.approx(float(row["seconds"]), abs=0.3)
    assert str(made["number"]) in told["repair"].heard


@pytest.mark.parametrize(("name", "kind"), [("complaint", "complaint"), ("message", "message")])
async def test_h5_what_was_recorded_is_kept(
    told: dict[str, Story], estate: asyncpg.Connection, installation: Installation, name: str, kind: str
) -> None:
    """The complaint's caller hangs up in the middle of it."""
    row = await eventually(
        estate,
        "select r.kind, k.id from request r join recording k on k.request_id = r.id where r.call_id = $1",
        told[name].id,
    )
    assert row["kind"] == kind
    assert seconds_of(installation.settings.recordings / f"{row['id']}.wav") >= 1


async def test_r10_chen_rates_her_finished_repair(told: dict[str, Story], estate: asyncpg.Connection) -> None:
    assert "感谢您的评价" in told["rates"].heard
    assert await estate.fetchval(
        "select satisfied from request where rated_at > now() - interval '10 minutes'"
        " order by rated_at desc limit 1"
    )


async def test_h3_nothing_due_and_what_is_prepaid(told: dict[str, Story]) -> None:
    assert "没有欠费" in told["prepaid"].heard
    assert "300.00" in told["prepaid"].heard


async def test_p8_a_call_leaves_its_records(told: dict[str, Story], estate: asyncpg.Connection) -> None:
    story = told["notices"]
    row = await story.row()
    await eventually(estate, "select from cdr where uniqueid = $1", row["uniqueid"])
    await eventually(estate, "select from cel where uniqueid = $1 and eventtype = 'HANGUP'", row["uniqueid"])
    kinds = {
        one["kind"]
        for one in await estate.fetch("select distinct kind from call_event where call_id = $1", story.id)
    }
    assert {"answered", "greeted", "identified", "said", "waiting", "key", "flow", "ended"} <= kinds


@pytest.mark.parametrize("name", ["at once", "in a menu", "at a question", "at the pin", "complaint"])
async def test_p8_hanging_up_anywhere_closes_the_row(told: dict[str, Story], name: str) -> None:
    assert (await told[name].row())["cause"] == "caller"
