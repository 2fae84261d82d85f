"""What each post carries, as a matrix to edit, and what people may do where because of it (P2, R11).

Changes need `right.manage`.
"""

from collections.abc import Iterable

from backoffice.audit import desk as audit
from backoffice.company.actor import Actor
from backoffice.company.changing import changing, needs, sees
from backoffice.company.functions import CODES
from backoffice.company.model import Column, Right
from backoffice.errors import Conflict, Invalid, NotFound
from backoffice.sql import Database, load

sql = load(__file__, "rights.sql")


async def matrix(db: Database, who: Actor) -> list[Column]:
    """Every open post with what it carries, in the order of the company. Raises Forbidden."""
    sees(who)
    return [_column(row) async for row in sql.columns(db, post=None)]


async def column_for(db: Database, who: Actor, post: int) -> Column:
    """One open post with what it carries. Raises Forbidden, NotFound."""
    sees(who)
    async for row in sql.columns(db, post=post):
        return _column(row)
    raise NotFound("post.not_found", post=post)


async def change(db: Database, who: Actor, post: int, version: int, functions: Iterable[str]) -> Column:
    """Let a post carry exactly these functions; returns what it carried before.

    Raises Forbidden; Invalid for a function there is not; NotFound; Conflict when the post was edited
    meanwhile, and when nobody could give rights any more.
    """
    wanted = frozenset(functions)
    async with changing(db):
        before = await column_for(db, who, post)
        may_change(who, before, version, wanted)
        await sql.take(db, post=post, functions=sorted(before.functions - wanted))
        await sql.give(db, post=post, functions=sorted(wanted - before.functions))
        await sql.edited(db, post=post)
        await audit.record(
            db,
            who,
            "right.changed",
            f"post:{post}",
            before=sorted(before.functions),
            after=sorted(wanted),
            holders=before.holders,
        )
    return before


def may_change(who: Actor, column: Column, version: int, wanted: Iterable[str]) -> None:
    """Whether `change` would be done: the same refusals, before anything is."""
    needs(who, "right.manage")
    if not CODES.issuperset(wanted):
        raise Invalid("right.unknown", field="functions")
    if column.version != version:
        raise Conflict("edit.changed_meanwhile")


async def carried_by(db: Database, who: Actor, post: int) -> frozenset[str]:
    """What a post carries, closed ones too; empty: nothing. Raises Forbidden."""
    sees(who)
    return frozenset([row["function"] async for row in sql.carried_by(db, post=post)])


async def rights_of(db: Database, who: Actor, staff: int) -> list[Right]:
    """What somebody may do where, through all posts held; empty: nothing. Raises Forbidden."""
    sees(who)
    rows = sql.rights_of(db, staff=staff)
    return [Right(row["function"], tuple(one for one in row["communities"] if one)) async for row in rows]


def _column(row: object) -> Column:
    facts = dict(row)  # type: ignore[call-overload]  # a record is a mapping
    return Column(**{**facts, "functions": frozenset(facts["functions"])})
