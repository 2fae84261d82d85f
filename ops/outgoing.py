"""`remind` and `join`: ask the running engine for one call out, and wait for what became of it (H7)."""

import argparse
import asyncio
import json
import sys
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import asyncpg

from backoffice.calls import switch
from backoffice.company.actor import System
from backoffice.errors import Refused
from backoffice.estate.desk import house_by_code, house_by_place
from backoffice.outreach import desk as outreach
from backoffice.outreach.model import Attempt
from ops.messages import Unready, known, say
from ops.settings import Settings
from ops.statement import connect

WHO = System("command")
ANSWER_LIMIT = 75.0
"""Seconds until the engine has taken the command on, or it has expired (60)."""
LOOK_EVERY = 0.5
OVER = ("ended", "ambiguous")


def remind(argv: list[str]) -> int:
    """The verb `remind`; exit status 0 when the call was answered."""
    parser = argparse.ArgumentParser(prog="estateline remind")
    parser.add_argument("--house", required=True, help="community/room, or the eight-digit house code")
    parser.add_argument(
        "--number", default="", help="one of the house's numbers; without it the owner's first"
    )
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    return asyncio.run(_remind(Settings(), asked.house, asked.number, asked.json))


def join(argv: list[str]) -> int:
    """The verb `join`; exit status 0 when the owner answered."""
    parser = argparse.ArgumentParser(prog="estateline join")
    parser.add_argument("--extension", required=True, help="the agent's telephone, which rings first: 801")
    parser.add_argument("--number", required=True, help="the owner's")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    facts = {"extension": asked.extension, "number": asked.number}
    return asyncio.run(_call_out(Settings(), "join", facts, asked.json))


async def _remind(settings: Settings, where: str, number: str, as_json: bool) -> int:
    db = await connect(settings)
    try:
        community, _, room = where.partition("/")
        house = await house_by_place(db, community, room) if room else await house_by_code(db, where)
    finally:
        await db.close()
    if house is None:
        raise Unready("remind.no_house", house=where)
    facts = {"house": house.id} | ({"number": number} if number else {})
    return await _call_out(settings, "remind", facts, as_json)


async def _call_out(settings: Settings, verb: str, facts: Mapping[str, Any], as_json: bool) -> int:
    db = await connect(settings)
    try:
        outcome = await _ask(db, verb, facts)
        if "attempt" not in outcome:
            raise Unready("remind.refused", why=_why(outcome))
        attempt = await _follow(db, UUID(outcome["attempt"]), told=not as_json)
    finally:
        await db.close()
    if as_json:
        shown = {name: getattr(attempt, name) for name in Attempt.__dataclass_fields__}
        print(json.dumps(shown, ensure_ascii=False, default=str, indent=1))
    else:
        facts_said = {"result": attempt.result or attempt.state, "seconds": attempt.seconds or 0}
        print(say("remind.over", keys=attempt.keys or "-", **facts_said))
    return 0 if attempt.result == "answered" else 1


async def _ask(db: asyncpg.Connection, verb: str, facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the engine answers. Raises Unready when the desk refuses or no engine takes the command on."""
    answered: asyncio.Queue[str] = asyncio.Queue()
    await db.add_listener(switch.ANSWERED, lambda _db, _pid, _channel, told: answered.put_nowait(str(told)))
    try:
        command = await switch.ask(db, WHO, verb, facts)
    except Refused as refusal:
        raise Unready("remind.refused", why=_why({"refused": refusal.key} | refusal.facts)) from None
    try:
        async with asyncio.timeout(ANSWER_LIMIT):
            while await answered.get() != str(command):
                pass
    except TimeoutError:
        raise Unready("remind.no_engine") from None
    return await switch.outcome(db, command) or {}


async def _follow(db: asyncpg.Connection, attempt: UUID, *, told: bool) -> Attempt:
    """The attempt once it is over; its states are told as they come."""
    state = ""
    while True:
        found = await outreach.attempt_for(db, WHO, attempt)
        if found.state != state:
            state = found.state
            if told:
                print(f"{found.number}  {state}", file=sys.stderr, flush=True)
        if state in OVER:
            return found
        await asyncio.sleep(LOOK_EVERY)


def _why(outcome: Mapping[str, Any]) -> str:
    """A desk's refusal in words where there are some, else as it came."""
    refused = str(outcome.get("refused", ""))
    if known(refused):
        return say(refused)
    return " ".join(f"{name}={value}" for name, value in outcome.items()) or "?"
