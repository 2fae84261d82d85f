"""The audit trail: append-only, written in the transaction of what it tells of (P5)."""

import json
from typing import Any, Unpack

from backoffice.audit.model import Entry, Wanted
from backoffice.company.actor import Actor, Owner, Staff
from backoffice.company.reach import reach_with
from backoffice.errors import Forbidden
from backoffice.sql import Database, load

sql = load(__file__)

PAGE = 50
EXPORTED_AT_ONCE = 2000
FEW = 5000
"""Entries up to which a text is rare."""


async def record(
    db: Database,
    who: Actor,
    operation: str,
    object: object = "",  # noqa: A002 - the column's name, and the trade's word
    *,
    address: str = "",
    **facts: Any,
) -> None:
    """Append who did what. `facts` must not hold a PIN, password or token.

    address: of somebody not signed in; staff bring their own.
    """
    name = who.name if isinstance(who, Staff) else who.number if isinstance(who, Owner) else ""
    await sql.insert_entry(
        db,
        actor=str(who),
        actor_name=name,
        address=who.address if isinstance(who, Staff) else address,
        operation=operation,
        object=str(object),
        facts=json.dumps(facts, ensure_ascii=False, default=str),
    )


def may_view(who: Actor) -> None:
    """The trail is not divided by community: Forbidden without `audit.view` in all of them."""
    if not reach_with(who, "audit.view").everything:
        raise Forbidden("audit.not_yours", function="audit.view")


async def search(
    db: Database, who: Actor, *, before: int | None = None, **wanted: Unpack[Wanted]
) -> list[Entry]:
    """A page of entries, newest first; before: the last one of the page before (its id). Looking is audited.

    Raises Forbidden as `may_view`.
    """
    may_view(who)
    async with db.transaction():
        found = await _found(db, wanted, before, PAGE)
        await record(db, who, "audit.searched", wanted=_given(wanted))
    return found


async def export(
    db: Database, who: Actor, *, before: int | None = None, **wanted: Unpack[Wanted]
) -> list[Entry]:
    """As `search`, some thousand at a time; fewer than `EXPORTED_AT_ONCE`: that was all.

    The first time is audited.
    """
    may_view(who)
    async with db.transaction():
        if before is None:
            await record(db, who, "audit.exported", wanted=_given(wanted))
        return await _found(db, wanted, before, EXPORTED_AT_ONCE)


async def _found(db: Database, wanted: Wanted, before: int | None, most: int) -> list[Entry]:
    # What is not asked for has to vanish from the plan: a plan for all questions would read everything.
    await sql.plan_each_time(db)
    given = _given(wanted)
    texts = {name: given.get(name, "") for name in ("address", "module", "operation", "object")}
    text = given.get("text", "").lower()
    rows = sql.search(
        db,
        actors=await sql.actors(db, user=given["user"]) if "user" in given else None,
        text=text,
        # Rare words are found by their index, common ones among the newest; Postgres cannot guess which.
        few=await sql.few(db, text=text, most=FEW) if len(text) > 1 else None,
        since=given.get("since"),
        until=given.get("until"),
        before=before,
        before_at=await sql.time_of(db, id=before) if before else None,
        most=most,
        **texts,
    )
    return [Entry(**{**row, "facts": json.loads(row["facts"])}) async for row in rows]


def _given(wanted: Wanted) -> dict[str, Any]:
    """What was asked for; the trail of those who look at the trail says so."""
    return {name: value for name, value in wanted.items() if value}
