"""Merging two people and taking base data out of use, once it was approved (S1, P10). Nothing is deleted.

Both are called by what carries out an approval, so `who` is the one who approved it.
"""

from typing import Literal

from backoffice.audit import desk as audit
from backoffice.company.actor import Actor
from backoffice.company.reach import has
from backoffice.errors import Conflict, Forbidden, Invalid
from backoffice.estate.buildings import building_for
from backoffice.estate.communities import community_for
from backoffice.estate.desk import house_for
from backoffice.estate.people import person_for
from backoffice.sql import Database, load

sql = load(__file__, "removing.sql")

What = Literal["person", "house", "building", "community"]


async def merge(db: Database, who: Actor, keep: int, drop: int) -> None:
    """`drop` was the same person as `keep`: all that names it names `keep` from now on.

    Phones, occupancies, vehicles, requests, calls and attempts move; what only `drop`'s row said is added; a
    wish not to be disturbed holds. Raises NotFound when either is out of reach, Forbidden without
    `person.merge.approve` in every community of both, Invalid for one person twice, Conflict for one gone.
    """
    if keep == drop:
        raise Invalid("person.merge_itself", field="drop")
    for one in (keep, drop):
        person = await person_for(db, who, one, "person.merge.approve")
        if not all(has(who, "person.merge.approve", community) for community in person.communities):
            raise Forbidden("person.function_everywhere", function="person.merge.approve")
    async with db.transaction():
        names = {row["id"]: row["name"] async for row in sql.lock_people(db, people=[keep, drop])}
        if len(names) < 2:
            raise Conflict("person.gone")
        numbers = [row["number"] async for row in sql.move_phones(db, keep=keep, drop=drop)]
        both = [row["number"] async for row in sql.drop_phones(db, drop=drop)]
        joined = [dict(row) async for row in sql.join_stays(db, keep=keep, drop=drop)]
        houses = [row["house"] async for row in sql.move_stays(db, keep=keep, drop=drop)]
        rest = await sql.move_rest(db, keep=keep, drop=drop)
        await sql.fill_in(db, keep=keep, drop=drop)
        await sql.close_merged(db, keep=keep, drop=drop)
        await audit.record(
            db,
            who,
            "person.merged",
            f"person:{keep}",
            merged=drop,
            names=[names[keep], names[drop]],
            numbers=numbers,
            numbers_of_both=both,
            houses=houses,
            stays_joined=joined,
            **rest,
        )


async def remove(db: Database, who: Actor, what: What, id: int) -> None:  # noqa: A002 - as in addresses
    """Take something out of lists, searches and the hotline; what happened there stays to be read.

    Raises NotFound and Forbidden for `estate.remove.approve`; Conflict `estate.in_use` with how many unpaid
    bills, open requests, people there now and inner things stand against it.
    """
    await _may_remove(db, who, what, id)
    count, close = {
        "person": (sql.against_person, sql.close_person),
        "house": (sql.against_house, sql.close_house),
        "building": (sql.against_building, sql.close_building),
        "community": (sql.against_community, sql.close_community),
    }[what]
    async with db.transaction():
        row = await count(db, id=id)
        if row is None:
            raise Conflict("estate.gone")
        if row["bills"] or row["requests"] or row["stays"] or row["inner"]:
            raise Conflict(
                "estate.in_use",
                name=row["name"],
                bills=row["bills"],
                requests=row["requests"],
                stays=row["stays"],
                inner=row["inner"],
            )
        await close(db, id=id)
        await audit.record(db, who, f"{what}.removed", f"{what}:{id}", name=row["name"])


async def _may_remove(db: Database, who: Actor, what: What, id: int) -> None:  # noqa: A002 - as above
    function = "estate.remove.approve"
    if what == "person":
        await person_for(db, who, id, function)
    elif what == "house":
        await house_for(db, who, id, function)
    elif what == "building":
        await building_for(db, who, id, function)
    else:
        await community_for(db, who, id, function)
