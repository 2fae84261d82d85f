"""Agents' telephones, queues and members, from the database into Asterisk's files (H6, H10).

Members stand in the file, not in Asterisk's memory: an Asterisk that starts while Postgres and the engine are
away has them all the same. Reloading touches no call, and leaves who is paused as it is.
"""

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import asyncpg
import structlog

from agi import variables
from agi.ami import Ami
from agi.database import borrow
from agi.worker import keep_on
from backoffice.calls import queues as desk
from backoffice.calls.model import Agent, Member, Queue, SwitchCommand

log = structlog.get_logger()

HEAD = "; Made by the engine from the database; changes here are overwritten.\n"
SECRET = re.compile(r"[A-Za-z0-9_.~+/=-]{8,80}")  # nothing Asterisk's files give a meaning to


class AsteriskFiles:
    """Keeps pjsip.d/agents.conf and queues.d/queues.conf below `etc` as the database says.

    Renders after each login to Asterisk and every `every` seconds, and reloads a module only when its file
    has changed; `reload_agents` and `reload_queues` do it at once.
    """

    def __init__(self, pool: asyncpg.Pool, ami: Ami, etc: Path, *, every: float = 60.0) -> None:
        self._pool = pool
        self._ami = ami
        self._agents = etc / "pjsip.d" / "agents.conf"
        self._queues = etc / "queues.d" / "queues.conf"
        self._every = every
        self._one_at_a_time = asyncio.Lock()
        self._unloaded = {"res_pjsip.so", "app_queue.so"}  # what Asterisk read before we came, nobody knows
        ami.on_connected(self.render)

    async def run(self) -> None:
        """Until cancelled."""
        await keep_on("queues", self.render, pause=self._every)

    async def render(self) -> None:
        """Both files; raises as asyncpg and Ami.send do, and then tries the reload again next time."""
        async with self._one_at_a_time:
            async with borrow(self._pool) as db:
                agents, queues, members = (
                    await desk.agents(db),
                    await desk.queues(db),
                    await desk.members(db),
                )
            for file, text, module in (
                (self._agents, pjsip_conf(agents), "res_pjsip.so"),
                (self._queues, queues_conf(queues, members), "app_queue.so"),
            ):
                if await asyncio.to_thread(_write, file, text):
                    self._unloaded.add(module)
                    log.info("queues.written", file=file.name)
            for module in sorted(self._unloaded):
                await self._ami.send("Reload", {"Module": module})
                self._unloaded.discard(module)

    async def reload(self, _: SwitchCommand) -> dict[str, Any]:
        """The verbs reload_agents and reload_queues."""
        await self.render()
        return {"done": True}


def pjsip_conf(agents: Sequence[Agent]) -> str:
    """An endpoint, its sign-in and its address for each agent; one with an unusable secret is left out."""
    parts = [HEAD]
    for agent in agents:
        if not SECRET.fullmatch(agent.sip_secret):
            log.error("queues.secret_unusable", extension=agent.extension)
            continue
        parts.append(
            f"""
[{agent.extension}](agent-telephone)
auth={agent.extension}
aors={agent.extension}
set_var={variables.EXTENSION}={agent.extension}

[{agent.extension}]
type=auth
auth_type=userpass
username={agent.extension}
password={agent.sip_secret}

[{agent.extension}]
type=aor
max_contacts=1
remove_existing=yes
"""
        )
    return "".join(parts)


def queues_conf(queues: Sequence[Queue], members: Sequence[Member]) -> str:
    """Every queue with its members; a member's name is its extension, which queue_log then says."""
    parts = [HEAD]
    for queue in queues:
        parts.append(
            f"""
[{queue.code}](hotline-queue)
strategy={queue.strategy}
timeout={queue.ring_seconds}
wrapuptime={queue.wrapup_seconds}
"""
        )
        parts += [
            f"member => PJSIP/{one.extension},{one.penalty},{one.extension},PJSIP/{one.extension}\n"
            for one in members
            if one.queue == queue.code
        ]
    return "".join(parts)


def _write(file: Path, text: str) -> bool:
    """Replace the file at once by a whole one. False: it says so already."""
    if file.exists() and file.read_text(encoding="utf-8") == text:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(text, encoding="utf-8")
    draft.replace(file)
    return True
