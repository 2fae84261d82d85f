"""The whole call: greeting, identity, menu, the way to a person (H1, H2, H3, H6)."""

import pytest

from ivr import prompts
from ivr.flows.hotline import FLOWS, hotline
from ivr.line import Hangup
from ivr.say import Addressed, Digits, Name
from ivr.world import Known
from tests.ivr.caller import Caller, words
from tests.ivr.estate import COMPANY, HOME, OTHER, Estate, job

MENU = words(prompts.HOTLINE_MAIN_MENU)


async def heard(caller: Caller, estate: Estate) -> list[str]:
    """What is heard until the caller hangs up or is thanked."""
    try:
        await hotline(caller.call(), estate, COMPANY)
    except Hangup:
        caller.note("said", text="(hung up)")
    return caller.heard


async def test_h2_a_known_caller_is_greeted_by_name_and_house() -> None:
    estate = Estate()
    lines = await heard(Caller("hangs up"), estate)
    assert lines[:4] == [
        words(
            prompts.HOTLINE_GREETING,
            COMPANY,
            prompts.HOTLINE_SERVICE,
            Addressed("张", "mr"),
            prompts.HOTLINE_HELLO,
        ),
        words(prompts.HOTLINE_OTHER_LANGUAGE),
        words(prompts.HOTLINE_YOUR_HOME, HOME.community, HOME.room),
        MENU,
    ]
    assert estate.chosen == HOME


async def test_h2_a_household_is_greeted_without_a_name() -> None:
    lines = await heard(Caller("hangs up"), Estate(caller=Known(None, (HOME,))))
    assert lines[0] == words(prompts.HOTLINE_GREETING, COMPANY, prompts.HOTLINE_SERVICE)


async def test_h2_several_houses_are_chosen_from() -> None:
    estate = Estate(caller=Known(Addressed("李", "ms"), (HOME, OTHER)))
    lines = await heard(Caller("2", "hangs up"), estate)
    assert words(prompts.HOTLINE_HOME_CHOSEN, OTHER.community, OTHER.room) in lines
    assert estate.chosen == OTHER


async def test_h2_an_unknown_number_gives_house_code_and_pin() -> None:
    estate = Estate(caller=None)
    lines = await heard(Caller("10010101", "<#", "2468#", "hangs up"), estate)
    assert MENU in lines
    assert estate.proved


async def test_h2_an_unknown_house_code_is_asked_again() -> None:
    lines = await heard(Caller("99999999", "10010101", "2468", "hangs up"), Estate(caller=None))
    assert words(prompts.HOTLINE_NO_SUCH_CODE) in lines


async def test_h2_a_stranger_reaches_an_agent_without_a_code() -> None:
    estate = Estate(caller=None)
    lines = await heard(Caller("0", ""), estate)
    assert estate.queued == ["asked"]
    assert lines[-1] == words(prompts.HOTLINE_GOODBYE)


async def test_h3_the_persons_language_is_spoken() -> None:
    lines = await heard(Caller("hangs up"), Estate(caller=Known(Addressed("Smith", "mr"), (HOME,), "en")))
    assert words(prompts.HOTLINE_MAIN_MENU, language="en") in lines


async def test_h6_a_caller_comes_back_from_the_queue_to_the_menu() -> None:
    estate = Estate(agents=["came_back", "talked"])
    lines = await heard(Caller("0", "0"), estate)
    assert lines.count(MENU) == 2
    assert lines.count(words(prompts.HOTLINE_UNKNOWN_NUMBER)) == 0
    assert estate.queued == ["asked", "asked"]


async def test_h3_nobody_there_takes_a_message() -> None:
    caller, estate = Caller("0", "1", "says 10 #", "1", "*", "hangs up"), Estate(agents=[])
    await heard(caller, estate)
    assert estate.registered == [("message", None, False, caller.recordings[0].id)]


async def test_h8_outside_hours_nobody_is_queued() -> None:
    caller, estate = Caller("0", "*", "hangs up"), Estate(open_now=False)
    lines = await heard(caller, estate)
    assert words(prompts.AGENT_CLOSED) in lines
    assert estate.queued == []


async def test_h3_a_silent_caller_is_not_kept_for_ever() -> None:
    lines = await heard(Caller(*[""] * 6), Estate(agents=[]))
    assert lines[-1] == words(prompts.HOTLINE_GOODBYE)


@pytest.mark.parametrize("key", sorted(FLOWS))
async def test_h3_every_flow_of_the_menu_returns_to_it(key: str) -> None:
    leaves = {"4": [], "5": [], "6": [], "7": ["says 2 *"]}.get(key, ["*"])
    lines = await heard(Caller(key, *leaves, "hangs up"), Estate())
    assert lines.count(MENU) == 2


async def test_h3_progress_names_each_open_request() -> None:
    lines = await heard(Caller("4", "hangs up"), Estate(pending=[job(1), job(2, "working")]))
    assert any(
        words(Digits("100002")) in line and words(prompts.PROGRESS_STATE_WORKING) in line for line in lines
    )


async def test_h3_notices_are_read() -> None:
    water = Name("明天上午九点停水。", "The water is off tomorrow at nine.")
    lines = await heard(Caller("5", "hangs up"), Estate(bodies=[water]))
    assert words(prompts.NOTICES_FIRST, water) in lines


async def test_r10_satisfied_by_key() -> None:
    estate = Estate(finished=[job(5, "done")])
    await heard(Caller("6", "1", "hangs up"), estate)
    assert estate.ratings == [(5, True, "", None)]


async def test_r10_dissatisfied_with_a_cause_and_a_message() -> None:
    caller, estate = (
        Caller("6", "2", "2", "1", "says 5 #", "1", "hangs up"),
        Estate(finished=[job(5, "done")]),
    )
    await heard(caller, estate)
    assert estate.ratings == [(5, False, "quality", caller.recordings[0].id)]


async def test_r10_hanging_up_after_the_cause_has_still_rated() -> None:
    estate = Estate(finished=[job(5, "done")])
    await heard(Caller("6", "2", "1", "hangs up"), estate)
    assert estate.ratings == [(5, False, "attitude", None)]
