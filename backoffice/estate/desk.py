"""Houses, and who may see them. `house_for` is the only way to a House on somebody's behalf (P2, S1, H2)."""

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from backoffice.company.actor import Actor, Owner, Staff, communities_for, houses_for
from backoffice.company.reach import reach
from backoffice.errors import Forbidden, NotFound
from backoffice.estate.model import House, Known, Person
from backoffice.estate.rooms import canonical
from backoffice.sql import Database, load

sql = load(__file__)

CLOSED_TO_CALLER_ID = frozenset({"bill.view"})
"""What a caller's number alone does not open where the setting `caller_id_opens` says nothing: amounts."""

_HOUSE = [field.name for field in fields(House)]


async def house_for(db: Database, who: Actor, house: int, function: str) -> House:
    """The house, for `who` to do `function` with it.

    One out of use is only looked at, by staff. Raises NotFound when there is none or it is not theirs to see;
    Forbidden when it is and the posts lack `function` there, or when only a caller id vouches for an owner
    and more is needed (`billing.pin_needed`).
    """
    within = reach(who)
    row = await sql.house_within(
        db,
        house=house,
        everything=within.everything,
        communities=within.communities,
        houses=within.houses,
        looking=isinstance(who, Staff) and function.endswith(".view"),
    )
    if row is None:
        raise NotFound("house.not_found", house=house)
    if isinstance(who, Owner):
        if house not in houses_for(who, function):
            raise Forbidden("house.function", function=function)
        if who.proof == "caller_id" and not _caller_id_opens(row["opens"], function):
            key = "billing.pin_needed" if function == "bill.view" else "house.pin_needed"
            raise Forbidden(key, function=function)
    if isinstance(who, Staff):
        communities = communities_for(who, function)
        if communities is not None and row["community_id"] not in communities:
            raise Forbidden("house.function", function=function)
    return house_of(row)


def _caller_id_opens(setting: str | None, function: str) -> bool:
    """The setting lists functions; forged numbers are why amounts are not among them by default (design)."""
    return function in json.loads(setting) if setting else function not in CLOSED_TO_CALLER_ID


async def known_callers(db: Database, number: str) -> list[Known]:
    """Everybody a normalised number belongs to, owners first; empty for an unknown or withheld one."""
    people: dict[int, Person] = {}
    houses: dict[int, dict[int, House]] = {}
    if number:
        async for row in sql.houses_by_number(db, number=number):
            person = _person_of(row)
            people.setdefault(person.id, person)
            houses.setdefault(person.id, {}).setdefault(row["id"], house_of(row))
    return [Known(person, tuple(houses[person.id].values())) for person in people.values()]


async def house_by_code(db: Database, code: str) -> House | None:
    """The house with this 户号 or None: the system's own look-up, before anybody is known."""
    row = await sql.house_by_code(db, code=code)
    return house_of(row) if row else None


async def house_by_place(db: Database, community: str, room: str) -> House | None:
    """The house `room` (any spelling) of a community, or None: for the command line (翠湖苑/1-1-101)."""
    row = await sql.house_by_place(db, community=community, label=canonical(room) or room)
    return house_of(row) if row else None


def house_of(row: Mapping[str, Any]) -> House:
    """A House from any row that has its columns."""
    return House(**{name: row[name] for name in _HOUSE})


def _person_of(row: Mapping[str, Any]) -> Person:
    return Person(
        row["person_id"],
        row["name"],
        row["surname"],
        row["title"],
        row["language"],
        row["temperament"],
        row["hobbies"],
        row["do_not_call"],
    )
