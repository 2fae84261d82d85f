"""Key 1: what does my house owe (H3)."""

import pytest

from ivr import prompts
from ivr.call import ToAgent
from ivr.flows.fees import fees
from ivr.line import Hangup
from ivr.say import Day, Money, Month
from ivr.world import Due
from tests.ivr.caller import Caller, words
from tests.ivr.estate import DUE, HOME, Estate

MENU = words(prompts.FEES_MENU)


async def test_h3_total_deadline_items_and_months() -> None:
    caller = Caller("1", "2", "3", "*")
    await fees(caller.call(), Estate(), HOME)
    assert DUE.deadline
    assert caller.heard == [
        words(prompts.FEES_TOTAL, Money(DUE.total)),
        words(prompts.FEES_PAY_BY, Day(DUE.deadline)),
        MENU,
        *[words(item.name, Money(item.amount)) for item in DUE.items],
        MENU,
        *[words(Month(one.month.year, one.month.month), Money(one.amount)) for one in DUE.months],
        MENU,
        words(prompts.FEES_NO_PREPAID),
        MENU,
    ]


async def test_h3_nothing_due_says_what_is_prepaid() -> None:
    caller = Caller()
    await fees(caller.call(), Estate(due_now=Due(DUE.total * 0, prepaid=DUE.total)), HOME)
    assert caller.heard == [words(prompts.FEES_NOTHING_DUE), words(prompts.FEES_PREPAID, Money(DUE.total))]


async def test_h2_amounts_wait_for_the_pin() -> None:
    caller = Caller("1111", "2468", "*")
    await fees(caller.call(), Estate(needs_pin=True), HOME)
    first_amount = caller.heard.index(words(prompts.FEES_TOTAL, Money(DUE.total)))
    assert words(prompts.IDENTITY_WHY_PIN) in caller.heard[:first_amount]
    assert words(prompts.IDENTITY_WRONG_PIN) in caller.heard[:first_amount]


async def test_h2_without_a_pin_no_amount_is_said() -> None:
    caller = Caller("", "", "")
    await fees(caller.call(), Estate(needs_pin=True), HOME)
    assert not any("412" in line for line in caller.heard)


async def test_h2_three_wrong_pins_lock_and_lead_to_a_person() -> None:
    caller = Caller("1111", "2222", "3333")
    with pytest.raises(ToAgent) as wish:
        await fees(caller.call(), Estate(needs_pin=True), HOME)
    assert wish.value.reason == "locked"
    assert caller.heard[-1] == words(prompts.IDENTITY_LOCKED)


@pytest.mark.parametrize(("does", "ends"), [("0", ToAgent), ("hangs up", Hangup)])
async def test_h3_can_leave_early(does: str, ends: type[Exception]) -> None:
    with pytest.raises(ends):
        await fees(Caller(does).call(), Estate(), HOME)
