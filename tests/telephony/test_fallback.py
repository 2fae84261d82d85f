"""When the engine is away, hangs or dies, a caller is served all the same (H11, issue 3 part 6)."""

import asyncio
import time
from typing import Any

import numpy as np
import pytest

from tests.telephony.engine import Call, Engine, Script
from tests.telephony.switch import Switch, until
from tests.telephony.tones import SECONDS

pytestmark = pytest.mark.telephony
APOLOGY = ["fallback/apology", "fallback/menu"]
RECORDING = ["fallback/after-beep", "beep", "fallback/thanks"]


@pytest.fixture(autouse=True)
async def empty_spool(switch: Switch) -> None:
    """Nothing of an earlier test lies in the spool."""
    await switch.left()


async def silent(call: Call) -> None:
    """Accepts the call and says nothing."""
    await call.reader.read()


async def dies_in_mid_call(call: Call) -> None:
    await call.answer()
    await call.say("zh/test/question")


async def hangs_in_mid_call(call: Call) -> None:
    await call.answer(3)
    await call.say("zh/test/question")
    await call.reader.read()


async def test_h11_no_engine_apology_at_once_and_a_recording_is_left(switch: Switch) -> None:
    began = time.monotonic()
    transcript = await switch.call("2 s#")
    assert transcript.answered
    assert time.monotonic() - began - transcript.seconds < 2.5
    assert switch.heard() == [*APOLOGY, *RECORDING]
    (left,) = await switch.left()
    assert left["number"] == "13800000001"
    assert left["sip_call_id"] == transcript.sip_call_id
    assert left["language"] == "zh"
    # Two seconds were spoken; by ear the caller knew the tone's end a second late.
    assert 2.0 <= left["seconds"] <= 5.0
    assert abs(len(left["sound"]) / 8000 - left["seconds"]) < 0.1
    assert np.abs(left["sound"]).max() > 3000


async def test_h11_silence_after_the_question_leads_to_a_recording(switch: Switch) -> None:
    await switch.call(". s#")
    assert switch.heard() == [*APOLOGY, *RECORDING]
    assert len(await switch.left()) == 1


async def test_h11_who_hangs_up_while_recording_has_left_it(switch: Switch) -> None:
    with switch.ami.subscribe("Hangup") as hangups:
        await switch.call("2 s-")
        await until(hangups, "Hangup")
    (left,) = await _left_soon(switch)
    assert left["seconds"] >= 2.0


async def _left_soon(switch: Switch) -> list[dict[str, Any]]:
    """The script writes its JSON right after the hang-up it is told of."""
    async with asyncio.timeout(5):
        while not (found := await switch.left()):
            await asyncio.to_thread(switch.settings.fallback_spool.stat)
    return found


async def test_h11_a_silent_engine_is_noticed_within_three_seconds(switch: Switch, engine: Engine) -> None:
    engine.script = silent
    began = time.monotonic()
    transcript = await switch.call("-")
    assert transcript.answered
    assert time.monotonic() - began - transcript.seconds < 4.5
    assert switch.heard() == APOLOGY


# One that dies is followed by the apology without a pause; one that hangs is heard as waiting first.
@pytest.mark.parametrize(("script", "keys"), [(dies_in_mid_call, "-"), (hangs_in_mid_call, ". -")])
async def test_h11_an_engine_lost_in_mid_call(
    switch: Switch, engine: Engine, script: Script, keys: str
) -> None:
    engine.script = script
    began = time.monotonic()
    transcript = await switch.call(keys, stay=10)
    assert switch.heard() == ["test/question", *APOLOGY]
    # The question, three seconds of nothing at most, the apology and the question, and our ear's second.
    assert time.monotonic() - began < 3 * SECONDS + 3 + 6
    assert transcript.ended_by == "caller"


async def test_h11_a_call_the_engine_has_done_needs_no_fallback(switch: Switch, engine: Engine) -> None:
    transcript = await switch.call("2468")
    assert transcript.ended_by == "hotline"
    assert switch.heard() == ["test/question"]
    assert engine.served[0].keys == "2468"


async def test_h11_nobody_in_the_queue_leads_to_a_recording(switch: Switch) -> None:
    await switch.agent("UNAVAILABLE")
    await switch.call("1 s#")
    assert switch.heard() == [*APOLOGY, "fallback/queue-empty", *RECORDING]
    assert len(await switch.left()) == 1


async def test_h11_an_agent_answers_and_after_the_conversation_there_is_no_fallback(switch: Switch) -> None:
    await switch.agent("NOT_INUSE")
    with switch.ami.subscribe("AgentConnect", "Hangup") as events:
        call = asyncio.create_task(switch.call("1", stay=30))
        connected = await until(events, "AgentConnect")
        assert connected["membername"] == "801"
        await switch.ami.send("Hangup", {"Channel": connected["destchannel"]})
        transcript = await call
    assert transcript.ended_by == "hotline"
    assert switch.heard() == APOLOGY
    assert await switch.left() == []
