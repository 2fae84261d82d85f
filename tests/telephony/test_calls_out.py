"""The way out: an answered reminder reaches the engine, two legs are joined, none sees the other (H7)."""

import asyncio
from uuid import uuid4

import pytest

from ops.asterisk import HOTLINE
from ops.provider import start
from tests.telephony.engine import Call, Engine
from tests.telephony.switch import Switch, until

pytestmark = pytest.mark.telephony


async def takes_a_pin(call: Call) -> None:
    await call.answer()
    await call.listen(6, 12000)
    await call.done()


async def test_h7_an_answered_reminder_reaches_the_engine_with_its_attempt(
    switch: Switch, engine: Engine
) -> None:
    engine.script = takes_a_pin
    attempt = str(uuid4())
    await switch.originate("PJSIP/13800000001@provider", "out-reminder", "s", attempt)
    async with asyncio.timeout(30):
        call = await engine.finished.get()
    assert call.header["agi_network_script"].startswith("reminder")
    assert call.header["agi_arg_1"] == attempt
    assert call.header["agi_uniqueid"] == attempt
    assert call.keys == "12468#"
    assert start.calls(switch.settings)[-1]["caller"] == HOTLINE


@pytest.mark.parametrize(("number", "cause"), [("13911111117", "17"), ("13911111119", "1")])
async def test_h7_why_a_call_was_not_taken_is_told(switch: Switch, number: str, cause: str) -> None:
    attempt = str(uuid4())
    with switch.ami.subscribe("Hangup") as hangups:
        await switch.originate(f"PJSIP/{number}@provider", "out-reminder", "s", attempt)
        over = await until(hangups, "Hangup", uniqueid=attempt)
    assert over["cause"] == cause


async def test_h7_two_legs_are_joined_and_each_sees_the_hotline_only(switch: Switch) -> None:
    attempt = str(uuid4())
    before = len(start.calls(switch.settings))
    with switch.ami.subscribe("BridgeEnter", "Hangup") as events:
        # The telephone company plays the agent's telephone, too.
        await switch.originate("PJSIP/13800000003@provider", "out-join", "13800000004", attempt)
        joined = await until(events, "BridgeEnter")
        second = await until(events, "BridgeEnter", bridgeuniqueid=joined["bridgeuniqueid"])
        await switch.ami.send("Hangup", {"Channel": second["channel"]})
        await until(events, "Hangup", uniqueid=attempt)
    calls = start.calls(switch.settings)[before:]
    assert [call["number"] for call in calls] == ["13800000003", "13800000004"]
    assert {call["caller"] for call in calls} == {HOTLINE}
