"""The search box: houses, people, telephones and requests by whatever is typed (S1, S6, P2)."""

from dataclasses import replace
from typing import Any

from backoffice.company.actor import Actor
from backoffice.company.reach import Reach, reach_with
from backoffice.estate.desk import house_of
from backoffice.estate.model import House
from backoffice.estate.numbers import masked
from backoffice.search.model import Found, FoundPerson, FoundRequest, Place, Wanted, tidy
from backoffice.sql import Database, load

sql = load(__file__)

MOST = 8
"""Of each kind, in the list under the box."""


async def find(db: Database, who: Actor, text: str, *, most: int = MOST) -> Found:
    """What `text` can mean, `most` of each kind, within what `who` may see.

    Houses by room in any spelling or its end, or 户号; people, through a house within reach now or once, by
    part of the name, pinyin or its initials, or, with `phone.view`, part of a number; requests by number. A
    community's name before it narrows. Any text will do; one that says too little finds nothing.
    """
    wanted, community = await _read(db, text)
    homes = _narrowed(reach_with(who, "house.view"), community)
    numbers = _both(homes, reach_with(who, "phone.view"))
    houses = await _houses(db, wanted, homes, most + 1)
    people = await _people(db, wanted, homes, numbers, most + 1)
    requests = await _requests(db, wanted, reach_with(who, "request.view"), community, most + 1)
    return Found(
        tuple(houses[:most]),
        await _shown(db, people[:most], homes, numbers),
        tuple(requests[:most]),
        more=any(len(found) > most for found in (houses, people, requests)),
    )


async def find_homes(db: Database, who: Actor, text: str, *, most: int) -> list[House]:
    """Houses as `find` finds them, and behind them those the people found own or live in now."""
    wanted, community = await _read(db, text)
    homes = _narrowed(reach_with(who, "house.view"), community)
    houses = await _houses(db, wanted, homes, most)
    people = await _people(db, wanted, homes, _both(homes, reach_with(who, "phone.view")), most)
    rows = sql.homes_of(db, **_rows_of(homes), people=[person for person, _ in people])
    return list(dict.fromkeys([*houses, *[house_of(row) async for row in rows]]))[:most]


async def _read(db: Database, text: str) -> tuple[Wanted, int | None]:
    """What is wanted, and in which community, if its name stands first."""
    tidied = tidy(text)
    row = await sql.community_named(db, text=tidied) if tidied else None
    if row is None:
        return Wanted.read(tidied), None
    return Wanted.read(tidied[len(row["spelt"]) :].strip(" /-,，、")), row["id"]


def _narrowed(within: Reach, community: int | None) -> Reach:
    return within if community is None else _both(within, Reach(False, [community], []))


def _both(one: Reach, other: Reach) -> Reach:
    """What both reach."""
    if one.everything or other.everything:
        return other if one.everything else one
    return replace(one, communities=sorted({*one.communities} & {*other.communities}))


async def _houses(db: Database, wanted: Wanted, within: Reach, most: int) -> list[House]:
    rows = sql.houses(
        db,
        **_rows_of(within),
        room=wanted.room,
        head=wanted.head,
        tail=wanted.tail,
        code=wanted.code,
        most=most,
    )
    return [house_of(row) async for row in rows]


async def _people(
    db: Database, wanted: Wanted, homes: Reach, numbers: Reach, most: int
) -> list[tuple[int, str]]:
    """Ids, each with the number it was found by or ""; a text is a name, letters or a number."""
    if wanted.word:
        rows = sql.people_by_name(db, **_rows_of(homes), word=wanted.word, most=most)
    elif wanted.letters:
        rows = sql.people_by_letters(db, **_rows_of(homes), letters=wanted.letters, most=most)
    elif wanted.digits:
        rows = sql.people_by_number(db, **_rows_of(numbers), digits=wanted.digits, most=most)
    else:
        return []
    return [(row["id"], row["number"]) async for row in rows]


async def _shown(
    db: Database, found: list[tuple[int, str]], homes: Reach, numbers: Reach
) -> tuple[FoundPerson, ...]:
    """The people found, in their order, with what tells them apart."""
    people: dict[int, FoundPerson] = {}
    rows = sql.people(
        db,
        **_rows_of(homes),
        numbers_everywhere=numbers.everything,
        numbers_in=numbers.communities,
        people=[person for person, _ in found],
        numbers=[number for _, number in found],
    )
    async for row in rows:
        number = row["number"] if row["whole"] else masked(row["number"])
        person = people.setdefault(row["id"], FoundPerson(row["id"], row["name"], number, ()))
        if row["label"] is not None:
            place = Place(row["label"], row["community"], row["community_en"], row["former"])
            people[person.id] = replace(person, places=(*person.places, place))
    return tuple(people.values())


async def _requests(
    db: Database, wanted: Wanted, within: Reach, community: int | None, most: int
) -> list[FoundRequest]:
    rows = sql.requests(
        db,
        **_rows_of(_narrowed(within, community)),
        nobodys=bool(within.communities) and community is None,
        beginning=wanted.code,
        most=most,
    )
    return [FoundRequest(**row) async for row in rows]


def _rows_of(within: Reach) -> dict[str, Any]:
    return {"everything": within.everything, "communities": within.communities}
