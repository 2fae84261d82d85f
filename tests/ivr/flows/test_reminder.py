"""A reminder call: amount after the PIN, agent, no more calls (H7, N4, N5)."""

from dataclasses import dataclass

import pytest

from ivr import prompts
from ivr.flows.reminder import reminder
from ivr.say import Money
from ivr.world import Due
from tests.ivr.caller import Caller, words
from tests.ivr.estate import COMPANY, DUE, HOME, Estate


@dataclass
class Owing(Estate):
    needs_pin: bool = True
    silenced: bool = False

    async def no_more(self) -> None:
        self.silenced = True


async def test_n4_the_amount_is_heard_after_the_pin() -> None:
    caller = Caller("1", "2468", "*")
    await reminder(caller.call(), Owing(), HOME, COMPANY)
    assert caller.heard[1] == words(prompts.REMINDER_FOR_HOME, HOME.community, HOME.room)
    assert words(prompts.FEES_TOTAL, Money(DUE.total)) in caller.heard


async def test_n4_without_the_pin_the_amount_is_not_said() -> None:
    caller = Caller("1", "1111", "", "", "*")
    await reminder(caller.call(), Owing(), HOME, COMPANY)
    assert not any("412" in line for line in caller.heard)


async def test_n5_paid_meanwhile_is_said() -> None:
    caller = Caller("1", "2468", "*")
    await reminder(caller.call(), Owing(due_now=Due(DUE.total * 0)), HOME, COMPANY)
    assert words(prompts.REMINDER_PAID) in caller.heard


async def test_n5_a_key_stops_further_calls() -> None:
    caller, world = Caller("7"), Owing()
    await reminder(caller.call(), world, HOME, COMPANY)
    assert world.silenced
    assert caller.heard[-2:] == [words(prompts.REMINDER_NO_MORE), words(prompts.REMINDER_GOODBYE)]


@pytest.mark.parametrize(("does", "queued"), [(["0"], ["reminder"]), (["", "", ""], [])])
async def test_h7_an_agent_is_reached_by_key_not_by_silence(does: list[str], queued: list[str]) -> None:
    world = Owing()
    await reminder(Caller(*does).call(), world, HOME, COMPANY)
    assert world.queued == queued
