"""A call to the hotline, and a reminder that was answered, composed: line, journal, world, flow (P8, H11).

A hang-up is caught here, once. Any other fault leaves the call without ESTATELINE_DONE, so that the
dialplan's fallback apologises and offers a person or a recording (docs/decisions.md, 2).
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import structlog

from agi import variables
from agi.channel import AgiLine
from agi.journal import JournalWriter
from agi.server import AgiRequest
from agi.spool import BYTES_A_SECOND, WAV_HEADER, leave, sound_seconds
from agi.world import LIMIT, CallWorld, Pool, home_of
from backoffice.calls import desk as calls
from backoffice.calls.model import CallStart
from backoffice.company.actor import System
from backoffice.estate import desk as estate
from backoffice.estate.numbers import normalise
from backoffice.outreach import desk as outreach
from backoffice.sql import Database
from ivr.call import Call
from ivr.flows.hotline import hotline
from ivr.flows.reminder import reminder
from ivr.flows.request import SHORTEST
from ivr.line import Hangup, Journal
from ivr.say import Name

log = structlog.get_logger()

CLOSED, LOOK = 3.0, 0.05
"""Seconds Asterisk may need to close a recording after the call, and between two looks."""

Flow = Callable[[Call, CallWorld, Name], Awaitable[None]]
"""What is said in a call; the name is the company's."""


@dataclass(frozen=True)
class Answering:
    """Answers Asterisk's FastAGI requests. `recordings`, `spool`: folders as this process sees them."""

    pool: Pool
    writer: JournalWriter
    recordings: Path
    spool: Path

    async def hotline(self, request: AgiRequest) -> None:
        """Route `hotline`: a call from outside. Argument 1: its SIP Call-ID."""
        number = normalise(request.headers.get("agi_callerid", ""))

        start = CallStart(
            id=uuid4(),
            direction="in",
            number=number,
            dialled=request.headers.get("agi_dnid", ""),
            uniqueid=request.headers.get("agi_uniqueid", ""),
            sip_call_id=request.args[0] if request.args else "",
        )
        await self._answer(request, start, hotline, self.writer.journal(start.id))

    async def reminder(self, request: AgiRequest) -> None:
        """Route `reminder`: a call we placed was answered. Argument 1: the attempt's id."""
        call_id, attempt_id = uuid4(), UUID(request.args[0])
        async with asyncio.timeout(LIMIT), self.pool.acquire() as db:
            attempt = await outreach.answered(db, attempt_id, call_id)
            house = await estate.house_for(db, System("dialler"), attempt.house or 0, "house.view")
        start = CallStart(call_id, "out", attempt.number, "", request.headers.get("agi_uniqueid", ""))
        pressed = Pressed(self.writer.journal(call_id))

        async def flow(call: Call, world: CallWorld, name: Name) -> None:
            world.person = attempt.person
            await world.choose(home_of(house))
            await reminder(call, world, home_of(house), name)

        try:
            await self._answer(request, start, flow, pressed)
        finally:
            async with asyncio.timeout(LIMIT), self.pool.acquire() as db:
                await outreach.pressed(db, attempt_id, pressed.keys)

    async def _answer(self, request: AgiRequest, start: CallStart, flow: Flow, journal: Journal) -> None:
        """The life of a call, from the first command to its row closed and its recordings settled."""
        line = request.line
        world = CallWorld(self.pool, line, journal, start.id, start.number)
        world.call = Call(line, journal)
        structlog.contextvars.bind_contextvars(call=str(start.id))
        cause, opening = "fault", None
        try:
            await line.answer()
            await line.set_variable(variables.CALL, str(start.id))
            journal.note("answered", direction=start.direction, number=start.number, uniqueid=start.uniqueid)
            opening = asyncio.ensure_future(self._open(start))
            # Shielded: a caller who hangs up at once is a call with a row, too.
            await flow(world.call, world, await world.call.filled(asyncio.shield(opening)))
            cause = "ended"
            await line.set_variable(variables.DONE, "yes")
            await line.hang_up()
        except Hangup as end:
            cause = end.cause if cause == "fault" else cause
        except Exception as fault:
            error = uuid4().hex[:12]
            journal.note("fault", error=error)
            log.exception("call.fault", error=error, number=start.number, reason=type(fault).__name__)
            with contextlib.suppress(Hangup):
                await line.set_variable(variables.LANGUAGE, world.language)
        finally:
            journal.note("ended", cause=cause)
            if opening is not None:
                await asyncio.gather(opening, return_exceptions=True)
            await self._settle(line, world, start, cause)

    async def _open(self, start: CallStart) -> Name:
        """Open the call's row; returns the company's name."""
        async with asyncio.timeout(LIMIT), self.pool.acquire() as db:
            await calls.open_call(db, start)
            return await company(db)

    async def _settle(self, line: AgiLine, world: CallWorld, start: CallStart, cause: str) -> None:
        """Close the row; keep, spool or delete what was recorded. Nothing here may fail the call."""
        for one in line.recordings:
            file = self.recordings / f"{one.id}.wav"
            if one.id in world.kept:
                continue
            if (cause == "fault" and one.seconds >= SHORTEST) or one.id in world.owed:
                await asyncio.to_thread(leave, self.spool, file, start, one.seconds, world.language)
            else:
                file.unlink(missing_ok=True)  # cancelled, or recorded again
        talks = {talk: await talk_seconds(self.recordings / f"{talk}.wav") for talk in world.talks}
        try:
            async with asyncio.timeout(LIMIT), self.pool.acquire() as db:
                for talk, seconds in talks.items():
                    if seconds:
                        await calls.keep_recording(db, talk, "agent", start.id, seconds)
                await calls.close_call(db, start.id, cause)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            log.warning("call.close_later", call=str(start.id))  # the journal knows; agi.settling closes it


class Pressed:
    """A journal that also remembers the keys chosen in menus; digits collected, as a PIN, are not."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.keys = ""

    def note(self, kind: str, **facts: Any) -> None:
        """As `ivr.line.Journal`."""
        if kind == "key":
            self.keys += facts["key"]
        self._journal.note(kind, **facts)


async def talk_seconds(file: Path) -> float:
    """How long a conversation's recording is, once Asterisk has closed it; 0.0 when nobody answered.

    Asterisk keeps up to 64 KiB of it to itself, four seconds, and puts the length into the header at the end.
    """
    for _ in range(round(CLOSED / LOOK)):
        size, seconds = _size_and_length(file)
        if seconds or not size:
            return seconds
        await asyncio.sleep(LOOK)
    return sound_seconds(file)


def _size_and_length(file: Path) -> tuple[int, float]:
    """Bytes there are, and seconds by the header; none of either without a file."""
    try:
        with file.open("rb") as sound:
            header = sound.read(WAV_HEADER)
            return file.stat().st_size, int.from_bytes(header[40:], "little") / BYTES_A_SECOND
    except OSError:
        return 0, 0.0


async def company(db: Database) -> Name:
    """The company's name, as callers hear it; a neutral one before it is set."""
    name, name_en = await calls.company_name(db)
    return Name(name, name_en) if name else Name("物业服务中心", "Property services")
