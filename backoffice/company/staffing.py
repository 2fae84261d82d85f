"""Staff who come, change, leave and return, and the posts they hold (P1). Changes need `staff.manage`.

Holdings end, they are never deleted: who held which post when stays.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import asyncpg

from backoffice.audit import desk as audit
from backoffice.calls import queues
from backoffice.company import handover, passwords
from backoffice.company.actor import Actor, Staff
from backoffice.company.changing import changing, may_grant, needs, sees
from backoffice.company.model import Employee, Holding, Member, NewEmployee
from backoffice.errors import Conflict, NotFound
from backoffice.paging import Found, Slice
from backoffice.sql import Database, load

sql = load(__file__, "staffing.sql")

Which = Literal["", "left", "all"]


async def listed(
    db: Database, who: Actor, part: Slice, *, state: Which = "", text: str = "", post: int | None = None
) -> Found[Member]:
    """Staff who are with us (or left, or all), by part of a name, login, extension or phone, or by post."""
    sees(who)
    rows = [row async for row in sql.listed(db, state=state, text=text, post=post)]
    key = part.sort if part.sort in ("login", "name", "extension") else "login"
    rows.sort(key=lambda row: str(row[key]), reverse=part.descending)
    shown = rows[part.skip : part.skip + part.most]
    return Found([Member(**{**row, "posts": tuple(row["posts"])}) for row in shown], len(rows))


async def employee_for(db: Database, who: Actor, staff: int) -> Employee:
    """A member of staff, those who left too. Raises Forbidden, NotFound."""
    sees(who)
    row = await sql.employee(db, staff=staff)
    if row is None:
        raise NotFound("staff.not_found", staff=staff)
    return Employee(**row)


async def holdings_of(db: Database, who: Actor, staff: int) -> list[Holding]:
    """The posts somebody holds and ever held, the latest first; empty: none. Raises as `employee_for`."""
    await employee_for(db, who, staff)
    return [Holding(**row) async for row in sql.holdings(db, staff=staff)]


async def hire(db: Database, who: Actor, new: NewEmployee) -> tuple[int, str]:
    """Take somebody in; returns the id and the first password, told once and changed at the first sign-in.

    Raises Forbidden; Conflict for a login that is taken.
    """
    needs(who, "staff.manage")
    password = passwords.generated()
    hashed = await passwords.hashed(password)
    async with changing(db):
        try:
            async with db.transaction():
                made: int = await sql.hire(db, password_hash=hashed, **new.facts())
        except asyncpg.UniqueViolationError as taken:
            raise Conflict("staff.login_taken", field="login", login=new.login) from taken
        await audit.record(db, who, "staff.hired", f"staff:{made}", **new.facts())
    return made, password


async def edit(db: Database, who: Actor, staff: int, version: int, new: NewEmployee) -> None:
    """Keep what changed about somebody. Raises Forbidden; NotFound; Conflict for a login that is taken, or
    when somebody else edited meanwhile."""
    needs(who, "staff.manage")
    async with changing(db):
        before = await _unchanged(db, who, staff, version)
        was = {one: getattr(before, one) for one in new.facts()}
        try:
            async with db.transaction():
                await sql.edit(db, staff=staff, **new.facts())
        except asyncpg.UniqueViolationError as taken:
            raise Conflict("staff.login_taken", field="login", login=new.login) from taken
        await audit.record(db, who, "staff.edited", f"staff:{staff}", before=was, after=new.facts())


async def give(db: Database, who: Actor, staff: int, post: int, communities: Sequence[int]) -> None:
    """Let somebody hold a post in these communities; none given: everywhere. What is held already stays.

    Raises Forbidden, also when the post carries what `who` may not grant there; NotFound for staff, post or
    community that is not there or no longer open.
    """
    needs(who, "staff.manage")
    places: list[int | None] = [*communities] or [None]
    async with changing(db):
        await _with_us(db, who, staff)
        row = await sql.post(db, post=post)
        if row is None:
            raise NotFound("post.not_found", post=post)
        if await sql.communities(db, communities=list(communities)) != len(set(communities)):
            raise NotFound("community.not_found")
        may_grant(who, row["functions"], places)
        await sql.give(db, staff=staff, post=post, communities=places)
        facts = {"post": post, "name": row["name"], "communities": list(communities)}
        await audit.record(db, who, "post.given", f"staff:{staff}", **facts)


async def end(db: Database, who: Actor, holding: int) -> int:
    """Somebody holds a post (in one community, or everywhere) no longer; returns whose holding it was.

    Raises Forbidden; NotFound; Conflict when nobody could give rights any more.
    """
    needs(who, "staff.manage")
    async with changing(db):
        row = await sql.end(db, holding=holding)
        if row is None:
            raise NotFound("holding.not_found", holding=holding)
        facts = {"post": row["post"], "community": row["community"]}
        staff: int = row["staff"]
        await audit.record(db, who, "post.taken", f"staff:{staff}", **facts)
    return staff


async def leave(db: Database, who: Staff, staff: int, version: int, to: Mapping[str, int | None]) -> None:
    """Somebody leaves: open work goes to whom `to` names by kind, sessions and telephone end at once.

    Raises Forbidden, also when a successor would hold what `who` may not grant; NotFound; Conflict for
    oneself, for work left to nobody, and when nobody could give rights any more.
    """
    needs(who, "staff.manage")
    if staff == who.id:
        raise Conflict("staff.oneself")
    async with changing(db):
        before = await _unchanged(db, who, staff, version)
        for successor in {one for one in to.values() if one is not None}:
            await _with_us(db, who, successor)
            if successor == staff:
                raise Conflict("handover.oneself")
        if to.get("holding") is not None:
            async for row in sql.carried(db, staff=staff):
                may_grant(who, [row["function"]], [row["community"]])
        moved = await handover.hand_over(db, who, "staff", staff, to)
        if before.extension:
            await queues.give_telephone(db, who, staff, None)
        await sql.leave(db, staff=staff)
        await sql.end_sessions(db, staff=staff)
        await audit.record(db, who, "staff.left", f"staff:{staff}", to=dict(to), moved=moved)


async def take_back(db: Database, who: Actor, staff: int, version: int) -> str:
    """Somebody who left returns, without posts; returns a new first password. Raises as `edit`."""
    needs(who, "staff.manage")
    password = passwords.generated()
    hashed = await passwords.hashed(password)
    async with changing(db):
        if (await _unchanged(db, who, staff, version)).active:
            raise Conflict("staff.with_us")
        await sql.take_back(db, staff=staff, password_hash=hashed)
        await audit.record(db, who, "staff.returned", f"staff:{staff}")
    return password


async def _unchanged(db: Database, who: Actor, staff: int, version: int) -> Employee:
    found = await employee_for(db, who, staff)
    if found.version != version:
        raise Conflict("edit.changed_meanwhile")
    return found


async def _with_us(db: Database, who: Actor, staff: int) -> None:
    if not (await employee_for(db, who, staff)).active:
        raise NotFound("staff.not_found", staff=staff)
