"""Calls through SIP: keys arrive, sound comes, calls end, many at once (H1, P8)."""

import os

import pytest

from ops.rtp import babble, pressed, spoken
from tests.telephony.engine import Engine
from tests.telephony.switch import Switch, until
from tests.telephony.tones import SECONDS

pytestmark = pytest.mark.telephony
raw_sockets = pytest.mark.skipif(os.geteuid() != 0, reason="SIPp sends captures by raw sockets: root only")
KEYS = [*spoken(babble(SECONDS + 0.7)), *pressed("2468"), *spoken(babble(0.5))]


@raw_sockets
async def test_p8_keys_by_rfc4733_reach_the_engine_in_order(switch: Switch, engine: Engine) -> None:
    assert await switch.sipp("listens_and_presses", "-m", "1", frames=KEYS) == 0
    call = await engine.finished.get()
    assert call.keys == "2468"
    assert call.header["agi_callerid"] == "13900000000"
    assert call.header["agi_network_script"].startswith("hotline")
    assert call.header["agi_arg_1"]


async def test_p8_the_engine_is_told_the_sip_call_id(switch: Switch, engine: Engine) -> None:
    transcript = await switch.call("2468")
    assert engine.served[0].header["agi_arg_1"] == transcript.sip_call_id
    assert switch.heard() == ["test/question"]


@raw_sockets
async def test_p8_a_hundred_calls_at_once_lose_no_key(switch: Switch, engine: Engine) -> None:
    assert await switch.sipp("listens_and_presses", "-m", "100", "-r", "50", "-l", "100", frames=KEYS) == 0
    calls = [await engine.finished.get() for _ in range(100)]
    assert [call.keys for call in calls] == ["2468"] * 100


async def test_p8_a_telephone_that_died_is_cleared_by_its_silence(switch: Switch, engine: Engine) -> None:
    with switch.ami.subscribe("Hangup") as hangups:
        assert await switch.sipp("vanishes", "-m", "1") == 0
        gone = await until(hangups, "Hangup", limit=15)
    assert gone["channel"].startswith("PJSIP/provider-")
    assert gone["cause"] == "44"


async def test_p8_records_of_a_call_lie_in_files(switch: Switch, engine: Engine) -> None:
    with switch.ami.subscribe("Hangup") as hangups:
        await switch.call("2468", number="02885551234")
        over = await until(hangups, "Hangup", calleridnum="02885551234")
    cdr = (switch.settings.asterisk_logs / "cdr-custom" / "estateline.csv").read_text(encoding="utf-8")
    cel = (switch.settings.asterisk_logs / "cel-custom" / "estateline.csv").read_text(encoding="utf-8")
    assert f'"{over["uniqueid"]}"' in cdr
    assert f'"{over["uniqueid"]}"' in cel
