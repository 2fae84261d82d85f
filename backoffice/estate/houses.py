"""Houses: homes, shops, offices, stores, garages and parking spaces; everything with a 户号 (S1)."""

import secrets
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Literal, get_args

from backoffice.audit import desk as audit
from backoffice.calls.identity import hashed
from backoffice.company.actor import Actor
from backoffice.errors import Conflict, Invalid
from backoffice.estate import codes, values
from backoffice.estate.buildings import building_for
from backoffice.estate.communities import kept
from backoffice.estate.desk import house_for
from backoffice.estate.model import House
from backoffice.estate.rooms import canonical
from backoffice.sql import Database, load

sql = load(__file__, "houses.sql")

Kind = Literal["house", "shop", "office", "storage", "garage", "parking"]
State = Literal[
    "unsold", "sold", "handed_over", "vacant", "occupied", "decorating", "decorated", "let", "idle"
]
KINDS: tuple[Kind, ...] = get_args(Kind)
STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True)
class HouseFacts:
    """What is written of a house. unit: an id; label: any spelling; floor: 0 is not one; areas: m²."""

    building: int
    kind: Kind
    label: str
    unit: int | None = None
    floor: int | None = None
    area: Decimal = Decimal(0)
    inner_area: Decimal | None = None
    state: State = "unsold"
    note: str = ""


@dataclass(frozen=True, slots=True)
class HousePage:
    """A house with all that is written of it. closed_at: since when it is gone from lists."""

    house: House
    facts: HouseFacts
    unit_name: str
    closed_at: datetime | None
    version: int


async def details(db: Database, who: Actor, house: int) -> HousePage:
    """All that is written of a house. Raises as `house_for` for `house.view`."""
    home = await house_for(db, who, house, "house.view")
    row = await sql.details(db, house=home.id)
    facts = HouseFacts(**{name: row[name] for name in HouseFacts.__dataclass_fields__})
    return HousePage(home, facts, row["unit_name"], row["closed_at"], row["version"])


async def add_house(db: Database, who: Actor, given: HouseFacts) -> int:
    """A new house with a drawn 户号; returns its id.

    Raises as `building_for` for `house.edit`; Invalid for a field; Conflict for a label its building has.
    """
    await building_for(db, who, given.building, "house.edit")
    facts = checked(given)
    async with kept(facts.label), db.transaction():
        (code,) = await codes.draw(db)
        house: int | None = await sql.insert_house(db, code=code, **asdict(facts))
        if house is None:
            raise Invalid("house.unit", field="unit")
        await audit.record(db, who, "house.added", f"house:{house}", code=code, **asdict(facts))
    return house


async def edit_house(
    db: Database,
    who: Actor,
    id: int,  # noqa: A002 - as in every row
    version: int,
    given: HouseFacts,
) -> None:
    """Keep what was edited; a house stays in its community.

    Raises as `house_for` for `house.edit`; as `building_for` for another building; Invalid; Conflict when the
    label is taken or the house changed meanwhile.
    """
    home = await house_for(db, who, id, "house.edit")
    if (await building_for(db, who, given.building, "house.edit")).community != home.community_id:
        raise Invalid("house.building", field="building")
    before, facts = await details(db, who, id), checked(given)
    async with kept(facts.label), db.transaction():
        if await sql.update_house(db, id=id, version=version, **asdict(facts)) is None:
            raise Conflict("edit.changed_meanwhile")
        changed = values.changes(before.facts, facts)
        await audit.record(db, who, "house.edited", f"house:{id}", **changed)


async def new_pin(db: Database, who: Actor, house: int) -> str:
    """Give a house a new PIN of four digits; returned once, for the owner at the counter, and kept nowhere.

    Raises as `house_for` for `house.edit`.
    """
    home = await house_for(db, who, house, "house.edit")
    pin = f"{secrets.randbelow(10**4):04d}"
    async with db.transaction():
        await sql.set_pin(db, house=home.id, pin_hash=hashed(pin))
        await audit.record(db, who, "house.pin_reset", f"house:{home.id}")
    return pin


def checked(given: HouseFacts) -> HouseFacts:
    """The facts as they are kept. Raises Invalid for one that cannot be."""
    written = values.line(given.label, "label", 30, needed=True)
    if given.floor is not None and (given.floor == 0 or not -10 <= given.floor <= 200):
        raise Invalid("house.floor", field="floor")
    area = values.area(given.area, "area") or Decimal(0)
    inner = values.area(given.inner_area, "inner_area")
    if inner is not None and inner > area:
        raise Invalid("house.inner_area", field="inner_area")
    if given.kind not in KINDS or given.state not in STATES:
        raise Invalid("value.choice", field="kind" if given.kind not in KINDS else "state")
    label = canonical(written)
    if not label:
        raise Invalid("house.label", field="label")
    return replace(given, label=label, area=area, inner_area=inner, note=values.prose(given.note, "note"))
