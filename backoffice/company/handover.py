"""Open work of somebody who leaves, of a post or department that closes: listed, then handed over (P1).

`KINDS` is the closed list: what can be open in somebody's hands has a kind here, with the
capability's own way of listing and moving it. Nothing is lost: what is not handed over must be of a kind that
may simply end.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial

from backoffice.calls import queues
from backoffice.company.actor import Actor
from backoffice.company.model import OpenWork
from backoffice.errors import Conflict
from backoffice.jobs import desk as jobs
from backoffice.reminders import handing
from backoffice.sql import Database, load

sql = load(__file__, "handover.sql")

Of = handing.Of


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of open work. listed: what of it is in these hands; moved: into others', None: nobody's.

    may_end: it may be left to nobody.
    """

    code: str
    of: Of
    may_end: bool
    listed: Callable[[Database, int], Awaitable[list[OpenWork]]]
    moved: Callable[[Database, Actor, int, int | None], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Pile:
    """All open work of one kind."""

    kind: Kind
    items: tuple[OpenWork, ...]


async def _holdings(db: Database, staff: int) -> list[OpenWork]:
    return [OpenWork(**row) async for row in sql.holdings(db, staff=staff)]


async def _move_holdings(db: Database, who: Actor, staff: int, to: int | None) -> None:
    if to is not None:
        await sql.give_holdings(db, staff=staff, to=to)
    await sql.end_holdings(db, staff=staff)


async def _holders(db: Database, post: int) -> list[OpenWork]:
    return [OpenWork(**row) async for row in sql.holders(db, post=post)]


async def _move_holders(db: Database, who: Actor, post: int, to: int | None) -> None:
    if to is not None:
        await sql.give_holders(db, post=post, to=to)
    await sql.end_holders(db, post=post)


async def _subordinates(db: Database, post: int) -> list[OpenWork]:
    return [OpenWork(**row) async for row in sql.subordinates(db, post=post)]


async def _move_subordinates(db: Database, who: Actor, post: int, to: int | None) -> None:
    await sql.give_subordinates(db, post=post, to=to)


async def _departments(db: Database, department: int) -> list[OpenWork]:
    return [OpenWork(**row) async for row in sql.departments(db, department=department)]


async def _move_departments(db: Database, who: Actor, department: int, to: int | None) -> None:
    await sql.give_departments(db, department=department, to=to)


async def _posts(db: Database, department: int) -> list[OpenWork]:
    return [OpenWork(**row) async for row in sql.posts(db, department=department)]


async def _move_posts(db: Database, who: Actor, department: int, to: int | None) -> None:
    await sql.give_posts(db, department=department, to=to)


def _rules(of: Of) -> Kind:
    return Kind("rule", of, True, partial(handing.rules_of, of=of), partial(handing.hand_over_rules, of=of))


KINDS = (
    Kind("holding", "staff", True, _holdings, _move_holdings),
    Kind("queue", "staff", True, queues.answered_by, queues.hand_over),
    Kind("job", "staff", False, jobs.open_of, jobs.hand_over),
    Kind("reminder", "staff", False, handing.unread, handing.hand_over_unread),
    _rules("staff"),
    Kind("holder", "post", True, _holders, _move_holders),
    Kind("subordinate", "post", True, _subordinates, _move_subordinates),
    _rules("post"),
    Kind("department", "department", False, _departments, _move_departments),
    Kind("post", "department", False, _posts, _move_posts),
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
