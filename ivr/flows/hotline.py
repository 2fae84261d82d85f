"""The hotline: greeting, who is calling, the main menu (H1, H2, H3)."""

from ivr import prompts
from ivr.call import BACK, Call, ToAgent
from ivr.flows.agent import agent
from ivr.flows.fees import fees
from ivr.flows.identity import identify
from ivr.flows.notices import notices
from ivr.flows.progress import progress
from ivr.flows.rating import rating
from ivr.flows.request import COMPLAINT, MESSAGE, REPAIR, SERVICE, take_request
from ivr.say import Name, Sayable
from ivr.world import Home, Known, World

AGENT_TRIES = 3
"""How often one call may come back from the agents' queue before it is thanked and ended."""


async def hotline(call: Call, world: World, company: Name) -> None:
    """One call to the hotline, from the greeting until somebody hangs up."""
    home: Home | None = None
    known = await greeting(call, world, company)
    for _ in range(AGENT_TRIES):
        try:
            home = home or await identify(call, world, known)
            await main_menu(call, world, home)
        except ToAgent as wish:
            call.journal.note("flow", name="agent", reason=wish.reason)
            try:
                if await agent(call, world, wish.reason) == "talked":
                    break
            except ToAgent:
                # Asked for an agent again, or silent, where there is none: a second round would not help.
                await call.say(prompts.AGENT_BUSY)
                if wish.reason == "silence":
                    break
    await call.say(prompts.HOTLINE_GOODBYE)


async def greeting(call: Call, world: World, company: Name) -> Known | None:
    """Welcome the caller, by name when the number says who it is; in the person's language."""
    known = await call.filled(world.known())
    if known and known.language != call.language:
        call.switch_language()
    hello: list[Sayable] = [prompts.HOTLINE_GREETING, company, prompts.HOTLINE_SERVICE]
    if known and known.addressed:
        hello += [known.addressed, prompts.HOTLINE_HELLO]
    call.journal.note("greeted", known=known is not None)
    await call.say(*hello)
    await call.say(prompts.HOTLINE_OTHER_LANGUAGE)
    return known


async def main_menu(call: Call, world: World, home: Home) -> None:
    """Serve one wish after the other; leaves only by ToAgent or Hangup."""
    while True:
        key = await call.menu(
            prompts.HOTLINE_MAIN_MENU, keys="12345678", short=(prompts.HOTLINE_MAIN_MENU_SHORT,)
        )
        if key == BACK:
            continue
        call.journal.note("flow", name=FLOWS[key])
        match key:
            case "1":
                await fees(call, world, home)
            case "2":
                await take_request(call, world, REPAIR)
            case "3":
                await take_request(call, world, COMPLAINT)
            case "4":
                await progress(call, world)
            case "5":
                await notices(call, world)
            case "6":
                await rating(call, world)
            case "7":
                await take_request(call, world, MESSAGE)
            case "8":
                await take_request(call, world, SERVICE)


FLOWS = {
    "1": "fees",
    "2": "repair",
    "3": "complaint",
    "4": "progress",
    "5": "notices",
    "6": "rating",
    "7": "message",
    "8": "service",
}
