"""What the back office asks of the switch is done once and answered (design: switch commands)."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import asyncpg
import pytest

from agi.manager import LineDown
from agi.switch import Switch
from backoffice.calls import switch as desk
from backoffice.calls.model import SwitchCommand
from backoffice.company.actor import System
from backoffice.errors import Conflict
from tests.agi.leading import Lead
from tests.agi.running import running

WHO = System("test")


class Verbs:
    """Every command carried out stands in `done`."""

    def __init__(self) -> None:
        self.done: list[dict[str, Any]] = []
        self.go_on = asyncio.Event()
        self.begun = asyncio.Event()

    async def do(self, command: SwitchCommand) -> Mapping[str, Any]:
        self.done.append(dict(command.facts))
        if command.facts.get("waits"):
            self.begun.set()
            await self.go_on.wait()
        match command.facts.get("trouble"):
            case "refused":
                raise Conflict("outreach.reminded_today", house=7)
            case "line":
                raise LineDown("not yet connected")
            case "bug":
                raise RuntimeError("a bug")
        return {"done": True}


async def answered(db: asyncpg.Connection, command: int) -> dict[str, Any]:
    async with asyncio.timeout(10):
        while (outcome := await desk.outcome(db, command)) is None:
            await db.fetchval("select pg_sleep(0.01)")
    return outcome


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({}, {"done": True}),
        ({"trouble": "refused"}, {"refused": "outreach.reminded_today", "house": 7}),
        ({"trouble": "line"}, {"failed": "not yet connected"}),
    ],
)
async def test_a_command_is_carried_out_and_answered(
    pool: asyncpg.Pool, db: asyncpg.Connection, facts: dict[str, Any], outcome: dict[str, Any]
) -> None:
    verbs = Verbs()
    async with running(Switch(pool, {"reload_queues": verbs.do}, every=60).run()):
        assert await answered(db, await desk.ask(db, WHO, "reload_queues", facts)) == outcome
    assert verbs.done == [facts]


async def test_a_verb_nobody_knows_is_answered_too(pool: asyncpg.Pool, db: asyncpg.Connection) -> None:
    async with running(Switch(pool, {}, every=60).run()):
        outcome = await answered(db, await desk.ask(db, WHO, "reload_queues", {}))
    assert outcome == {"failed": "no such verb: reload_queues"}


async def test_an_expired_command_is_not_carried_out(pool: asyncpg.Pool, db: asyncpg.Connection) -> None:
    verbs = Verbs()
    old = await desk.ask(db, WHO, "reload_queues", {"old": True})
    await db.execute("update switch_command set expires_at = now() - interval '1 second'")
    new = await desk.ask(db, WHO, "reload_queues", {"old": False})
    async with running(Switch(pool, {"reload_queues": verbs.do}, every=60).run()):
        await answered(db, new)
        await answered(db, old)
    assert verbs.done == [{"old": False}]


async def test_two_engines_carry_each_out_once(pool: asyncpg.Pool, db: asyncpg.Connection) -> None:
    verbs = Verbs()
    asked = [await desk.ask(db, WHO, "reload_queues", {"n": n}) for n in range(20)]
    switches = [Switch(pool, {"reload_queues": verbs.do}, every=60).run() for _ in range(2)]
    async with running(*switches):
        for command in asked:
            await answered(db, command)
    assert sorted(facts["n"] for facts in verbs.done) == list(range(20))


async def test_one_that_waits_does_not_keep_others_waiting(
    pool: asyncpg.Pool, db: asyncpg.Connection
) -> None:
    verbs = Verbs()
    async with running(Switch(pool, {"reload_queues": verbs.do}, every=60).run()):
        slow = await desk.ask(db, WHO, "reload_queues", {"waits": True})
        await asyncio.wait_for(verbs.begun.wait(), 10)
        await answered(db, await desk.ask(db, WHO, "reload_queues", {}))
        assert await desk.outcome(db, slow) is None
        verbs.go_on.set()
        await answered(db, slow)


async def test_a_bug_in_a_verb_stops_nobody_and_is_never_tried_again(
    pool: asyncpg.Pool, db: asyncpg.Connection
) -> None:
    verbs = Verbs()
    async with running(Switch(pool, {"reload_queues": verbs.do}, every=60).run()):
        await desk.ask(db, WHO, "reload_queues", {"trouble": "bug"})
        await answered(db, await desk.ask(db, WHO, "reload_queues", {"after": 1}))
    assert [json.dumps(facts) for facts in verbs.done] == ['{"trouble": "bug"}', '{"after": 1}']


async def test_asked_while_postgres_was_away_from_us_it_is_heard_afterwards(
    pool: asyncpg.Pool, db: asyncpg.Connection, lead: Lead
) -> None:
    verbs = Verbs()
    async with running(Switch(pool, {"reload_queues": verbs.do}, every=0.05).run()):
        await answered(db, await desk.ask(db, WHO, "reload_queues", {}))
        lead.cut()
        command = await desk.ask(db, WHO, "reload_queues", {})
        lead.mend()
        await answered(db, command)
