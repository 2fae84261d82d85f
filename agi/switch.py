"""What the back office asks of the switch: rows claimed, done and answered here (design: switch commands).

A command is claimed once; one that expired before it was claimed is never carried out (the desk sees to
both).
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import asyncpg
import structlog

from agi.database import borrow
from agi.manager import SwitchTrouble
from agi.worker import keep_on
from backoffice.calls import switch as desk
from backoffice.calls.model import SwitchCommand
from backoffice.errors import Refused

log = structlog.get_logger()

Outcome = Mapping[str, Any]
Verb = Callable[[SwitchCommand], Awaitable[Outcome]]

CHANNEL = "switch_command"
AT_ONCE = 8
"""Commands carried out side by side."""


class Switch:
    """Claims commands as they are asked for, and every `every` seconds, and answers each.

    verbs: what carries out each verb; its outcome is the answer. A desk's refusal is answered as
    {"refused": key, …facts}, trouble with Asterisk as {"failed": reason}, as is a verb nobody knows.
    """

    def __init__(self, pool: asyncpg.Pool, verbs: Mapping[str, Verb], *, every: float = 1.0) -> None:
        self._pool = pool
        self._verbs = verbs
        self._every = every
        self._room = asyncio.Semaphore(AT_ONCE)
        self._asked = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled, whatever happens to Postgres; commands begun are then cancelled, too."""
        async with asyncio.TaskGroup() as self._doing:
            await keep_on("switch", self._listen)

    async def _listen(self) -> None:
        """On one connection: it hears NOTIFY, and that it still claims shows that it still hears."""
        async with borrow(self._pool) as db:
            await db.add_listener(CHANNEL, self._notified)
            try:
                while True:
                    self._asked.clear()
                    await self._room.acquire()
                    command = None
                    try:
                        command = await desk.claim(db)
                    finally:
                        if command is None:
                            self._room.release()
                    if command is not None:
                        self._doing.create_task(self._carry_out(command))
                    else:
                        await self._rest()
            finally:
                if not db.is_closed():
                    await db.remove_listener(CHANNEL, self._notified)

    async def _rest(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._asked.wait(), self._every)

    def _notified(self, *_: object) -> None:
        self._asked.set()

    async def _carry_out(self, command: SwitchCommand) -> None:
        try:
            outcome = await self._outcome(command)
            async with borrow(self._pool) as db:
                await desk.answer(db, command.id, outcome)
        except Exception:
            # Nobody may carry it out again: the row stays claimed and unanswered, and its asker gives up.
            log.exception("switch.unanswered", command=command.id, verb=command.verb)
        finally:
            self._room.release()

    async def _outcome(self, command: SwitchCommand) -> Outcome:
        verb = self._verbs.get(command.verb)
        if verb is None:
            return {"failed": f"no such verb: {command.verb}"}
        try:
            return await verb(command)
        except Refused as refused:
            return {"refused": refused.key, **refused.facts}
        except SwitchTrouble as trouble:
            return {"failed": str(trouble)}
