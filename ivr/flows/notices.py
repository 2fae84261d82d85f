"""Key 5: notices in force for my building (H3, N3)."""

from ivr import prompts
from ivr.call import Call
from ivr.world import Notices


async def notices(call: Call, world: Notices) -> None:
    """Each notice, urgent ones first."""
    bodies = await call.filled(world.in_force())
    if not bodies:
        await call.say(prompts.NOTICES_NONE)
        return
    for number, body in enumerate(bodies):
        await call.say(prompts.NOTICES_NEXT if number else prompts.NOTICES_FIRST, body)
    await call.say(prompts.NOTICES_END)
