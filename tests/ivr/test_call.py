"""The verbs: barge-in, retries, the keys that mean the same everywhere (H1, H2, H3)."""

import asyncio
from typing import Any

import pytest

from ivr import prompts
from ivr.call import ToAgent
from ivr.line import Hangup
from tests.ivr.caller import Caller, words

MENU = prompts.FEES_MENU
SHORT = prompts.FEES_MENU_SHORT


async def test_h3_menu_returns_the_key() -> None:
    caller = Caller("2")
    assert await caller.call().menu(MENU, keys="123") == "2"
    assert caller.heard == [words(MENU)]


async def test_h3_star_is_back() -> None:
    assert await Caller("*").call().menu(MENU, keys="123") == "*"


async def test_h3_wrong_key_and_silence_are_asked_again_in_other_words() -> None:
    caller = Caller("8", "", "1")
    assert await caller.call().menu(MENU, keys="123", short=(SHORT,)) == "1"
    assert caller.heard == [
        words(MENU),
        words(prompts.CALL_WRONG_KEY, SHORT),
        words(prompts.CALL_NOTHING_HEARD, SHORT),
    ]


async def test_h3_three_failures_lead_to_a_person() -> None:
    with pytest.raises(ToAgent) as wish:
        await Caller("", "", "").call().menu(MENU, keys="1")
    assert wish.value.reason == "silence"


async def test_h3_nine_repeats_without_counting_as_a_failure() -> None:
    caller = Caller("9", "9", "9", "9", "1")
    assert await caller.call().menu(MENU, keys="1") == "1"
    assert caller.heard == [words(MENU)] * 5


async def test_h3_pound_changes_the_language_and_asks_again() -> None:
    caller = Caller("#", "1")
    call = caller.call()
    assert await call.menu(MENU, keys="1") == "1"
    assert caller.heard == [words(MENU), words(MENU, language="en")]
    assert call.language == "en"
    assert caller.sounds[-1].startswith("en/")


@pytest.mark.parametrize(("does", "ends"), [("0", ToAgent), ("hangs up", Hangup)])
async def test_h2_zero_and_hanging_up_leave_any_menu(does: str, ends: type[Exception]) -> None:
    with pytest.raises(ends):
        await Caller(does).call().menu(MENU, keys="123")


async def test_h1_a_key_during_what_is_said_answers_the_next_question_unheard() -> None:
    caller = Caller("<2")
    call = caller.call()
    await call.say(prompts.FEES_NOTHING_DUE)
    await call.say(prompts.FEES_NO_PREPAID)
    assert await call.menu(MENU, keys="123") == "2"
    assert caller.heard == [words(prompts.FEES_NOTHING_DUE)]


@pytest.mark.parametrize(
    ("does", "gets"),
    [
        (["10010101"], "10010101"),
        (["1001#"], "1001"),
        (["99*10010101"], "10010101"),
        (["1001", ""], "1001"),
        ([""], ""),
        (["#"], ""),
        (["0123", ""], "0123"),
    ],
)
async def test_h2_digits(does: list[str], gets: str) -> None:
    assert await Caller(*does).call().digits(prompts.HOTLINE_ENTER_CODE, most=8) == gets


async def test_h2_zero_alone_then_silence_is_an_agent() -> None:
    with pytest.raises(ToAgent):
        await Caller("0", "").call().digits(prompts.HOTLINE_ENTER_CODE, most=8)


async def test_h2_the_pound_after_a_full_number_does_not_change_the_language() -> None:
    caller = Caller("2468", "<#", "1")
    call = caller.call()
    assert await call.digits(prompts.IDENTITY_ENTER_PIN, most=4) == "2468"
    assert await call.menu(MENU, keys="1") == "1"
    assert call.language == "zh"


async def test_h2_a_pin_is_in_no_journal() -> None:
    caller = Caller("2468")
    await caller.call().digits(prompts.IDENTITY_ENTER_PIN, most=4, secret=True)
    assert "2468" not in repr(caller.notes)
    assert caller.noted("keys") == [{"keys": "••••"}]


async def test_h4_recording_ends_by_key_silence_or_back() -> None:
    said = await Caller("says 12 #").call().record(prompts.REQUEST_RECORD_REPAIR)
    assert said is not None
    assert said.seconds == 12
    assert await Caller("says 12 *").call().record(prompts.REQUEST_RECORD_REPAIR) is None


async def test_h4_zero_in_a_recording_keeps_it() -> None:
    caller = Caller("says 7 0")
    with pytest.raises(ToAgent) as wish:
        await caller.call().record(prompts.REQUEST_RECORD_REPAIR)
    assert wish.value.recorded == caller.recordings[0]


async def test_h1_a_slow_answer_is_filled_and_a_fast_one_is_not() -> None:
    caller = Caller()
    call = caller.call()
    call.SLOW = 0.001
    ready = asyncio.Event()

    async def play(*_: object, **__: object) -> str:
        ready.set()
        return ""

    caller.play = play  # type: ignore[method-assign]

    async def slowly() -> str:
        await ready.wait()
        return "answer"

    assert await call.filled(slowly()) == "answer"
    assert caller.heard == [words(prompts.CALL_ONE_MOMENT)]


@pytest.mark.parametrize(
    ("pressed", "asked"),
    [(["1", "2"], ["1", "2"]), (["1", ""], ["1", "9"])],
    ids=["both count", "then silence"],
)
async def test_h2_keys_pressed_while_the_hotline_looks_something_up_are_kept(
    pressed: list[str], asked: list[str]
) -> None:
    class Impatient(Caller):
        async def hold(self, until: "asyncio.Future[Any]", most: float) -> str:
            key = pressed.pop(0)
            if not pressed:
                done.set()
                await until
            return key

    done = asyncio.Event()
    caller = Impatient("9")
    call = caller.call()
    call.AT_ONCE = 0.001
    await call.filled(done.wait())
    assert [await call.menu(prompts.CALL_ONE_MOMENT, keys="129") for _ in asked] == asked


async def test_h2_the_pound_after_a_full_number_is_no_answer_to_the_next_question() -> None:
    class Thorough(Caller):
        async def hold(self, until: "asyncio.Future[Any]", most: float) -> str:
            done.set()
            await until
            return "#"

    done = asyncio.Event()
    caller = Thorough("2468", "1")
    call = caller.call()
    call.AT_ONCE = 0.001
    assert await call.digits(prompts.CALL_ONE_MOMENT, most=4) == "2468"
    await call.filled(done.wait())
    assert await call.menu(prompts.CALL_ONE_MOMENT, keys="1") == "1"
    assert call.language == "zh"


async def test_p8_hanging_up_cancels_the_work() -> None:
    caller = Caller("<x")
    call = caller.call()
    call.SLOW = 0.001
    cancelled = asyncio.Event()

    async def never() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    async def hangs_up(*_: object, **__: object) -> str:
        raise Hangup("caller")

    caller.play = hangs_up  # type: ignore[method-assign]
    with pytest.raises(Hangup):
        await call.filled(never())
    await cancelled.wait()
