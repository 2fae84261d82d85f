"""Moving in and out, selling a house: occupancies begin and end, none is ever deleted (S1)."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from backoffice.audit import desk as audit
from backoffice.company.actor import Actor
from backoffice.company.reach import reach_with
from backoffice.errors import Conflict, Invalid, NotFound
from backoffice.estate import living_rules as rules
from backoffice.estate import people, phones, values
from backoffice.estate.desk import house_for
from backoffice.estate.living_rules import Role, Stay
from backoffice.estate.people import Alike, PersonFacts, add_person, person_for
from backoffice.estate.phones import NewPhone
from backoffice.estate.state import follow
from backoffice.sql import Database, load

sql = load(__file__, "living.sql")

EDIT = "person.edit"
"""By which people move, unless another function brings or takes them."""


@dataclass(frozen=True, slots=True)
class Residence:
    """A stay with the names of its person and house. gone: the person is no longer in lists."""

    stay: Stay
    name: str
    gone: bool
    note: str
    house: int
    code: str
    label: str
    community: str
    community_en: str


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody nobody knows yet, with the numbers as they were written."""

    facts: PersonFacts
    numbers: Sequence[NewPhone] = ()


@dataclass(frozen=True, slots=True)
class _Held:
    """A house in the transaction that changes who is there."""

    id: int
    community: int
    area_code: str
    state: str
    today: date
    stays: tuple[Stay, ...]


async def of_house(db: Database, who: Actor, house: int) -> list[Residence]:
    """Who lives, rents or owns, then who did. Raises as `house_for` for `house.view`."""
    home = await house_for(db, who, house, "house.view")
    return [_residence(row) async for row in sql.stays_of_house(db, house=home.id)]


async def of_person(db: Database, who: Actor, person: int) -> list[Residence]:
    """Where a person is and was, in communities with `house.view`. Raises as `person_for` for it."""
    await person_for(db, who, person, "house.view")
    within = reach_with(who, "house.view")
    rows = sql.stays_of_person(
        db, person=person, everything=within.everything, communities=within.communities
    )
    return [_residence(row) async for row in rows]


async def present(db: Database, house: int, role: Role) -> list[Stay]:
    """Those there now in this role; empty: nobody. The caller has checked the right."""
    here = [one.stay async for one in _residences(db, house)]
    return [one for one in here if one.until is None and one.role == role]


async def move_in(
    db: Database,
    who: Actor,
    house: int,
    person: int,
    role: Role,
    since: date,
    note: str = "",
    *,
    function: str = EDIT,
) -> None:
    """Somebody known owns, rents or lives there from `since` on.

    function: by which it is done, `letting.manage` where letting brings a tenant. Raises as `house_for` for
    it, as `person_for` for `house.view`; Invalid and Conflict as `living_rules.may_begin`.
    """
    if (await person_for(db, who, person, "house.view")).closed_at:
        raise NotFound("person.not_found", person=person)
    async with _holding(db, who, house, function) as held:
        await _begin(db, who, held, person, role, since, note)


async def move_in_new(
    db: Database,
    who: Actor,
    house: int,
    new: Newcomer,
    role: Role,
    since: date,
    note: str = "",
    *,
    function: str = EDIT,
) -> int:
    """Somebody new owns, rents or lives there from `since` on. Returns the person's id.

    Raises as `move_in`; Invalid for a field of the person.
    """
    async with _holding(db, who, house, function) as held:
        person = await _add(db, who, held, new, function)
        await _begin(db, who, held, person, role, since, note)
    return person


async def move_out(db: Database, who: Actor, stay: int, until: date, *, function: str = EDIT) -> None:
    """`until` was the last day of a stay. Raises as `move_in` for the house, as `living_rules.may_end`."""
    house: int | None = await sql.house_of_stay(db, stay=stay)
    if house is None:
        raise NotFound("stay.not_found", stay=stay)
    async with _holding(db, who, house, function) as held:
        ending = next((one for one in held.stays if one.id == stay), None)
        if ending is None:  # moved to another house meanwhile: people were merged
            raise Conflict("edit.changed_meanwhile")
        rules.may_end(ending, values.day(until, "until") or until, held.today)
        await _end(db, who, held, ending, until)


