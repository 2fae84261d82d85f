"""What the back office asks of the switch: rows the engine claims, does and answers (design)."""

import json
from collections.abc import Mapping
from typing import Any

from backoffice.audit import desk as audit
from backoffice.calls.model import SwitchCommand
from backoffice.company.actor import Actor, Owner
from backoffice.company.reach import has
from backoffice.errors import Forbidden, Invalid
from backoffice.estate.desk import house_for
from backoffice.sql import Database, load

sql = load(__file__, "switch.sql")

FUNCTIONS = {
    "reload_agents": "switch.reload",
    "reload_queues": "switch.reload",
    "remind": "outreach.call",
    "join": "outreach.call",
    "hang_up": "outreach.call",
}
"""What each verb needs; what names a house needs it there."""

ASKED, ANSWERED = "switch_command", "switch_answer"
"""Channels of NOTIFY; the payload is the command's id."""


async def ask(db: Database, who: Actor, verb: str, facts: Mapping[str, Any]) -> int:
    """Ask the engine to do something within a minute; returns the command's id, for `outcome`.

    Raises Invalid for a verb there is not, Forbidden without its function, NotFound for a house elsewhere.
    """
    function = FUNCTIONS.get(verb)
    if function is None:
        raise Invalid("switch.no_such_verb", field="verb", verb=verb)
    if isinstance(who, Owner):
        raise Forbidden("switch.function", function=function)
    if facts.get("house") is not None:
        await house_for(db, who, int(facts["house"]), function)
    elif not has(who, function, None):
        raise Forbidden("switch.function", function=function)
    async with db.transaction():
        told = json.dumps(dict(facts), ensure_ascii=False, default=str)
        command: int = await sql.ask(db, verb=verb, facts=told, by=str(who))
        await audit.record(db, who, f"switch.{verb}", f"switch_command:{command}", **facts)
        await sql.tell(db, channel=ASKED, command=str(command))
    return command


async def claim(db: Database) -> SwitchCommand | None:
    """The oldest command nobody took, for this caller alone, or None.

    Those older than their minute are answered {"expired": true} and never carried out.
    """
    await sql.expire(db)
    row = await sql.claim(db)
    return SwitchCommand(**{**row, "facts": json.loads(row["facts"])}) if row else None


async def answer(db: Database, command: int, outcome: Mapping[str, Any]) -> None:
    """Keep what became of a command, and wake who asked."""
    async with db.transaction():
        told = json.dumps(dict(outcome), ensure_ascii=False, default=str)
        await sql.answer(db, command=command, outcome=told)
        await sql.tell(db, channel=ANSWERED, command=str(command))


async def outcome(db: Database, command: int) -> dict[str, Any] | None:
    """What became of a command; None while nothing has, or there is none."""
    told = await sql.outcome(db, command=command)
    found: dict[str, Any] | None = json.loads(told) if told is not None else None
    return found
