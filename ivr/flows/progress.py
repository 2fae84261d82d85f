"""Key 4: how far are my requests (H3)."""

from ivr import prompts
from ivr.call import Call
from ivr.say import Count, Day, Digits, Sayable
from ivr.world import Progress, Requests

KINDS = {
    "repair": prompts.PROGRESS_KIND_REPAIR,
    "complaint": prompts.PROGRESS_KIND_COMPLAINT,
    "service": prompts.PROGRESS_KIND_SERVICE,
    "message": prompts.PROGRESS_KIND_MESSAGE,
}
STATES = {
    "new": prompts.PROGRESS_STATE_NEW,
    "assigned": prompts.PROGRESS_STATE_ASSIGNED,
    "working": prompts.PROGRESS_STATE_WORKING,
    "done": prompts.PROGRESS_STATE_DONE,
    "cancelled": prompts.PROGRESS_STATE_CANCELLED,
}


async def progress(call: Call, requests: Requests) -> None:
    """Each open request: what, its number, since when, its state."""
    open_ones = await call.filled(requests.open())
    if not open_ones:
        await call.say(prompts.PROGRESS_NONE)
        return
    await call.say(prompts.PROGRESS_COUNT, Count(len(open_ones), "item"))
    for one in open_ones:
        await call.say(
            *named(one),
            prompts.PROGRESS_NUMBER,
            Digits(str(one.number)),
            prompts.PROGRESS_REGISTERED_ON,
            Day(one.registered_at.date()),
            STATES[one.state],
        )


def named(one: Progress) -> list[Sayable]:
    """A request by its kind and category."""
    return [KINDS[one.kind], *([one.category] if one.category else [])]
