"""Telling of an event, and a person's own reminders: the bell, the list, reading (P4).

What reached somebody stays hidden while the posts no longer carry its function there.
"""

import json
from typing import Any

from backoffice.company.actor import Actor, Staff
from backoffice.errors import Invalid, NotFound
from backoffice.reminders.events import EVENTS
from backoffice.reminders.model import Bell, Habit, Reminder
from backoffice.sql import Database, load

sql = load(__file__)

TOLD, RANG = "event", "reminder"
"""Channels of NOTIFY: an event waits for the worker; the bell of the member of staff in the payload."""


LONGEST = 24 * 60
"""Minutes: the longest a bell may wait until it rings again."""


async def tell(
    db: Database,
    who: Actor,
    event: str,
    *,
    subject: str,
    key: str = "",
    community: int | None = None,
    link: str = "",
    concerned: int | None = None,
    function: str = "",
    urgent: bool = False,
    **facts: Any,
) -> None:
    """Have `event` reach whom its rules name; in the transaction of what happened, once for each `key`.

    event: a kind of `events.EVENTS`; who: did it, and is not reminded; subject: `request:100012`, for
    `settle`; key: the subject if not given; link: a path of ours; concerned: the member of staff who asked
    for it; function: only for kinds that leave it open; facts: for the sentence, `x_en` beside `x` where
    English differs.
    """
    needed = EVENTS[event].function
    await sql.tell(
        db,
        kind=event,
        key=key or subject,
        subject=subject,
        community=community,
        function=function if needed is None else needed,
        concerned=concerned,
        actor=str(who),
        urgent=urgent,
        link=link,
        facts=json.dumps(facts, ensure_ascii=False, default=str),
        channel=TOLD,
    )


async def settle(db: Database, subject: str) -> None:
    """Nothing about `subject` needs anybody any more: its reminders stop counting, nobody is told further."""
    async for row in sql.settle(db, subject=subject):
        await _ring(db, row["staff"])


async def bell(db: Database, who: Staff) -> Bell:
    """The counts of one's own bell; what is counted was shown."""
    row = await sql.bell(db, staff=who.id, **_rights(who))
    return Bell(row["unread"], row["urgent"])


async def mine(
    db: Database, who: Staff, *, unread_only: bool = False, kind: str = "", most: int = 200
) -> list[Reminder]:
    """One's own reminders, unread first, the urgent before the others, then newest first; empty: none."""
    rows = sql.mine(db, staff=who.id, unread_only=unread_only, kind=kind, most=most, **_rights(who))
    return [Reminder(**{**row, "facts": json.loads(row["facts"])}) async for row in rows]


async def read(db: Database, who: Staff, reminder: int, *, acted: bool = False) -> str:
    """Mark one's own as read, and with `acted` as followed; returns its link. Raises NotFound."""
    link: str | None = await sql.read(db, staff=who.id, reminder=reminder, acted=acted, **_rights(who))
    if link is None:
        raise NotFound("reminder.not_found", reminder=reminder)
    await _ring(db, who.id)
    return link


async def read_all(db: Database, who: Staff) -> None:
    """Mark all of one's own that are to be seen as read."""
    await sql.read_all(db, staff=who.id, **_rights(who))
    await _ring(db, who.id)


async def habit(db: Database, who: Staff) -> Habit:
    """How one wants to be reminded."""
    row = await sql.habit(db, staff=who.id)
    return Habit(**row) if row else Habit()


async def keep_habit(db: Database, who: Staff, wish: Habit) -> None:
    """Be reminded like that from now on. Raises Invalid for a time that cannot be."""
    if not 0 <= wish.repeat <= LONGEST:
        raise Invalid("reminder.repeat", field="repeat", longest=LONGEST)
    if (wish.quiet_from is None) != (wish.quiet_until is None) or (
        wish.quiet_from is not None and wish.quiet_from == wish.quiet_until
    ):
        raise Invalid("reminder.quiet", field="quiet_until")
    await sql.keep_habit(
        db, staff=who.id, repeat=wish.repeat, quiet_from=wish.quiet_from, quiet_until=wish.quiet_until
    )


async def _ring(db: Database, staff: int) -> None:
    """Other open pages of that person count anew."""
    await sql.notify(db, channel=RANG, staff=str(staff))


def _rights(who: Staff) -> dict[str, list[str]]:
    """What the posts carry everywhere, and within which communities, as the row filter `may_see` asks."""
    everywhere = [function for function, communities in who.functions.items() if communities is None]
    within = [
        f"{function}@{community}"
        for function, communities in who.functions.items()
        for community in ("", *(communities or ()))
    ]
    return {"everywhere": everywhere, "within": within}
