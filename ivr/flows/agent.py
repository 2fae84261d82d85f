"""Key 0: a person, or a message when there is none (H2, H6, H8)."""

from typing import Protocol

from ivr import prompts
from ivr.call import Call
from ivr.flows.request import MESSAGE, take_request
from ivr.world import AgentResult, People, Requests


class Reception(People, Requests, Protocol):
    """Agents, and the book their messages go into."""


async def agent(call: Call, reception: Reception, reason: str) -> AgentResult:
    """Connect the caller to an agent; outside hours, or when nobody answers, offer to take a message."""
    if await call.filled(reception.on_duty()):
        await call.say(prompts.AGENT_CONNECTING, prompts.AGENT_RECORDED)
        result = await reception.queue(reason)
        if result != "nobody":
            return result
        await call.say(prompts.AGENT_BUSY)
    else:
        await call.say(prompts.AGENT_CLOSED)
    if (
        await call.menu(prompts.AGENT_LEAVE_MESSAGE, keys="1", short=(prompts.AGENT_LEAVE_MESSAGE_SHORT,))
        == "1"
    ):
        await take_request(call, reception, MESSAGE)
    return "nobody"
