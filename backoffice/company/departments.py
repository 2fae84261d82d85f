"""Departments as a tree that nobody can tie into a knot, and the tree of any past day (P1).

Changes need `company.manage`. History is kept by trigger (migration 0006).
"""

from collections import defaultdict
from datetime import datetime

from backoffice.audit import desk as audit
from backoffice.company import handover
from backoffice.company.actor import Actor
from backoffice.company.changing import changing, needs, sees
from backoffice.company.model import Branch, Company, Department, Holder, Post, named
from backoffice.errors import Conflict, NotFound
from backoffice.sql import Database, load

sql = load(__file__, "departments.sql")


async def company_at(db: Database, who: Actor, at: datetime | None = None) -> Company:
    """The company of a moment, None: now. Raises Forbidden for those who may change nothing of it."""
    sees(who)
    held: dict[int, list[Holder]] = defaultdict(list)
    async for row in sql.holders_at(db, at=at):
        communities = tuple(one for one in row["communities"] if one is not None)
        held[row["post"]].append(Holder(row["staff"], row["name"], row["name_en"], communities))
    posts: dict[int | None, list[Post]] = defaultdict(list)
    async for row in sql.posts_at(db, at=at):
        posts[row["department"]].append(Post(**row, holders=tuple(held[row["id"]])))
    below: dict[int | None, list[Department]] = defaultdict(list)
    async for row in sql.departments_at(db, at=at):
        below[row["parent"]].append(Department(**row))

    def branches(parent: int | None) -> tuple[Branch, ...]:
        return tuple(Branch(one, tuple(posts[one.id]), branches(one.id)) for one in below[parent])

    return Company(branches(None), tuple(posts[None]))


async def department_for(db: Database, who: Actor, department: int) -> Department:
    """An open department. Raises Forbidden, NotFound."""
    sees(who)
    row = await sql.department(db, department=department)
    if row is None:
        raise NotFound("department.not_found", department=department)
    return Department(**row)


async def open_departments(db: Database, who: Actor) -> list[Department]:
    """All open departments, as the tree is read from top to bottom."""
    found: list[Department] = []

    def read(branches: tuple[Branch, ...]) -> None:
        for one in branches:
            found.append(one.department)
            read(one.below)

    read((await company_at(db, who)).branches)
    return found


async def create(db: Database, who: Actor, parent: int | None, name: str, name_en: str = "") -> int:
    """Open a department below another (None: at the top); returns its id.

    Raises Forbidden; Invalid for the name; NotFound when the one above is closed.
    """
    needs(who, "company.manage")
    name, name_en = named(name), named(name_en, "name_en", empty=True)
    async with changing(db):
        if parent is not None:
            await department_for(db, who, parent)
        made: int = await sql.create(db, parent=parent, name=name, name_en=name_en)
        await audit.record(db, who, "department.created", f"department:{made}", name=name, parent=parent)
    return made


async def rename(
    db: Database, who: Actor, department: int, version: int, name: str, name_en: str = ""
) -> None:
    """Give it another name. Raises Forbidden; Invalid; NotFound; Conflict when it was edited meanwhile."""
    needs(who, "company.manage")
    name, name_en = named(name), named(name_en, "name_en", empty=True)
    async with changing(db):
        before = await _unchanged(db, who, department, version)
        await sql.rename(db, department=department, name=name, name_en=name_en)
        await audit.record(
            db, who, "department.renamed", f"department:{department}", before=before.name, after=name
        )


async def move(db: Database, who: Actor, department: int, version: int, parent: int | None) -> None:
    """Put it, with all below it, under another one (None: at the top).

    Raises Forbidden; NotFound; Conflict for a place below itself, or when it was edited meanwhile.
    """
    needs(who, "company.manage")
    async with changing(db):
        before = await _unchanged(db, who, department, version)
        await _not_below(db, who, department, parent)
        await sql.move(db, department=department, parent=parent)
        await audit.record(
            db, who, "department.moved", f"department:{department}", before=before.parent, after=parent
        )


async def close(
    db: Database, who: Actor, department: int, version: int, into: int | None, *, merge: bool = False
) -> None:
    """Close it; its posts and what stands below it go to `into`, left out only when there is nothing.

    merge: the two become one; said so in the history. Raises as `move`; Conflict when something is left that
    goes nowhere, or when a post of the same name stands there already.
    """
    needs(who, "company.manage")
    async with changing(db):
        before = await _unchanged(db, who, department, version)
        if into is not None:
            await _not_below(db, who, department, into)
            twice = await sql.same_post(db, department=department, into=into)
            if twice is not None:
                raise Conflict("department.same_post", field="into", name=twice)
        moved = await handover.hand_over(
            db, who, "department", department, handover.all_to("department", into)
        )
        await sql.close(db, department=department, merged_into=into if merge else None)
        await audit.record(
            db,
            who,
            "department.merged" if merge else "department.closed",
            f"department:{department}",
            name=before.name,
            into=into,
            moved=moved,
        )


async def _unchanged(db: Database, who: Actor, department: int, version: int) -> Department:
    found = await department_for(db, who, department)
    if found.version != version:
        raise Conflict("edit.changed_meanwhile")
    return found


async def _not_below(db: Database, who: Actor, department: int, parent: int | None) -> None:
    if parent is None:
        return
    await department_for(db, who, parent)
    if await sql.is_below(db, department=parent, above=department):
        raise Conflict("department.into_itself")
