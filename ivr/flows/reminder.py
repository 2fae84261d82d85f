"""A reminder call we place: what is owed, after the PIN (H7, N4, N5)."""

from typing import Protocol

from ivr import prompts
from ivr.call import BACK, Call, ToAgent
from ivr.flows.agent import Reception, agent
from ivr.flows.fees import Account, total
from ivr.flows.identity import prove
from ivr.say import Name
from ivr.world import Home


class Reminded(Account, Reception, Protocol):
    """The house's account, agents, and the wish for no more calls."""

    async def no_more(self) -> None:
        """Never remind the called person by telephone again."""


async def reminder(call: Call, world: Reminded, home: Home, company: Name) -> None:
    """Say who calls and about which house; the amount after the PIN; 0 an agent; 7 no more such calls."""
    await call.say(prompts.REMINDER_GREETING, company)
    await call.say(prompts.REMINDER_FOR_HOME, home.community, home.room)
    try:
        while True:
            key = await call.menu(prompts.REMINDER_LISTEN, keys="17", short=(prompts.REMINDER_LISTEN_SHORT,))
            if key == BACK:
                break
            if key == "7":
                await call.filled(world.no_more())
                await call.say(prompts.REMINDER_NO_MORE)
                break
            await amount(call, world, home)
    except ToAgent as wish:
        if wish.reason == "asked":
            await agent(call, world, "reminder")
    await call.say(prompts.REMINDER_GOODBYE)


async def amount(call: Call, world: Reminded, home: Home) -> None:
    """The amount, once the PIN shows that it is the owner who listens."""
    due = await call.filled(world.due())
    if due is None and await prove(call, world, home):
        due = await call.filled(world.due())
    if due is None:
        return
    if due.total:
        await total(call, due)
    else:
        await call.say(prompts.REMINDER_PAID)
