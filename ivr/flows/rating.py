"""Key 6: rate a finished job (H3, R10)."""

from ivr import prompts
from ivr.call import BACK, Call
from ivr.flows.progress import named
from ivr.flows.request import recording
from ivr.world import Dissatisfaction, Requests

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
        why: Dissatisfaction = ""
        said = None
        if key == "2":
            cause = await call.menu(prompts.RATING_WHY, keys="123", short=(prompts.RATING_WHY_SHORT,))
            if cause == BACK:
                return
            why = WHY[cause]
            # Kept before the message is asked for: a caller who hangs up now has still rated.
            await call.filled(requests.rate(job.id, satisfied=False, why=why, recording=None))
            offer = await call.menu(
                prompts.REQUEST_OFFER_RECORDING, keys="12", short=(prompts.REQUEST_OFFER_RECORDING_SHORT,)
            )
            if offer == "1":
                said = await recording(call, prompts.REQUEST_RECORD_RATING)
        kept = said.id if said and said.seconds else None
        if key == "1" or kept:
            await call.filled(requests.rate(job.id, satisfied=key == "1", why=why, recording=kept))
        await call.say(prompts.RATING_THANKS)
