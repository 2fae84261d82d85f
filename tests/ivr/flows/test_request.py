"""Keys 2, 3, 7, 8: requests by voice (H4, H5, R1, C2, T1)."""

import pytest

from ivr import prompts
from ivr.call import ToAgent
from ivr.flows.request import COMPLAINT, MESSAGE, REPAIR, SERVICE, Wording, take_request
from ivr.line import Hangup
from ivr.say import Digits, Name
from ivr.world import Choice
from tests.ivr.caller import Caller, words
from tests.ivr.estate import POWER, WATER, Estate


async def test_h4_repair_with_a_recording_says_the_number_back() -> None:
    caller, estate = Caller("1", "1", "1", "says 9 #", "1", "1", "*"), Estate()
    await take_request(caller.call(), estate, REPAIR)
    assert estate.registered == [("repair", WATER.id, True, caller.recordings[0].id)]
    assert caller.heard.count(words(prompts.REQUEST_REPAIR_DONE, Digits("100001"))) == 2


async def test_h4_repair_without_a_recording() -> None:
    caller, estate = Caller("2", "2", "2", "*"), Estate()
    await take_request(caller.call(), estate, REPAIR)
    assert estate.registered == [("repair", POWER.id, False, None)]


async def test_h4_listen_and_record_again() -> None:
    caller, estate = Caller("1", "2", "1", "says 5", "2", "3", "says 8 #", "1", "*"), Estate()
    await take_request(caller.call(), estate, REPAIR)
    first, second = caller.recordings
    assert caller.played_back == [first.id]
    assert estate.registered == [("repair", WATER.id, False, second.id)]


@pytest.mark.parametrize("ask", [COMPLAINT, SERVICE, MESSAGE])
async def test_h5_recorded_and_hung_up_is_registered_all_the_same(ask: Wording) -> None:
    estate = Estate()
    caller = Caller(*(["1"] if ask.category else []), "says 20 hangs up")
    with pytest.raises(Hangup):
        await take_request(caller.call(), estate, ask)
    assert [(kind, recording) for kind, _, _, recording in estate.registered] == [
        (ask.kind, caller.recordings[0].id)
    ]


async def test_h5_hanging_up_at_the_question_after_recording_registers_too() -> None:
    caller, estate = Caller("1", "says 20 #", "hangs up"), Estate()
    with pytest.raises(Hangup):
        await take_request(caller.call(), estate, COMPLAINT)
    assert len(estate.registered) == 1


async def test_h5_asking_for_an_agent_while_recording_keeps_the_evidence() -> None:
    caller, estate = Caller("1", "says 20 0"), Estate()
    with pytest.raises(ToAgent):
        await take_request(caller.call(), estate, COMPLAINT)
    assert estate.registered[0][3] == caller.recordings[0].id


@pytest.mark.parametrize("does", [["*"], ["1", "*"], ["1", "1", "*"], ["1", "1", "1", "says 4 *"]])
async def test_h3_back_at_every_question_registers_nothing(does: list[str]) -> None:
    estate = Estate()
    await take_request(Caller(*does).call(), estate, REPAIR)
    assert estate.registered == []


async def test_h4_a_silent_recording_is_asked_for_again() -> None:
    caller, estate = Caller("1", "says 0.2", "says 6 #", "1", "*"), Estate()
    await take_request(caller.call(), estate, COMPLAINT)
    assert words(prompts.REQUEST_TOO_SHORT, prompts.REQUEST_RECORD_COMPLAINT) in caller.heard


async def test_h4_a_full_disk_registers_without_the_recording() -> None:
    caller, estate = Caller("1", "says 0", "*"), Estate()
    await take_request(caller.call(), estate, COMPLAINT)
    assert words(prompts.REQUEST_NOT_RECORDED) in caller.heard
    assert estate.registered == [("complaint", POWER.id, False, None)]


async def test_r2_more_than_seven_categories_have_pages() -> None:
    many = tuple(Choice(n, Name(f"类型{n}")) for n in range(1, 10))
    caller, estate = Caller("8", "8", "8", "2", "2", "2", "*"), Estate(choices={"repair": many})
    await take_request(caller.call(), estate, REPAIR)
    assert estate.registered[0][1] == 9


async def test_h4_a_refusal_leads_to_a_person() -> None:
    with pytest.raises(ToAgent) as wish:
        await take_request(Caller("1", "2", "2").call(), Estate(refuses=True), REPAIR)
    assert wish.value.reason == "refused"
