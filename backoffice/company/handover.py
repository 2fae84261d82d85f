"""Open work of somebody who leaves, of a post or department that closes: listed, then handed over (P1).

`KINDS` is the closed list: what can be open in somebody's hands has a kind here, with the
capability's own way of listing and moving it. Nothing is lost: what is not handed over must be of a kind that
may simply end.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from backoffice.approvals import handing as approvals
from backoffice.calls import queues
from backoffice.company.actor import Actor
from backoffice.company.model import OpenWork
from backoffice.errors import Conflict
from backoffice.jobs import desk as jobs
from backoffice.reminders import handing
from backoffice.sql import Database, load

sql = load(__file__, "handover.sql")

Of = handing.Of
Listed = Callable[[Database, int], Awaitable[list[OpenWork]]]
Moved = Callable[[Database, Actor, int, int | None], Awaitable[None]]
Query = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of open work. listed: what of it is in these hands; moved: into others', None: nobody's.

    may_end: it may be left to nobody.
    """

    code: str
    of: Of
    may_end: bool
    listed: Listed
    moved: Moved


@dataclass(frozen=True, slots=True)
class Pile:
    """All open work of one kind."""

    kind: Kind
    items: tuple[OpenWork, ...]


def _list(query: Callable[..., AsyncIterator[Any]]) -> Listed:
    async def listed(db: Database, holder: int) -> list[OpenWork]:
        return [OpenWork(**row) async for row in query(db, holder=holder)]

    return listed


def _move(give: Query, end: Query | None = None) -> Moved:
    """give: to whom takes over; end: what the first one still has then, where giving only shares it."""

    async def moved(db: Database, who: Actor, holder: int, to: int | None) -> None:
        if end is None or to is not None:
            await give(db, holder=holder, to=to)
        if end is not None:
            await end(db, holder=holder)

    return moved


def _rules(of: Of) -> Kind:
    return Kind("rule", of, True, partial(handing.rules_of, of=of), partial(handing.hand_over_rules, of=of))


KINDS = (
    Kind("holding", "staff", True, _list(sql.holdings), _move(sql.give_holdings, sql.end_holdings)),
    Kind("queue", "staff", True, queues.answered_by, queues.hand_over),
    Kind("approval", "staff", True, approvals.open_of, approvals.hand_over),
    Kind("job", "staff", False, jobs.open_of, jobs.hand_over),
    Kind("reminder", "staff", False, handing.unread, handing.hand_over_unread),
    _rules("staff"),
    Kind("holder", "post", True, _list(sql.holders), _move(sql.give_holders, sql.end_holders)),
    Kind("subordinate", "post", True, _list(sql.subordinates), _move(sql.give_subordinates)),
    _rules("post"),
    Kind("department", "department", False, _list(sql.departments), _move(sql.give_departments)),
    Kind("post", "department", False, _list(sql.posts), _move(sql.give_posts)),
    _rules("department"),
)


async def open_work(db: Database, of: Of, holder: int) -> list[Pile]:
    """What is open in these hands, by kind; empty: nothing. The caller has checked the right."""
    found = [Pile(kind, tuple(await kind.listed(db, holder))) for kind in KINDS if kind.of == of]
    return [pile for pile in found if pile.items]


def all_to(of: Of, successor: int | None) -> dict[str, int | None]:
    """Every kind of open work to one successor."""
    return {kind.code: successor for kind in KINDS if kind.of == of}


async def hand_over(db: Database, who: Actor, of: Of, holder: int, to: Mapping[str, int | None]) -> int:
    """Give each kind of open work to whom `to` names; returns how many things that were.

    Raises Conflict when something is left to nobody that may not simply end.
    """
    count = 0
    for pile in await open_work(db, of, holder):
        successor = to.get(pile.kind.code)
        if successor is None and not pile.kind.may_end:
            raise Conflict("handover.nobody", field=pile.kind.code, count=len(pile.items))
        await pile.kind.moved(db, who, holder, successor)
        count += len(pile.items)
    return count
