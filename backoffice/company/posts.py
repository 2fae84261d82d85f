"""Posts: where they stand, whom they answer to, who held them when (P1). Changes need `company.manage`."""

import asyncpg

from backoffice.audit import desk as audit
from backoffice.company import handover
from backoffice.company.actor import Actor
from backoffice.company.changing import changing, may_grant, needs, sees
from backoffice.company.departments import department_for
from backoffice.company.functions import READY_MADE
from backoffice.company.model import Holding, NewPost, Post
from backoffice.errors import Conflict, Invalid, NotFound
from backoffice.sql import Database, load

sql = load(__file__, "posts.sql")


async def post_for(db: Database, who: Actor, post: int) -> Post:
    """A post, closed ones too, without its holders. Raises Forbidden, NotFound."""
    sees(who)
    row = await sql.post(db, post=post)
    if row is None:
        raise NotFound("post.not_found", post=post)
    return Post(**row)


async def holdings_of_post(db: Database, who: Actor, post: int) -> list[Holding]:
    """Who holds it and who ever did, the latest first; empty: nobody. Raises as `post_for`."""
    await post_for(db, who, post)
    return [Holding(**row) async for row in sql.holdings(db, post=post)]


async def create(db: Database, who: Actor, new: NewPost, kind: str = "") -> int:
    """Open a post, with the rights of the ready-made one `kind` ("": without any); returns its id.

    Raises Forbidden, also for rights that `who` may not grant; Invalid for name or kind; NotFound for a
    department or superior that is not there; Conflict for a name taken in the department.
    """
    needs(who, "company.manage")
    functions = next((held for one, held in READY_MADE.items() if one == kind), None)
    if kind and functions is None:
        raise Invalid("post.kind", field="kind")
    may_grant(who, functions or (), [None])
    async with changing(db):
        await _stands(db, who, new)
        try:
            async with db.transaction():
                made: int = await sql.create(db, kind=kind, **new.facts())
        except asyncpg.UniqueViolationError as taken:
            raise Conflict("post.name_taken", field="name", name=new.name) from taken
        await sql.carry(db, post=made, functions=sorted(functions or ()))
        await audit.record(db, who, "post.created", f"post:{made}", kind=kind, **new.facts())
    return made


async def edit(db: Database, who: Actor, post: int, version: int, new: NewPost) -> None:
    """Rename it, put it into another department, under another superior.

    Raises as `create`; Conflict for a superior that answers to it, or when it was edited meanwhile.
    """
    needs(who, "company.manage")
    async with changing(db):
        before = await _unchanged(db, who, post, version)
        await _stands(db, who, new)
        if new.superior is not None and await sql.answers_to(db, post=new.superior, above=post):
            raise Conflict("post.superior_below", field="superior")
        try:
            async with db.transaction():
                await sql.edit(db, post=post, **new.facts())
        except asyncpg.UniqueViolationError as taken:
            raise Conflict("post.name_taken", field="name", name=new.name) from taken
        was = NewPost(before.name, before.name_en, before.department, before.superior)
        await audit.record(db, who, "post.edited", f"post:{post}", before=was.facts(), after=new.facts())


async def close(db: Database, who: Actor, post: int, version: int, into: int | None) -> None:
    """Close it. Who holds it holds `into` from now on (None: nothing instead), and so for who answers to it.

    Raises Forbidden, also without `staff.manage` where somebody holds it, or when `into` carries what `who`
    may not grant; NotFound; Conflict when it was edited meanwhile.
    """
    needs(who, "company.manage")
    async with changing(db):
        before = await _unchanged(db, who, post, version)
        holdings = [row["community"] async for row in sql.held(db, post=post)]
        if holdings:
            needs(who, "staff.manage")
        if into is not None:
            await _open(db, who, into)
            if into == post:
                raise Conflict("post.into_itself", field="into")
            may_grant(who, [row["function"] async for row in sql.functions(db, post=into)], holdings)
        await handover.hand_over(db, who, "post", post, handover.all_to("post", into))
        await sql.close(db, post=post)
        holders = len(holdings)
        await audit.record(
            db, who, "post.closed", f"post:{post}", name=before.name, into=into, holders=holders
        )


async def _unchanged(db: Database, who: Actor, post: int, version: int) -> Post:
    found = await _open(db, who, post)
    if found.version != version:
        raise Conflict("edit.changed_meanwhile")
    return found


async def _open(db: Database, who: Actor, post: int) -> Post:
    found = await post_for(db, who, post)
    if found.closed_at is not None:
        raise NotFound("post.not_found", post=post)
    return found


async def _stands(db: Database, who: Actor, new: NewPost) -> None:
    if new.department is not None:
        await department_for(db, who, new.department)
    if new.superior is not None:
        await _open(db, who, new.superior)
