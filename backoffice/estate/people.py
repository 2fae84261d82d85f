"""People: reached through the houses they live or lived in, added, edited (S1, P2).

Hobbies and temperament are seen and edited only with `person.temperament`; numbers are in `phones.py`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from backoffice.audit import desk as audit
from backoffice.company.actor import Actor
from backoffice.company.reach import has, reach, reach_with
from backoffice.errors import Conflict, Forbidden, Invalid, NotFound
from backoffice.estate import names, values
from backoffice.sql import Database, load

sql = load(__file__, "people.sql")

EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}")


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is written of a person. surname: "" takes it from the name; birthday: None where not told."""

    name: str
    surname: str = ""
    title: Literal["", "mr", "ms"] = ""
    language: Literal["zh", "en"] = "zh"
    email: str = ""
    birthday: date | None = None
    hobbies: str = ""
    temperament: str = ""
    do_not_call: bool = False
    do_not_text: bool = False
    do_not_mail: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person as the reader may see one: hobbies and temperament are "" unless `character`.

    communities: of all houses ever lived in or owned, present ones first; area_code: of the first of them.
    merged_into: who this was found to be; closed_at: since when nobody sees the person in lists.
    """

    id: int
    facts: PersonFacts
    character: bool
    communities: tuple[int, ...]
    area_code: str
    merged_into: int | None
    closed_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody who may be the same person: who has these `numbers`, or this name in the `same_house`."""

    id: int
    name: str
    numbers: tuple[str, ...]
    same_house: bool
    places: tuple[str, ...]


async def person_for(db: Database, who: Actor, person: int, function: str) -> PersonPage:
    """A person, for `who` to do `function` with.

    One without any house is for those who have `house.view` everywhere. Somebody gone is only looked at.
    Raises NotFound when there is none or it is not theirs to see; Forbidden when the posts lack `function` in
    all of the communities where the person lives or lived.
    """
    within = reach(who)
    row = await sql.person_within(
        db,
        person=person,
        everything=within.everything,
        communities=within.communities,
        nobodys=reach_with(who, "house.view").everything,
    )
    if row is None or (row["closed_at"] and not function.endswith(".view")):
        raise NotFound("person.not_found", person=person)
    if not _may(who, function, row["communities"]):
        raise Forbidden("house.function", function=function)
    facts = PersonFacts(**{name: row[name] for name in PersonFacts.__dataclass_fields__})
    character = _may(who, "person.temperament", row["communities"])
    return PersonPage(
        id=row["id"],
        facts=facts if character else replace(facts, hobbies="", temperament=""),
        character=character,
        communities=tuple(row["communities"]),
        area_code=row["area_code"],
        merged_into=row["merged_into"],
        closed_at=row["closed_at"],
        version=row["version"],
    )


def _may(who: Actor, function: str, communities: Sequence[int]) -> bool:
    """In one of the communities; of nobody's house, where the function is held everywhere."""
    if not communities:
        return reach_with(who, function).everything
    return any(has(who, function, community) for community in communities)


async def add_person(
    db: Database, who: Actor, given: PersonFacts, *, community: int, function: str = "person.edit"
) -> int:
    """A new person, in the transaction of moving in somewhere in `community` (`living.move_in_new`).

    Returns the id. Raises Forbidden without `function` there, Invalid for a field.
    """
    if not has(who, function, community):
        raise Forbidden("house.function", function=function)
    facts = _checked(given)
    if not has(who, "person.temperament", community):
        facts = replace(facts, hobbies="", temperament="")
    async with db.transaction():
        person: int = await sql.insert_person(db, **asdict(facts), **_found_by(facts.name))
        await audit.record(db, who, "person.added", f"person:{person}", **asdict(facts))
    return person


async def edit_person(db: Database, who: Actor, person: int, version: int, given: PersonFacts) -> None:
    """Keep what was edited; without `person.temperament` hobbies and temperament stay as they are.

    Raises as `person_for` for `person.edit`; Invalid for a field; Conflict when it changed meanwhile.
    """
    before = await person_for(db, who, person, "person.edit")
    facts = _checked(given)
    async with db.transaction():
        if not before.character:
            own = await sql.person_within(db, person=person, everything=True, communities=[], nobodys=True)
            facts = replace(facts, hobbies=own["hobbies"], temperament=own["temperament"])
        done = await sql.update_person(
            db, id=person, version=version, **asdict(facts), **_found_by(facts.name)
        )
        if done is None:
            raise Conflict("edit.changed_meanwhile")
        after = facts if before.character else replace(facts, hobbies="", temperament="")
        changed = values.changes(before.facts, after)
        await audit.record(db, who, "person.edited", f"person:{person}", **changed)


async def alike(
    db: Database,
    who: Actor,
    name: str,
    numbers: Sequence[str],
    *,
    house: int | None,
    besides: int | None = None,
) -> list[Alike]:
    """People within reach who have one of the (normalised) numbers, or this name in the house; none: []."""
    within = reach_with(who, "house.view")
    rows = sql.alike(
        db,
        numbers=list(numbers),
        name=" ".join(name.split()),
        house=house,
        except_person=besides,
        everything=within.everything,
        communities=within.communities,
    )
    return [_alike(row) async for row in rows]


def _alike(row: Mapping[str, Any]) -> Alike:
    return Alike(row["id"], row["name"], tuple(row["numbers"]), row["same_house"], tuple(row["places"]))


def _found_by(name: str) -> dict[str, str]:
    return {"pinyin": names.pinyin(name)[:200], "initials": names.initials(name)}


def _checked(given: PersonFacts) -> PersonFacts:
    name = values.line(given.name, "name", 60, needed=True)
    email = values.line(given.email, "email", 120)
    if email and not EMAIL.fullmatch(email):
        raise Invalid("person.email", field="email")
    return replace(
        given,
        name=name,
        surname=values.line(given.surname, "surname", 30) or names.surname(name),
        email=email,
        birthday=values.day(given.birthday, "birthday", latest=date.today()),
        hobbies=values.prose(given.hobbies, "hobbies", 500),
        temperament=values.prose(given.temperament, "temperament", 500),
        note=values.prose(given.note, "note"),
    )
