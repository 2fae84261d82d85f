"""The calls we placed, followed to their end: each row of `attempt` gets its verdict once (H7, design).

While the engine runs, Asterisk's events tell. Whatever was missed, by a crash of either side or a database
that was away, is settled by looking: at the live channels, then at the channel events Asterisk wrote, and
what neither knows is `ambiguous`: for a person to judge, never dialled again by itself.
"""

import asyncio
from dataclasses import dataclass
from typing import NoReturn
from uuid import UUID

import asyncpg
import structlog

from agi.ami import Ami
from agi.database import borrow
from agi.manager import Event
from agi.shipper import Shipper
from agi.verdict import ChannelEvent, Purpose, Verdict, from_records, result_of
from agi.worker import AWAY, keep_on
from backoffice.outreach import desk as outreach
from backoffice.outreach.model import Attempt
from backoffice.sql import load

log = structlog.get_logger()
sql = load(__file__, "attempts.sql")

LIMIT = 3.0
"""Seconds the database may take over one event; later the look settles it."""
UP, RINGING = "6", "5"  # ChannelState


@dataclass(slots=True)
class _Followed:
    """What has been heard of one attempt. Times are the event loop's."""

    id: UUID
    purpose: Purpose
    seen: bool = False  # its channel was there
    counts: bool = False  # the leg that counts was there: the called one, of two joined the owner's
    rang: bool = False
    answered_at: float | None = None
    ended_at: float | None = None
    cause: int | None = None
    tech_cause: str = ""

    def verdict(self, now: float) -> Verdict:
        if not self.counts:
            # No channel at all: the trunk would not make one. Joined: the agent's telephone did not come.
            return Verdict("line" if self.purpose == "reminder" else "stopped", self.cause)
        answered = self.answered_at is not None
        result = result_of(answered=answered, rang=self.rang, cause=self.cause, tech_cause=self.tech_cause)
        seconds = (self.ended_at or now) - self.answered_at if self.answered_at is not None else 0.0
        return Verdict(result, self.cause, round(seconds, 1))


class Attempts:
    """Follows attempts. `run()` looks at the open ones after each login to Asterisk and every `every`
    seconds.

    grace: seconds a dialled attempt may be unknown to channels and records before it is ambiguous; more
    than an action's time limit.
    """

    def __init__(
        self, pool: asyncpg.Pool, ami: Ami, shipper: Shipper, *, every: float = 5.0, grace: float = 10.0
    ) -> None:
        self._pool = pool
        self._ami = ami
        self._shipper = shipper
        self._every = every
        self._grace = grace
        self._followed: dict[str, _Followed] = {}
        self._unknown_since: dict[UUID, float] = {}
        self._looking = asyncio.Lock()
        self._events = ami.subscribe("Newchannel", "Newstate", "Hangup", "OriginateResponse")
        ami.on_connected(self.look)

    async def run(self) -> None:
        """Until cancelled, whatever happens to Postgres and Asterisk."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._follow())
            both.create_task(keep_on("attempts", self.look, pause=self._every))

    def follow(self, attempt: UUID, purpose: Purpose) -> None:
        """Listen for this attempt from now on; call it before dialling."""
        self._followed.setdefault(str(attempt), _Followed(attempt, purpose))

    def forget(self, attempt: UUID) -> None:
        """It was never dialled after all."""
        self._followed.pop(str(attempt), None)

    async def _follow(self) -> NoReturn:
        while True:
            event = await self._events.next()
            ended = self._heard(event)
            if ended is None:
                continue
            verdict = ended.verdict(asyncio.get_running_loop().time())
            try:
                async with borrow(self._pool, LIMIT) as db:
                    await self._settle(db, ended.id, verdict)
            except AWAY as away:
                log.warning("attempts.settled_later", attempt=str(ended.id), reason=str(away))

    def _heard(self, event: Event) -> _Followed | None:
        """Remember what matters. Returns the attempt when this was its end, and follows it no longer."""
        if event.name == "OriginateResponse":
            one = self._followed.get(event["ActionID"])
            failed = one is not None and not one.seen and event["Response"] == "Failure"
            return self._followed.pop(event["ActionID"]) if failed else None
        one = self._followed.get(event["Linkedid"])
        if one is None:
            return None
        first = event["Uniqueid"] == str(one.id)
        one.seen = one.seen or first
        if first == (one.purpose == "reminder"):
            one.counts = True
            self._remember(one, event)
        if first and event.name == "Hangup":
            if one.answered_at is not None and one.ended_at is None:  # the agent hung up first: ours to say
                self._remember(one, event)
            return self._followed.pop(event["Linkedid"])
        return None

    def _remember(self, one: _Followed, event: Event) -> None:
        now = asyncio.get_running_loop().time()
        if event.name == "Newstate" and event["ChannelState"] == UP:
            one.answered_at = one.answered_at or now
        elif event.name == "Newstate" and event["ChannelState"] == RINGING:
            one.rang = True
        elif event.name == "Hangup":
            one.ended_at = now
            one.cause = int(event["Cause"]) if event["Cause"].isdigit() else None
            one.tech_cause = event["TechCause"]

    async def look(self) -> None:
        """Settle every open attempt that nobody will ever hear of again. Raises as asyncpg and Ami do."""
        async with self._looking:
            async with borrow(self._pool) as db:
                attempts = await outreach.open_attempts(db)
            dialled = [one for one in attempts if one.state != "committed"]
            if not dialled:
                self._unknown_since.clear()
                return
            channels = await self._ami.collect("CoreShowChannels")
            live = {channel[name] for channel in channels for name in ("Uniqueid", "Linkedid")}
            await self._shipper.ship_once()
            for one in dialled:
                if str(one.id) in live:
                    self._unknown_since.pop(one.id, None)
                else:
                    await self._look_up(one)

    async def _look_up(self, attempt: Attempt) -> None:
        """Not live: what do the records say?"""
        now = asyncio.get_running_loop().time()
        async with borrow(self._pool) as db:
            events = [
                ChannelEvent(row["uniqueid"], row["eventtype"], row["at"], row["extra"])
                async for row in sql.channel_events(db, linkedid=str(attempt.id))
            ]
            verdict = from_records(str(attempt.id), attempt.purpose, events)
            if verdict is not None:
                await self._settle(db, attempt.id, verdict)
            elif now - self._unknown_since.setdefault(attempt.id, now) >= self._grace:
                log.error("attempts.ambiguous", attempt=str(attempt.id), number=attempt.number)
                await outreach.settle(db, attempt.id, "ambiguous")
            else:
                return
        self._unknown_since.pop(attempt.id, None)
        self._followed.pop(str(attempt.id), None)

    async def _settle(self, db: asyncpg.Connection, attempt: UUID, verdict: Verdict) -> None:
        log.info("attempts.ended", attempt=str(attempt), result=verdict.result, cause=verdict.cause)
        await outreach.settle(
            db, attempt, "ended", result=verdict.result, cause=verdict.cause, seconds=verdict.seconds
        )
