"""What holds for every change of the company: one at a time, and nobody is locked out for ever (P1, P2)."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from backoffice.company.actor import Actor, communities_for
from backoffice.company.reach import has
from backoffice.errors import Conflict, Forbidden
from backoffice.sql import Database, load

sql = load(__file__, "changing.sql")

KEEPING = ("right.manage", "staff.manage")
"""What somebody must always hold, or nobody could give anybody anything again."""
SEES_COMPANY = ("company.manage", "staff.manage", "right.manage")
"""One of these shows the company's pages; each opens its own changes."""


@asynccontextmanager
async def changing(db: Database) -> AsyncIterator[None]:
    """A transaction in which nobody else changes the company: what is read in it stays true to its end.

    Raises Conflict when it would leave nobody who holds all of `KEEPING`.
    """
    async with db.transaction():
        await sql.lock(db)
        kept = await sql.kept(db, functions=list(KEEPING))
        yield
        if kept and not await sql.kept(db, functions=list(KEEPING)):
            raise Conflict("right.last_holder")


def needs(who: Actor, function: str) -> None:
    """Raises Forbidden without a company-wide function."""
    if not has(who, function, None):
        raise Forbidden("staff.not_yours", function=function)


def sees(who: Actor) -> None:
    """Who may see the company: those who may change something of it. Raises Forbidden."""
    if not any(has(who, function, None) for function in SEES_COMPANY):
        raise Forbidden("staff.not_yours", function="company.manage")


def may_grant(who: Actor, functions: Iterable[str], communities: Iterable[int | None]) -> None:
    """Nobody gives away what they do not hold there themselves, unless `right.manage` is theirs: it can give
    its holder everything anyway (P2). communities: None among them is everywhere. Raises Forbidden.
    """
    if has(who, "right.manage", None):
        return
    places = list(communities)
    for function in sorted(functions):
        for place in places:
            held = communities_for(who, function)
            if held is not None and (place is None or place not in held):
                raise Forbidden("right.beyond_own", function=function)
