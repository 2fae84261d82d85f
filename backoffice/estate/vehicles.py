"""Cars: whose they are and on which space they stand (S1)."""

import re
from dataclasses import asdict, dataclass, replace
from typing import Any

from backoffice.audit import desk as audit
from backoffice.company.actor import Actor
from backoffice.errors import Conflict, Invalid, NotFound
from backoffice.estate import values
from backoffice.estate.communities import kept
from backoffice.estate.desk import house_for
from backoffice.estate.people import person_for
from backoffice.sql import Database, load

sql = load(__file__, "vehicles.sql")

PLATE = re.compile(r"[\u4e00-\u9fffA-Z0-9]{4,10}")


@dataclass(frozen=True, slots=True)
class CarFacts:
    """What is written of a car. person: whose; house: the space it stands on; one of them is known."""

    plate: str
    person: int | None
    house: int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Car:
    """A car as it stands. name: the person's; label, code: of the house; "" without."""

    id: int
    facts: CarFacts
    name: str
    label: str
    code: str
    version: int


async def of_house(db: Database, who: Actor, house: int) -> list[Car]:
    """What stands there. Raises as `house_for` for `house.view`."""
    await house_for(db, who, house, "house.view")
    return [_car(row) async for row in sql.of_house(db, house=house)]


async def of_person(db: Database, who: Actor, person: int) -> list[Car]:
    """A person's cars. Raises as `person_for` for `house.view`."""
    await person_for(db, who, person, "house.view")
    return [_car(row) async for row in sql.of_person(db, person=person)]


async def add_car(db: Database, who: Actor, given: CarFacts) -> int:
    """A new car; returns its id.

    Raises as `person_for` and `house_for` for `person.edit`; Invalid for a field; Conflict for a known plate.
    """
    facts = await _checked(db, who, given)
    async with kept(facts.plate), db.transaction():
        car: int = await sql.insert_car(db, **asdict(facts))
        await audit.record(db, who, "car.added", f"car:{car}", **asdict(facts))
    return car


async def edit_car(db: Database, who: Actor, car: int, version: int, given: CarFacts) -> None:
    """Keep what was edited. Raises as `add_car`, NotFound, and Conflict when it changed meanwhile."""
    before = await car_for(db, who, car)
    facts = await _checked(db, who, given)
    async with kept(facts.plate), db.transaction():
        if await sql.update_car(db, car=car, version=version, **asdict(facts)) is None:
            raise Conflict("edit.changed_meanwhile")
        await audit.record(db, who, "car.edited", f"car:{car}", **values.changes(before.facts, facts))


async def remove_car(db: Database, who: Actor, car: int, version: int) -> None:
    """Sold or scrapped; the trail remembers it. Raises as `edit_car`."""
    before = await car_for(db, who, car)
    async with db.transaction():
        if await sql.delete_car(db, car=car, version=version) is None:
            raise Conflict("edit.changed_meanwhile")
        await audit.record(db, who, "car.removed", f"car:{car}", **asdict(before.facts))


async def car_for(db: Database, who: Actor, car: int) -> Car:
    """One car, to edit. Raises NotFound, and as `person_for` and `house_for` for `person.edit`."""
    row = await sql.one(db, car=car)
    if row is None:
        raise NotFound("car.not_found", car=car)
    found = _car(row)
    await _reached(db, who, found.facts)
    return found


async def _reached(db: Database, who: Actor, facts: CarFacts) -> None:
    if facts.person is not None:
        await person_for(db, who, facts.person, "person.edit")
    if facts.house is not None:
        await house_for(db, who, facts.house, "person.edit")


async def _checked(db: Database, who: Actor, given: CarFacts) -> CarFacts:
    await _reached(db, who, given)
    if given.person is None and given.house is None:
        raise Invalid("car.nobodys", field="plate")
    plate = re.sub(r"[\s·.-]", "", values.line(given.plate, "plate", 20, needed=True)).upper()
    if not PLATE.fullmatch(plate):
        raise Invalid("car.plate", field="plate")
    return replace(given, plate=plate, note=values.line(given.note, "note", 200))


def _car(row: Any) -> Car:
    facts = CarFacts(row["plate"], row["person"], row["house"], row["note"])
    return Car(row["id"], facts, row["name"], row["label"], row["code"], row["version"])
