"""Agents' telephones as app_queue rings them: rows, the page that pops up, and the call's journal (H6).

The caller's channel carries ESTATELINE_CALL; manager.conf's `channelvars` puts it into every event. A
member's name is its extension (agi/queues.py).
"""

from collections.abc import Callable, Mapping
from typing import Any, NoReturn
from uuid import UUID

import asyncpg
import structlog

from agi import variables
from agi.ami import Ami
from agi.database import borrow
from agi.manager import Event
from agi.worker import AWAY
from backoffice.calls import desk
from backoffice.sql import load

log = structlog.get_logger()
sql = load(__file__, "agents.sql")

LIMIT = 3.0
"""Seconds the database may take over one event; the next one waits behind it."""

ANSWERED_ELSEWHERE = "26"
"""Asterisk's hang-up cause of the telephones that rang beside the one that was taken up."""

Note = Callable[[UUID, str, Mapping[str, Any]], None]
"""Notes one fact in a call's journal: call id, kind, facts."""


class AgentCalls:
    """Follows app_queue's events; after each login to Asterisk ends what ended while nobody listened.

    While Postgres is away events are passed over: nobody could be shown a page then, either.
    """

    def __init__(self, pool: asyncpg.Pool, ami: Ami, note: Note) -> None:
        self._pool = pool
        self._ami = ami
        self._note = note
        self._meaning = {
            "AgentCalled": self._ringing,
            "AgentConnect": self._answered,
            "AgentComplete": self._ended,
            "AgentRingNoAnswer": self._no_answer,
            "QueueCallerAbandon": self._caller_left,
            "Hangup": self._telephone_silent,
        }
        self._legs: dict[str, tuple[UUID, int]] = {}  # an agent's channel that was rung → call and staff
        self._events = ami.subscribe(*self._meaning)
        ami.on_connected(self.tidy)

    async def run(self) -> NoReturn:
        """Until cancelled."""
        while True:
            event = await self._events.next()
            leg = self._legs.get(event["Uniqueid"])
            call = str(leg[0]) if leg else event.variables.get(variables.CALL)
            if not call or (event.name == "Hangup" and not leg):
                continue
            try:
                async with borrow(self._pool, LIMIT) as db:
                    await self._meaning[event.name](db, UUID(call), event)
            except AWAY as away:
                log.warning("agents.event_lost", event_name=event.name, call=call, reason=str(away))
            except Exception:
                log.exception("agents.event_failed", event_name=event.name, call=call)

    async def tidy(self) -> None:
        """End the rows of calls that are no longer live. Raises as asyncpg and Ami.collect do."""
        self._legs.clear()
        live = [channel["Uniqueid"] for channel in await self._ami.collect("CoreShowChannels")]
        async with borrow(self._pool) as db:
            await sql.end_all_but(db, live=live)

    async def _ringing(self, db: asyncpg.Connection, call: UUID, event: Event) -> None:
        staff = await self._staff(db, event)
        if staff is not None:
            self._legs[event["DestUniqueid"]] = (call, staff)
            await desk.ringing(db, staff, call, event["Queue"])
            self._tell(call, "ringing", staff, event)

    async def _answered(self, db: asyncpg.Connection, call: UUID, event: Event) -> None:
        staff = await self._staff(db, event)
        if staff is not None:
            await desk.answered(db, staff, call)
            self._tell(call, "answered", staff, event, waited=_seconds(event["HoldTime"]))

    async def _ended(self, db: asyncpg.Connection, call: UUID, event: Event) -> None:
        staff = await self._staff(db, event)
        if staff is not None:
            await desk.ended(db, staff, call, "answered")
            self._tell(call, "ended", staff, event, talked=_seconds(event["TalkTime"]), by=event["Reason"])

    async def _no_answer(self, db: asyncpg.Connection, call: UUID, event: Event) -> None:
        staff = await self._staff(db, event)
        if staff is not None:
            await desk.ended(db, staff, call, "no_answer")
            self._tell(call, "no_answer", staff, event)

    async def _caller_left(self, db: asyncpg.Connection, call: UUID, event: Event) -> None:
        for staff in [row["staff_id"] async for row in sql.ringing_for(db, call=call)]:
            await desk.ended(db, staff, call, "caller_left")
        self._note(call, "agent", {"state": "caller_left", "waited": _seconds(event["HoldTime"])})

    async def _telephone_silent(self, db: asyncpg.Connection, call: UUID, event: Event) -> None:
        """The agent's own channel is over. What still rings was never answered and nobody said why: another
        agent of the queue was quicker, which app_queue makes the cause, or the caller left by a key (the
        journal has both). What still talks had no AgentComplete: the caller hung up between the answer and
        the bridge."""
        _, staff = self._legs.pop(event["Uniqueid"])
        talking = await sql.is_talking(db, call=call, staff=staff)
        if talking:
            await desk.ended(db, staff, call, "answered")
            self._note(call, "agent", {"state": "ended", "staff": staff, "talked": 0})
        elif talking is not None:
            quicker = event["Cause"] == ANSWERED_ELSEWHERE
            await desk.ended(db, staff, call, "elsewhere" if quicker else "caller_left")

    async def _staff(self, db: asyncpg.Connection, event: Event) -> int | None:
        """The member's id; None, logged, for an extension nobody has (any more)."""
        staff: int | None = await sql.staff_of(db, extension=event["MemberName"])
        if staff is None:
            log.error("agents.nobody_at", extension=event["MemberName"])
        return staff

    def _tell(self, call: UUID, state: str, staff: int, event: Event, **more: Any) -> None:
        facts = {"state": state, "staff": staff, "extension": event["MemberName"], "queue": event["Queue"]}
        self._note(call, "agent", facts | more)


def _seconds(value: str) -> int:
    return int(value) if value.isdigit() else 0
