"""Calls out: a reminder to an owner, and an agent joined to an owner (H7, N4, C5).

An attempt is a row before it is a call. What makes a second call impossible, layer by layer: the row's step
is unique; `dialling` lets exactly one engine pass, once; `Ami` sends an action once or not at all; Asterisk
refuses a second live channel with the attempt's id; and nothing here dials again after a doubt.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn
from uuid import UUID

import asyncpg
import structlog

from agi import variables
from agi.ami import Ami
from agi.attempts import Attempts
from agi.database import borrow
from agi.manager import ActionRefused, LineDown, Unanswered, Value
from agi.worker import keep_on
from backoffice.calls.model import SwitchCommand
from backoffice.company import desk as company
from backoffice.company.actor import Actor, System
from backoffice.errors import Invalid
from backoffice.outreach import desk as outreach
from backoffice.outreach.model import Attempt
from backoffice.sql import load

log = structlog.get_logger()
sql = load(__file__, "dialler.sql")

NUMBER = re.compile(r"[0-9]{3,15}")
FRESH = timedelta(seconds=60)
"""How old a reminder may be that its engine committed and did not dial before it went down: as a command."""


class Dialler:
    """Carries out `remind`, `join` and `hang_up`. `run()` takes up what an engine left committed.

    hotline: the number both sides see. trunk: Asterisk's endpoint calls go out by. ring: seconds.
    """

    def __init__(
        self,
        pool: asyncpg.Pool,
        ami: Ami,
        attempts: Attempts,
        *,
        hotline: str = "96000",
        trunk: str = "provider",
        ring: float = 45.0,
        every: float = 5.0,
    ) -> None:
        self._pool = pool
        self._ami = ami
        self._attempts = attempts
        self._hotline = hotline
        self._trunk = trunk
        self._ring = ring
        self._every = every

    async def run(self) -> NoReturn:
        """Until cancelled."""
        await keep_on("dialler", self.take_up, pause=self._every)

    async def remind(self, command: SwitchCommand) -> Mapping[str, Any]:
        """Facts: `house`, and `number` where one of its numbers is meant in particular.

        Answers {"attempt": id} once Asterisk has taken the call on; how it ends is the attempt's row. Raises
        Refused (reminded today already, nothing owed, wishes no calls …), LineDown when nothing was sent.
        """
        house = int(command.facts["house"])
        self._line_is_up()
        async with borrow(self._pool) as db:
            row = await sql.who_answers(db, house=house, number=str(command.facts.get("number", "")))
            if row is None:
                raise Invalid("outreach.no_number", field="house", house=house)
            attempt = await outreach.commit_attempt(
                db,
                await self._actor(db, command.asked_by),
                "reminder",
                house,
                row["person_id"],
                row["number"],
                f"reminder:{house}:{row['today'].isoformat()}",
            )
        return await self._dial(attempt)

    async def join(self, command: SwitchCommand) -> Mapping[str, Any]:
        """Facts: `number` of the owner, `extension` of the agent, `house` and `person` where known.

        The agent's telephone rings first; both see the hotline's number. Answers and raises as `remind`.
        """
        facts = command.facts
        extension = _digits(facts["extension"], "extension")
        self._line_is_up()
        async with borrow(self._pool) as db:
            attempt = await outreach.commit_attempt(
                db,
                await self._actor(db, command.asked_by),
                "join",
                facts.get("house"),
                facts.get("person"),
                _digits(facts["number"], "number"),
                None,
            )
        return await self._dial(attempt, extension)

    async def hang_up(self, command: SwitchCommand) -> Mapping[str, Any]:
        """Facts: `attempt`, or `call`. Answers how many channels were hung up: 0 when it is over already."""
        wanted = str(command.facts.get("attempt", ""))
        if "call" in command.facts:
            async with borrow(self._pool) as db:
                wanted = await sql.uniqueid_of(db, call=UUID(str(command.facts["call"]))) or ""
        channels = [
            channel["Channel"]
            for channel in await self._ami.collect("CoreShowChannels")
            if wanted and channel["Uniqueid"] == wanted
        ]
        for channel in channels:
            await self._ami.send("Hangup", {"Channel": channel, "Cause": 16})
        return {"hung_up": len(channels)}

    async def take_up(self) -> None:
        """Attempts committed by an engine that went down before it dialled: certainly not called yet.

        A fresh reminder is dialled now; anything else is stopped, as nobody waits for it any more.
        """
        if not self._ami.up:
            return
        async with borrow(self._pool) as db:
            left = [one for one in await outreach.open_attempts(db) if one.state == "committed"]
        for one in left:
            if one.purpose == "reminder" and datetime.now(UTC) - one.committed_at < FRESH:
                await self._dial(one)
            elif datetime.now(UTC) - one.committed_at >= FRESH:
                async with borrow(self._pool) as db:
                    await outreach.settle(db, one.id, "ended", result="stopped")

    async def _dial(self, attempt: Attempt, extension: str = "") -> Mapping[str, Any]:
        """Place the call, unless somebody did: an agent's telephone first where an `extension` is given."""
        number = _digits(attempt.number, "number")
        async with borrow(self._pool) as db:
            if not await outreach.dialling(db, attempt.id):
                return {"attempt": str(attempt.id)}
            language = await sql.language_of(db, person=attempt.person) or "zh"
        self._attempts.follow(attempt.id, attempt.purpose)
        ids: dict[str, Value] = {name: str(attempt.id) for name in ("ActionID", "ChannelId")}
        where: dict[str, Value] = (
            {"Channel": f"PJSIP/{extension}", "Context": "out-join", "Exten": number}
            if extension
            else {"Channel": f"PJSIP/{number}@{self._trunk}", "Context": "out-reminder", "Exten": "s"}
        )
        how: dict[str, Value] = {
            "Priority": "1",
            "CallerID": self._hotline,
            "Timeout": str(round(self._ring * 1000)),  # milliseconds there
            "Async": "true",
            "Variable": [f"{variables.ATTEMPT}={attempt.id}", f"{variables.LANGUAGE}={language}"],
        }
        try:
            await self._ami.send("Originate", ids | where | how)
        except (LineDown, ActionRefused) as trouble:  # certainly not called
            log.error("dialler.not_called", attempt=str(attempt.id), reason=str(trouble))
            self._attempts.forget(attempt.id)
            async with borrow(self._pool) as db:
                await outreach.settle(db, attempt.id, "ended", result="line")
            raise
        except Unanswered as doubt:
            log.warning("dialler.unanswered", attempt=str(attempt.id), reason=str(doubt))
        return {"attempt": str(attempt.id)}

    def _line_is_up(self) -> None:
        """Nothing is committed that cannot be dialled now. Raises LineDown."""
        if not self._ami.up:
            raise LineDown(self._ami.trouble)

    async def _actor(self, db: asyncpg.Connection, asked_by: str) -> Actor:
        """Who asked, as the desks want to know it (`staff:3`, `system:command`)."""
        kind, _, name = asked_by.partition(":")
        return await company.staff_actor(db, int(name), "") if kind == "staff" else System(name)


def _digits(value: object, field: str) -> str:
    """A number as it is put into Originate; digits only, so that it names nothing else there."""
    if not NUMBER.fullmatch(str(value)):
        raise Invalid("outreach.not_a_number", field=field)
    return str(value)
