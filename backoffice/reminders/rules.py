"""Which events reach whom, and what became of them: for those with `reminder.manage` (P4)."""

import json
from typing import get_args

from backoffice.audit import desk as audit
from backoffice.company.actor import Actor
from backoffice.company.functions import READY_MADE
from backoffice.company.reach import reach_with
from backoffice.errors import Conflict, Forbidden, Invalid, NotFound
from backoffice.reminders.events import EVENTS
from backoffice.reminders.model import Channel, Choice, Delivery, Rule
from backoffice.sql import Database, load

sql = load(__file__, "rules.sql")

LONGEST = 30 * 24 * 60
"""Minutes: the longest a rule may wait for a reader."""
RELATED = ("able", "superior", "concerned")
_COLUMNS = {
    "kind": "post_kind",
    "post": "post",
    "department": "department",
    "staff": "staff",
    "related": "related",
}


async def lay(db: Database) -> None:
    """Lay down the ready-made rules of every event that is new here, once: what was removed stays removed."""
    async with db.transaction():
        for event in EVENTS.values():
            if await sql.is_new(db, kind=event.kind):
                for rule in event.rules:
                    await _insert(db, event.kind, rule.whom, "page", rule.escalate)


async def rules(db: Database, who: Actor) -> list[Rule]:
    """All rules, as the registry orders events. Raises Forbidden without `reminder.manage`."""
    _may(who)
    found = [Rule(**row) async for row in sql.rules(db)]
    order = {kind: at for at, kind in enumerate(EVENTS)}
    return sorted((one for one in found if one.event in order), key=lambda one: order[one.event])


async def choices(db: Database, who: Actor) -> list[Choice]:
    """Everybody a rule can name. Raises Forbidden without `reminder.manage`."""
    _may(who)
    fixed = [Choice(f"related:{one}") for one in RELATED] + [Choice(f"kind:{one}") for one in READY_MADE]
    return fixed + [Choice(**row) async for row in sql.choices(db)]


async def add(
    db: Database, who: Actor, *, event: str, whom: str, channel: Channel = "page", escalate: int | None = None
) -> int:
    """A new rule; returns its id.

    Raises Forbidden without `reminder.manage`; Invalid for an event, person, channel or time that cannot be;
    Conflict when there is the same rule.
    """
    _may(who)
    if event not in EVENTS:
        raise Invalid("reminder.no_such_event", field="event")
    if whom not in {one.whom for one in await choices(db, who)}:
        raise Invalid("reminder.no_such_reader", field="whom")
    if channel not in get_args(Channel):
        raise Invalid("reminder.no_such_channel", field="channel")
    _check(escalate)
    async with db.transaction():
        rule = await _insert(db, event, whom, channel, escalate)
        if rule is None:
            raise Conflict("reminder.rule_there", field="whom")
        await audit.record(
            db,
            who,
            "reminder_rule.added",
            f"reminder_rule:{rule}",
            event=event,
            whom=whom,
            channel=channel,
            escalate=escalate,
        )
    return rule


async def change(db: Database, who: Actor, rule: int, version: int, escalate: int | None) -> None:
    """Have unread ones go to the superiors after other minutes, or (None) never.

    Raises Forbidden, NotFound; Invalid for a time that cannot be; Conflict when another changed it meanwhile.
    """
    before = await _rule(db, who, rule)
    _check(escalate)
    async with db.transaction():
        if await sql.change(db, rule=rule, version=version, escalate=escalate) is None:
            raise Conflict("edit.changed_meanwhile")
        await audit.record(
            db,
            who,
            "reminder_rule.changed",
            f"reminder_rule:{rule}",
            before=before.escalate,
            after=escalate,
        )


async def remove(db: Database, who: Actor, rule: int, version: int) -> None:
    """Remove a rule; what it sent stays. Raises as `change`."""
    before = await _rule(db, who, rule)
    async with db.transaction():
        if await sql.remove(db, rule=rule, version=version) is None:
            raise Conflict("edit.changed_meanwhile")
        facts = {"event": before.event, "whom": before.whom, "channel": before.channel}
        await audit.record(db, who, "reminder_rule.removed", f"reminder_rule:{rule}", before=facts)


async def deliveries(db: Database, who: Actor, *, kind: str = "", most: int = 200) -> list[Delivery]:
    """What became of the latest events with each person they reached, newest first; those that reached nobody
    too. Raises Forbidden without `reminder.manage`."""
    _may(who)
    rows = sql.deliveries(db, kind=kind, most=most)
    return [Delivery(**{**row, "facts": json.loads(row["facts"])}) async for row in rows]


async def _rule(db: Database, who: Actor, rule: int) -> Rule:
    found = [one for one in await rules(db, who) if one.id == rule]
    if not found:
        raise NotFound("reminder.rule_not_found", rule=rule)
    return found[0]


async def _insert(db: Database, event: str, whom: str, channel: Channel, escalate: int | None) -> int | None:
    sort, _, one = whom.partition(":")
    columns: dict[str, int | str | None] = dict.fromkeys(_COLUMNS.values())
    columns[_COLUMNS[sort]] = int(one) if one.isdigit() else one
    rule: int | None = await sql.insert(db, event=event, channel=channel, escalate=escalate, **columns)
    return rule


def _may(who: Actor) -> None:
    if not reach_with(who, "reminder.manage").everything:
        raise Forbidden("right.missing", function="reminder.manage")


def _check(escalate: int | None) -> None:
    if escalate is not None and not 1 <= escalate <= LONGEST:
        raise Invalid("reminder.escalate", field="escalate", longest=LONGEST)
