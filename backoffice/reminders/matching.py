"""What the worker does to rows: events become reminders, unread ones climb, bells ring, the old goes (P4).

Each step is a transaction over rows locked with `skip locked`: two workers share the work, and one that dies
leaves everything as it was. The unique keys of event and reminder hold whatever else may happen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from backoffice.company.desk import staff_actor
from backoffice.company.reach import has
from backoffice.errors import NotFound
from backoffice.reminders.desk import RANG
from backoffice.reminders.model import Habit
from backoffice.sql import Database, load

sql = load(__file__, "matching.sql")
log = structlog.get_logger()

KEPT = 90
"""Days after which an event that nobody has to read any more is forgotten."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What decides who may be reminded of an event."""

    id: int
    community: int | None
    function: str
    actor: str


@dataclass(frozen=True, slots=True)
class _Reached:
    """People reached through posts; `posts` are asked for their superiors if nobody reads."""

    posts: list[int]
    staff: list[int]


async def match(db: Database, after: int = 0) -> int:
    """Make the reminders of the oldest event that waits behind `after`; returns its id, 0: none waits.

    One that cannot be matched is logged and waits on; it does not hold up those behind it.
    """
    taken = 0
    try:
        async with db.transaction():
            row = await sql.take(db, after=after)
            if row is None:
                return 0
            taken = row["id"]
            await _match(db, row)
    except Exception:
        if not taken or db.is_closed():
            raise
        log.exception("reminder.unmatched", told=taken)
    return taken


async def _match(db: Database, row: Mapping[str, Any]) -> None:
    told = _Told(row["id"], row["community"], row["function"], row["actor"])
    async for rule in sql.rules_of(db, event=told.id):
        named = row["concerned"] if rule["related"] == "concerned" else rule["staff"]
        reached = await (
            _person(db, told, named) if named else _climb(db, told, await _posts(db, rule["id"], told))
        )
        await _remind(db, told, rule["id"], rule["channel"], rule["escalate"], 0, reached)
    await sql.matched(db, event=told.id)


async def escalate(db: Database) -> bool:
    """Take one event that nobody read in its rule's time to the superiors; False: none is due."""
    async with db.transaction():
        row = await sql.unread_too_long(db)
        if row is None:
            return False
        told = _Told(row["event"], row["community"], row["function"], row["actor"])
        above = _Reached([], []) if row["read"] else await _climb(db, told, await _above(db, row["posts"]))
        await sql.unwatch(db, event=told.id, rule=row["rule"])
        reached = _Reached(above.posts, sorted({*row["staff"], *above.staff}) if above.staff else [])
        await _remind(db, told, row["rule"], row["channel"], row["escalate"], row["level"] + 1, reached)
    return True


async def ring(db: Database) -> None:
    """Ring the bells that are to ring now, for the first time or again."""
    async for _row in sql.ring(db, again=Habit().repeat, channel=RANG):
        pass


async def forget(db: Database) -> None:
    """Let go of what is long over."""
    await sql.forget(db, days=KEPT)


async def _remind(
    db: Database, told: _Told, rule: int, channel: str, minutes: int | None, level: int, reached: _Reached
) -> None:
    """Write the reminders, and watch whether somebody reads while there may be somebody above."""
    if not reached.staff:
        if level == 0 and not reached.posts:
            log.warning("reminder.nobody", told=told.id, rule=rule)
        return
    await sql.remind(db, event=told.id, staff=reached.staff, channel=channel, level=level)
    if minutes is not None:
        await sql.watch(
            db,
            event=told.id,
            rule=rule,
            level=level,
            posts=reached.posts,
            staff=reached.staff,
            minutes=minutes,
        )


async def _person(db: Database, told: _Told, staff: int) -> _Reached:
    """One person by name; whoever stands above, when that person may not know of it or has left."""
    posts = [row["post"] async for row in sql.posts_of_staff(db, staff=staff)]
    if await _may_know(db, told, staff):
        return _Reached(posts, [staff])
    return await _climb(db, told, await _above(db, posts))


async def _climb(db: Database, told: _Told, posts: Sequence[int]) -> _Reached:
    """Whoever holds these posts and may know of it; where nobody does, those above, and up.

    Who did it knows already: that post is not vacant, and nobody is told.
    """
    seen: set[int] = set()
    while level := sorted(set(posts) - seen):
        seen.update(level)
        holders = [row["staff"] async for row in sql.holders(db, posts=level, community=told.community)]
        able = [staff for staff in holders if await _may_know(db, told, staff)]
        if able:
            return _Reached(level, [staff for staff in able if f"staff:{staff}" != told.actor])
        posts = await _above(db, level)
    return _Reached([], [])


async def _may_know(db: Database, told: _Told, staff: int) -> bool:
    """The page's own rule: the function, in that community, by the posts held now."""
    try:
        actor = await staff_actor(db, staff, "")
    except NotFound:
        return False
    return not told.function or has(actor, told.function, told.community)


async def _posts(db: Database, rule: int, told: _Told) -> list[int]:
    return [row["post"] async for row in sql.posts_of_rule(db, rule=rule, event=told.id)]


async def _above(db: Database, posts: Sequence[int]) -> list[int]:
    return [row["post"] async for row in sql.superiors(db, posts=list(posts))]
