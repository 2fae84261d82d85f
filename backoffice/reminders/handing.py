"""Reminders and rules of somebody who leaves, of a post or department that closes (P1, P4).

Whoever changes the company asks (`company.handover`); each function needs one of the rights that do.
"""

from typing import Literal

from backoffice.company.actor import Actor
from backoffice.company.changing import sees
from backoffice.company.model import OpenWork
from backoffice.reminders import reading
from backoffice.sql import Database, load

sql = load(__file__, "handing.sql")

Of = Literal["staff", "post", "department"]


async def unread(db: Database, staff: int) -> list[OpenWork]:
    """What somebody was reminded of and has not read, the oldest first; empty: nothing."""
    return [
        OpenWork(row["id"], reading.event(row["kind"]), detail=row["subject"])
        async for row in sql.unread(db, staff=staff)
    ]


async def hand_over_unread(db: Database, who: Actor, staff: int, to: int | None) -> None:
    """Remind another one instead, from now on as if it had just happened."""
    sees(who)
    if to is not None:
        await sql.give_unread(db, staff=staff, to=to)


async def rules_of(db: Database, holder: int, *, of: Of) -> list[OpenWork]:
    """The rules that name a member of staff, post or department; empty: none does."""
    return [
        OpenWork(row["id"], reading.event(row["event"]))
        async for row in sql.rules_of(db, of=of, holder=holder)
    ]


async def hand_over_rules(db: Database, who: Actor, holder: int, to: int | None, *, of: Of) -> None:
    """Let the rules name another one; those that would then say a thing twice, or name nobody, go."""
    sees(who)
    if to is not None:
        await sql.give_rules(db, of=of, holder=holder, to=to)
    await sql.drop_rules(db, of=of, holder=holder)