async def sell(
    db: Database, who: Actor, house: int, buyers: Sequence[int], day: date, new: Newcomer | None = None
) -> None:
    """From `day` on the buyers, and who is `new`, own the house; until the day before the owners did.

    Raises as `move_in` for the house and every buyer; Invalid and Conflict as `living_rules.sold`.
    """
    for buyer in buyers:
        if (await person_for(db, who, buyer, "house.view")).closed_at:
            raise NotFound("person.not_found", person=buyer)
    async with _holding(db, who, house, EDIT) as held:
        own = [*buyers, await _add(db, who, held, new, EDIT)] if new else buyers
        ending, beginning = rules.sold(held.stays, own, values.day(day, "day") or day, held.today)
        for stay in ending:
            await _end(db, who, held, stay, day - timedelta(days=1))
        for buyer in beginning:
            await _begin(db, who, held, buyer, "owner", day, "")


async def alike(
    db: Database, who: Actor, house: int, name: str, numbers: Sequence[NewPhone], *, function: str = EDIT
) -> list[Alike]:
    """Whom somebody who comes to the house may be already: `people.alike`.

    Raises as `house_for` for `function`; Invalid for what is no number.
    """
    home = await house_for(db, who, house, function)
    area_code: str = await sql.area_code_of(db, house=home.id)
    known = [one.number for one in phones.normalised(numbers, area_code)]
    return await people.alike(db, who, name, known, house=house)


@asynccontextmanager
async def _holding(db: Database, who: Actor, house: int, function: str) -> AsyncIterator[_Held]:
    """The house in a transaction; at its end the state that follows from who is there now."""
    home = await house_for(db, who, house, function)
    async with db.transaction():
        row = await sql.hold_house(db, house=home.id)
        if row is None:
            raise NotFound("house.not_found", house=house)
        before = [one.stay async for one in _residences(db, house)]
        yield _Held(home.id, home.community_id, row["area_code"], row["state"], row["today"], tuple(before))
        after = [one.stay async for one in _residences(db, house)]
        state = rules.state_after(row["state"], _present(before), _present(after))
        # A space has no state worth telling: it is somebody's, and a car stands there or not.
        if row["kind"] not in ("parking", "garage", "storage"):
            await follow(db, who, house, state)


async def _residences(db: Database, house: int) -> AsyncIterator[Residence]:
    async for row in sql.stays_of_house(db, house=house):
        yield _residence(row)


def _present(stays: Sequence[Stay]) -> list[Role]:
    return [stay.role for stay in stays if stay.until is None]


async def _add(db: Database, who: Actor, held: _Held, new: Newcomer, function: str) -> int:
    person = await add_person(db, who, new.facts, community=held.community, function=function)
    kept = phones.normalised(new.numbers, held.area_code)
    await phones.write(db, person, kept)
    if kept:
        told = [one.number for one in kept]
        await audit.record(db, who, "phones.edited", f"person:{person}", before=[], after=told)
    return person


async def _begin(
    db: Database, who: Actor, held: _Held, person: int, role: Role, since: date, note: str
) -> None:
    if role not in rules.ROLES:
        raise Invalid("value.choice", field="role")
    values.day(since, "since")
    rules.may_begin(held.stays, person, role, since, held.today)
    await sql.begin(
        db, house=held.id, person=person, role=role, since=since, note=values.line(note, "note", 200)
    )
    facts: dict[str, Any] = {"person": person, "role": role, "since": since}
    await audit.record(db, who, "stay.began", f"house:{held.id}", **facts)


async def _end(db: Database, who: Actor, held: _Held, stay: Stay, until: date) -> None:
    await sql.end(db, stay=stay.id, until=until)
    facts: dict[str, Any] = {"person": stay.person, "role": stay.role, "since": stay.since, "until": until}
    await audit.record(db, who, "stay.ended", f"house:{held.id}", **facts)


def _residence(row: Mapping[str, Any]) -> Residence:
    return Residence(
        stay=Stay(row["id"], row["person"], row["role"], row["since"], row["until"]),
        **{name: row[name] for name in Residence.__dataclass_fields__ if name != "stay"},
    )
