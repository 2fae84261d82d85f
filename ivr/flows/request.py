"""Keys 2, 3, 7 and 8: repair, complaint, message, special service (H3, H4, H5, R1, C2, T1).

One flow for all four, since what differs is what is asked. Once something was recorded, hanging up
registers it all the same: what a caller said is never lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from ivr import prompts
from ivr.call import BACK, Call, ToAgent
from ivr.flows.identity import PRESS
from ivr.line import Hangup, Recorded
from ivr.say import Digits, Prompt, Sayable
from ivr.world import Choice, Kind, Requests

SHORTEST = 1.0
"""Seconds of sound below which nothing was said."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What one kind of request asks and answers."""

    kind: Kind
    category: Prompt | None
    record: Prompt
    done: Prompt
    asks_urgency: bool = False
    may_skip_recording: bool = False


REPAIR = Wording(
    "repair",
    prompts.REQUEST_REPAIR_CATEGORY,
    prompts.REQUEST_RECORD_REPAIR,
    prompts.REQUEST_REPAIR_DONE,
    True,
    True,
)
COMPLAINT = Wording(
    "complaint",
    prompts.REQUEST_COMPLAINT_CATEGORY,
    prompts.REQUEST_RECORD_COMPLAINT,
    prompts.REQUEST_COMPLAINT_DONE,
)
SERVICE = Wording(
    "service", prompts.REQUEST_SERVICE_CATEGORY, prompts.REQUEST_RECORD_SERVICE, prompts.REQUEST_SERVICE_DONE
)
MESSAGE = Wording("message", None, prompts.REQUEST_RECORD_MESSAGE, prompts.REQUEST_MESSAGE_DONE)


async def take_request(call: Call, requests: Requests, ask: Wording) -> None:
    """From the category to the number said back; * at any question goes back to the menu."""
    category: int | None = None
    if ask.category is not None:
        choice = await choose(call, ask.category, await call.filled(requests.categories(ask.kind)))
        if choice is None:
            return
        category = choice.id
    urgent = False
    if ask.asks_urgency:
        key = await call.menu(prompts.REQUEST_URGENT, keys="12", short=(prompts.REQUEST_URGENT_SHORT,))
        if key == BACK:
            return
        urgent = key == "1"
    wanted = True
    if ask.may_skip_recording:
        key = await call.menu(
            prompts.REQUEST_OFFER_RECORDING, keys="12", short=(prompts.REQUEST_OFFER_RECORDING_SHORT,)
        )
        if key == BACK:
            return
        wanted = key == "1"
    said: Recorded | None = None
    if wanted:
        try:
            said = await recording(call, ask.record)
        except (Hangup, ToAgent) as left:
            if kept := worth_keeping(left.recorded):
                await requests.register(ask.kind, category=category, urgent=urgent, recording=kept)
            raise
        if said is None:
            await call.say(prompts.REQUEST_CANCELLED)
            return
        if said.seconds == 0:
            await call.say(prompts.REQUEST_NOT_RECORDED)
    number = await call.filled(
        requests.register(ask.kind, category=category, urgent=urgent, recording=worth_keeping(said))
    )
    if number is None:
        await call.say(prompts.REQUEST_REFUSED)
        raise ToAgent("refused")
    await say_number(call, ask.done, number)


def worth_keeping(said: Recorded | None) -> UUID | None:
    """The recording's id, when somebody spoke."""
    return said.id if said and said.seconds >= SHORTEST else None


async def choose(call: Call, question: Prompt, choices: Sequence[Choice]) -> Choice | None:
    """One of the categories, seven to a page; None for back."""
    page = 0
    while True:
        shown = choices[page : page + len(PRESS)]
        asked: list[Sayable] = [question]
        for one, press in zip(shown, PRESS, strict=False):
            asked += [one.name, press]
        keys = "".join(str(n) for n in range(1, len(shown) + 1))
        if len(choices) > len(PRESS):
            asked.append(prompts.PRESS_8)
            keys += "8"
        key = await call.menu(*asked, keys=keys, short=(prompts.REQUEST_CHOOSE_SHORT, *asked[1:]))
        if key == BACK:
            return None
        if key != "8":
            return shown[int(key) - 1]
        page = page + len(PRESS) if page + len(PRESS) < len(choices) else 0


async def recording(call: Call, ask: Prompt) -> Recorded | None:
    """Record, let the caller listen and record again. None when cancelled.

    Returns seconds 0.0 when recording is not possible now. Hangup and ToAgent carry what was recorded.
    """
    question: tuple[Prompt, ...] = (ask,)
    while True:
        said = await call.record(*question)
        if said is None or said.seconds == 0:
            return said
        if said.seconds < SHORTEST:
            question = (prompts.REQUEST_TOO_SHORT, ask)
            continue
        try:
            key = "2"
            while key == "2":
                key = await call.menu(
                    prompts.REQUEST_RECORDED, keys="123", short=(prompts.REQUEST_RECORDED_SHORT,)
                )
                if key == "2":
                    await call.play_back(said)
        except (Hangup, ToAgent) as left:
            left.recorded = said
            raise
        if key == "1":
            return said
        if key == BACK:
            return None
        question = (ask,)


async def say_number(call: Call, done: Prompt, number: int) -> None:
    """Say the request's number back, again on 1 (H4)."""
    again = True
    while again:
        await call.say(done, Digits(str(number)))
        again = (
            await call.menu(
                prompts.REQUEST_NUMBER_AGAIN, keys="1", short=(prompts.REQUEST_NUMBER_AGAIN_SHORT,)
            )
            == "1"
        )
