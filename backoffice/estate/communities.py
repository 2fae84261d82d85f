"""Communities and their phases (S1). A name a caller may hear gets its sound when it is saved (H1)."""

import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import asyncpg

from backoffice.audit import desk as audit
from backoffice.company.actor import Actor
from backoffice.company.reach import has, reach, reach_with
from backoffice.errors import Conflict, Forbidden, Invalid, NotFound
from backoffice.estate import values
from backoffice.speakable import desk as speakable
from backoffice.sql import Database, load

sql = load(__file__, "communities.sql")


@dataclass(frozen=True, slots=True)
class CommunityFacts:
    """What is written of a community. code: the company's own; area_code: of its landlines (028)."""

    name: str
    name_en: str
    code: str
    city: str
    time_zone: str
    area_code: str
    address: str
    developer: str
    opened_on: date | None


@dataclass(frozen=True, slots=True)
class Community:
    """A community as it stands. buildings, houses: how many are in use."""

    id: int
    facts: CommunityFacts
    buildings: int
    houses: int
    closed_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of a community that was delivered together."""

    id: int
    name: str
    delivered_on: date | None
    version: int


async def communities(db: Database, who: Actor) -> list[Community]:
    """Those where `who` has `house.view`, by city; empty: none."""
    within = reach_with(who, "house.view")
    rows = sql.communities(db, everything=within.everything, communities=within.communities)
    return [_community(row) async for row in rows]


async def community_for(db: Database, who: Actor, community: int, function: str) -> Community:
    """One community, for `who` to do `function` there.

    Raises NotFound when there is none or it is not theirs to see, Forbidden when their posts lack `function`
    there. A closed one is only looked at.
    """
    within = reach(who)
    row = await sql.community_within(
        db, community=community, everything=within.everything, communities=within.communities
    )
    if row is None or (row["closed_at"] and not function.endswith(".view")):
        raise NotFound("community.not_found", community=community)
    if not has(who, function, community):
        raise Forbidden("house.function", function=function)
    return _community(row)


async def add_community(db: Database, who: Actor, sounds: Path, given: CommunityFacts) -> int:
    """A new community, its name spoken into `sounds`. Returns its id.

    Raises Forbidden without `community.manage` in the whole company, Invalid for a field, Conflict for a name
    that is taken or that no voice can speak.
    """
    _may_manage(who)
    facts = _checked(given)
    async with kept(facts.name), db.transaction():
        community: int = await sql.insert_community(db, **asdict(facts))
        await _speak(db, sounds, facts)
        await audit.record(db, who, "community.added", f"community:{community}", **asdict(facts))
    return community


async def edit_community(
    db: Database,
    who: Actor,
    sounds: Path,
    id: int,  # noqa: A002 - as in every row
    version: int,
    given: CommunityFacts,
) -> None:
    """Keep what was edited. Raises as `add_community`, NotFound, and Conflict when it changed meanwhile."""
    _may_manage(who)
    before = await community_for(db, who, id, "community.manage")
    facts = _checked(given)
    async with kept(facts.name), db.transaction():
        if await sql.update_community(db, id=id, version=version, **asdict(facts)) is None:
            raise Conflict("edit.changed_meanwhile")
        await _speak(db, sounds, facts)
        changed = values.changes(before.facts, facts)
        await audit.record(db, who, "community.edited", f"community:{id}", **changed)


async def phases(db: Database, who: Actor, community: int) -> list[Phase]:
    """The phases of a community, oldest first. Raises as `community_for` for `house.view`."""
    await community_for(db, who, community, "house.view")
    return [Phase(**row) async for row in sql.phases(db, community=community)]


async def add_phase(
    db: Database, who: Actor, community: int, name: str, delivered_on: date | None = None
) -> int:
    """A new phase; returns its id. Raises as `community_for` for `house.edit`; Invalid; Conflict: taken."""
    await community_for(db, who, community, "house.edit")
    facts: dict[str, Any] = {
        "name": values.line(name, "name", 30, needed=True),
        "delivered_on": values.day(delivered_on, "delivered_on"),
    }
    async with kept(name), db.transaction():
        phase: int = await sql.insert_phase(db, community=community, **facts)
        await audit.record(db, who, "phase.added", f"phase:{phase}", community=community, **facts)
    return phase


async def edit_phase(
    db: Database,
    who: Actor,
    community: int,
    id: int,  # noqa: A002 - as in every row
    version: int,
    name: str,
    delivered_on: date | None,
) -> None:
    """Keep what was edited. Raises as `add_phase`, and Conflict when it changed meanwhile."""
    await community_for(db, who, community, "house.edit")
    facts: dict[str, Any] = {
        "name": values.line(name, "name", 30, needed=True),
        "delivered_on": values.day(delivered_on, "delivered_on"),
    }
    async with kept(name), db.transaction():
        done = await sql.update_phase(db, id=id, community=community, version=version, **facts)
        if done is None:
            raise Conflict("edit.changed_meanwhile")
        await audit.record(db, who, "phase.edited", f"phase:{id}", community=community, after=facts)


@contextlib.asynccontextmanager
async def kept(name: str) -> AsyncIterator[None]:
    """Around a transaction: a name that is taken where it has to be the only one is a Conflict."""
    try:
        yield
    except asyncpg.UniqueViolationError:
        raise Conflict("estate.name_taken", field="name", name=name) from None


def _may_manage(who: Actor) -> None:
    if not reach_with(who, "community.manage").everything:
        raise Forbidden("community.not_yours", function="community.manage")


def _checked(given: CommunityFacts) -> CommunityFacts:
    if given.time_zone not in available_timezones():
        raise Invalid("community.time_zone", field="time_zone")
    area_code = values.line(given.area_code, "area_code", 4)
    if area_code and not (area_code.isascii() and area_code.isdigit() and area_code.startswith("0")):
        raise Invalid("community.area_code", field="area_code")
    return CommunityFacts(
        name=values.line(given.name, "name", 30, needed=True),
        name_en=values.line(given.name_en, "name_en", 60),
        code=values.line(given.code, "code", 20),
        city=values.line(given.city, "city", 20, needed=True),
        time_zone=given.time_zone,
        area_code=area_code,
        address=values.line(given.address, "address", 200),
        developer=values.line(given.developer, "developer", 60),
        opened_on=values.day(given.opened_on, "opened_on"),
    )


async def _speak(db: Database, sounds: Path, facts: CommunityFacts) -> None:
    """Within the transaction: a name that no voice can speak is not kept."""
    await speakable.ensure(db, sounds, [("zh", facts.name), ("en", facts.name_en)])


def _community(row: Mapping[str, Any]) -> Community:
    facts = CommunityFacts(**{name: row[name] for name in CommunityFacts.__dataclass_fields__})
    return Community(row["id"], facts, row["buildings"], row["houses"], row["closed_at"], row["version"])
