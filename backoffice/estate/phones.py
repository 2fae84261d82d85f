"""Telephone numbers: masked, or whole to those with `phone.view`; the trail remembers who looked (S1, P5)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from backoffice.audit import desk as audit
from backoffice.company.actor import Actor
from backoffice.errors import Conflict, Invalid
from backoffice.estate import values
from backoffice.estate.numbers import masked, normalise
from backoffice.estate.people import Alike, alike, person_for
from backoffice.sql import Database, load

sql = load(__file__, "phones.sql")

MOST = 20
"""Numbers of one person."""


@dataclass(frozen=True, slots=True)
class NewPhone:
    """A number as somebody wrote it, and what it is called (手机, 单位); "" for nothing."""

    written: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Phone:
    """A number of a person, normalised; `138****0001` where it is not to be seen whole."""

    number: str
    label: str


def normalised(numbers: Sequence[NewPhone], area_code: str) -> list[Phone]:
    """The numbers as they are kept, each once, in their order; empty lines are left out.

    Raises Invalid for one that is no number, or for too many.
    """
    kept: dict[str, Phone] = {}
    for one in numbers:
        if not one.written.strip():
            continue
        number = normalise(one.written, area_code)
        if not number:
            raise Invalid("phone.not_a_number", field="phones", written=one.written.strip()[:30])
        kept.setdefault(number, Phone(number, values.line(one.label, "phones", 20)))
    if len(kept) > MOST:
        raise Invalid("phone.too_many", field="phones", most=MOST)
    return list(kept.values())


async def numbers_of(db: Database, who: Actor, person: int) -> list[Phone]:
    """The numbers of a person, masked, the first to dial first. Raises as `person_for` for `house.view`."""
    await person_for(db, who, person, "house.view")
    return [replace(one, number=masked(one.number)) for one in await _all(db, person)]


async def look(db: Database, who: Actor, person: int) -> list[Phone]:
    """The numbers whole; the trail remembers who looked. Raises as `person_for` for `phone.view`."""
    await person_for(db, who, person, "phone.view")
    await audit.record(db, who, "phone.seen", f"person:{person}")
    return await _all(db, person)


async def shared(db: Database, who: Actor, person: int) -> list[Alike]:
    """Who else has one of the person's numbers, within reach. Raises as `person_for` for `house.view`."""
    await person_for(db, who, person, "house.view")
    numbers = [one.number for one in await _all(db, person)]
    return await alike(db, who, "", numbers, house=None, besides=person)


async def edit_numbers(
    db: Database, who: Actor, person: int, version: int, numbers: Sequence[NewPhone]
) -> None:
    """A person's numbers are these from now on, in this order.

    Raises as `person_for` for `person.edit` and `phone.view` (who edits sees), Invalid as `normalised`,
    Conflict when the person changed meanwhile.
    """
    await person_for(db, who, person, "phone.view")
    page = await person_for(db, who, person, "person.edit")
    after = normalised(numbers, page.area_code)
    async with db.transaction():
        if await sql.next_version(db, person=person, version=version) is None:
            raise Conflict("edit.changed_meanwhile")
        before = await _all(db, person)
        await sql.drop(db, person=person, numbers=[one.number for one in after])
        await write(db, person, after)
        await audit.record(
            db, who, "phones.edited", f"person:{person}", before=_told(before), after=_told(after)
        )


async def add_number(db: Database, who: Actor, person: int, new: NewPhone) -> None:
    """One more number, behind the others: for those who may not see them too.

    Raises as `person_for` for `person.edit`; Invalid as `normalised`.
    """
    page = await person_for(db, who, person, "person.edit")
    added = normalised([new], page.area_code)
    if not added:
        raise Invalid("value.needed", field="phones")
    async with db.transaction():
        before = await _all(db, person)
        await write(db, person, [one for one in before if one.number != added[0].number] + added)
        await audit.record(db, who, "phones.edited", f"person:{person}", after=_told(added))


async def write(db: Database, person: int, numbers: Sequence[Phone]) -> None:
    """Keep these numbers in their order; the caller has asked for the right and writes the trail."""
    for position, one in enumerate(numbers):
        await sql.keep(db, person=person, number=one.number, label=one.label, position=position)


async def _all(db: Database, person: int) -> list[Phone]:
    return [Phone(**row) async for row in sql.phones(db, person=person)]


def _told(numbers: Sequence[Phone]) -> list[str]:
    return [f"{one.number} {one.label}".strip() for one in numbers]
