"""Key 6: rate a finished job (H3, R10)."""

from ivr import prompts
from ivr.call import BACK, Call, ToAgent
from ivr.flows.progress import named
from ivr.flows.request import recording, worth_keeping
from ivr.line import Hangup
from ivr.world import Dissatisfaction, Progress, Requests

WHY: dict[str, Dissatisfaction] = {"1": "attitude", "2": "quality", "3": "other"}


async def rating(call: Call, requests: Requests) -> None:
    """Satisfied or not by key; if not, the cause and an optional recorded message."""
    finished = await call.filled(requests.to_rate())
    if not finished:
        await call.say(prompts.RATING_NONE)
        return
    for job in finished:
        await call.say(prompts.RATING_QUESTION, *named(job))
        key = await call.menu(prompts.RATING_SATISFIED, keys="12", short=(prompts.RATING_SATISFIED_SHORT,))
        if key == BACK:
            return
        if key == "1":
            await call.filled(requests.rate(job.id, satisfied=True, why="", recording=None))
        elif not await dissatisfied(call, requests, job):
            return
        await call.say(prompts.RATING_THANKS)


async def dissatisfied(call: Call, requests: Requests, job: Progress) -> bool:
    """The cause, then an optional message; False for back. Hanging up after the cause has still rated."""
    cause = await call.menu(prompts.RATING_WHY, keys="123", short=(prompts.RATING_WHY_SHORT,))
    if cause == BACK:
        return False
    why, said = WHY[cause], None
    try:
        offer = await call.menu(
            prompts.REQUEST_OFFER_RECORDING, keys="12", short=(prompts.REQUEST_OFFER_RECORDING_SHORT,)
        )
        if offer == "1":
            said = await recording(call, prompts.REQUEST_RECORD_RATING)
    except (Hangup, ToAgent) as left:
        await requests.rate(job.id, satisfied=False, why=why, recording=worth_keeping(left.recorded))
        raise
    await call.filled(requests.rate(job.id, satisfied=False, why=why, recording=worth_keeping(said)))
    return True
