"""Buildings and their units (S1)."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from backoffice.audit import desk as audit
from backoffice.company.actor import Actor
from backoffice.company.reach import has, reach
from backoffice.errors import Conflict, Forbidden, Invalid, NotFound
from backoffice.estate import values
from backoffice.estate.communities import community_for, kept
from backoffice.speakable import desk as speakable
from backoffice.sql import Database, load

sql = load(__file__, "buildings.sql")

SPELT = re.compile(r"[A-Z]{0,2}[0-9]{0,5}")
"""Names that callers hear letter by letter, as part of a room (`3`, `A`, `B2`); all others get a sound."""


@dataclass(frozen=True, slots=True)
class BuildingFacts:
    """What is written of a building. phase: its id; floors: above ground; position: among its neighbours."""

    name: str
    phase: int | None = None
    builder: str = ""
    built_on: date | None = None
    floors: int | None = None
    position: int = 0


@dataclass(frozen=True, slots=True)
class Building:
    """A building as it stands. houses: how many are in use."""

    id: int
    community: int
    facts: BuildingFacts
    houses: int
    closed_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of a building with its own entrance (单元)."""

    id: int
    name: str


async def buildings(db: Database, who: Actor, community: int) -> list[Building]:
    """Those in use, in their order. Raises as `community_for` for `house.view`."""
    await community_for(db, who, community, "house.view")
    return [_building(row) async for row in sql.buildings(db, community=community)]


async def building_for(db: Database, who: Actor, building: int, function: str) -> Building:
    """One building, for `who` to do `function` there. A closed one is only looked at.

    Raises NotFound when there is none or it is not theirs to see; Forbidden when their posts lack `function`.
    """
    within = reach(who)
    row = await sql.building_within(
        db, building=building, everything=within.everything, communities=within.communities
    )
    if row is None or (row["closed_at"] and not function.endswith(".view")):
        raise NotFound("building.not_found", building=building)
    if not has(who, function, row["community_id"]):
        raise Forbidden("house.function", function=function)
    return _building(row)


async def add_building(db: Database, who: Actor, sounds: Path, community: int, given: BuildingFacts) -> int:
    """A new building; returns its id.

    Raises as `community_for` for `house.edit`; Invalid for a field; Conflict for a name taken or not to be
    spoken.
    """
    await community_for(db, who, community, "house.edit")
    facts = checked(given)
    async with kept(facts.name), db.transaction():
        building: int | None = await sql.insert_building(db, community=community, **asdict(facts))
        if building is None:
            raise Invalid("building.phase", field="phase")
        await speak(db, sounds, facts.name)
        await audit.record(
            db, who, "building.added", f"building:{building}", community=community, **asdict(facts)
        )
    return building


async def edit_building(
    db: Database,
    who: Actor,
    sounds: Path,
    id: int,  # noqa: A002 - as in every row
    version: int,
    given: BuildingFacts,
) -> None:
    """Keep what was edited. Raises as `add_building`; Conflict when it changed meanwhile."""
    before = await building_for(db, who, id, "house.edit")
    facts = checked(given)
    async with kept(facts.name), db.transaction():
        if await sql.update_building(db, id=id, version=version, **asdict(facts)) is None:
            raise Conflict("edit.changed_meanwhile")
        await speak(db, sounds, facts.name)
        changed = values.changes(before.facts, facts)
        await audit.record(db, who, "building.edited", f"building:{id}", **changed)


async def units(db: Database, who: Actor, building: int) -> list[Unit]:
    """Its units in their order; empty: it is not divided. Raises as `building_for` for `house.view`."""
    await building_for(db, who, building, "house.view")
    return [Unit(**row) async for row in sql.units(db, building=building)]


async def add_unit(db: Database, who: Actor, building: int, name: str) -> int:
    """A unit, new or known; returns its id. Raises as `building_for` for `house.edit`; Invalid."""
    await building_for(db, who, building, "house.edit")
    name = values.line(name, "name", 20, needed=True)
    async with db.transaction():
        unit: int = await sql.insert_unit(db, building=building, name=name)
        await audit.record(db, who, "unit.added", f"building:{building}", name=name)
    return unit


async def rename_unit(db: Database, who: Actor, building: int, unit: int, name: str) -> None:
    """Another name for a unit. Raises as `add_unit`; NotFound: no such unit; Conflict: the name is taken."""
    await building_for(db, who, building, "house.edit")
    name = values.line(name, "name", 20, needed=True)
    async with kept(name), db.transaction():
        if await sql.rename_unit(db, building=building, unit=unit, name=name) is None:
            raise NotFound("building.not_found", building=building)
        await audit.record(db, who, "unit.renamed", f"building:{building}", unit=unit, after=name)


async def speak(db: Database, sounds: Path, name: str) -> None:
    """Have the sound of a building's name, in the transaction that keeps it."""
    if not SPELT.fullmatch(name):
        await speakable.ensure(db, sounds, [("zh", name)])


def checked(given: BuildingFacts) -> BuildingFacts:
    """The facts as they are kept. Raises Invalid for one that cannot be."""
    if given.floors is not None and not 1 <= given.floors <= 200:
        raise Invalid("building.floors", field="floors")
    if not -9999 <= given.position <= 9999:
        raise Invalid("building.position", field="position")
    return BuildingFacts(
        name=values.line(given.name, "name", 20, needed=True),
        phase=given.phase,
        builder=values.line(given.builder, "builder", 60),
        built_on=values.day(given.built_on, "built_on"),
        floors=given.floors,
        position=given.position,
    )


def _building(row: Mapping[str, Any]) -> Building:
    facts = BuildingFacts(**{name: row[name] for name in BuildingFacts.__dataclass_fields__})
    return Building(row["id"], row["community_id"], facts, row["houses"], row["closed_at"], row["version"])
