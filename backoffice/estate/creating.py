"""Making the houses of a pattern: all at once or none, and nothing twice (S1)."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import asyncpg

from backoffice.audit import desk as audit
from backoffice.company.actor import Actor, Staff
from backoffice.company.desk import staff_actor
from backoffice.errors import Conflict
from backoffice.estate import codes, pattern
from backoffice.estate.buildings import speak
from backoffice.estate.communities import community_for
from backoffice.estate.pattern import Pattern, Planned
from backoffice.jobs import desk as jobs
from backoffice.jobs.model import Job
from backoffice.jobs.worker import Progress
from backoffice.sql import Database, load

sql = load(__file__, "creating.sql")

JOB = "estate.pattern"
AT_ONCE = 2000
"""Houses the page waits for; more are a job."""
LOT = 2000

Say = Callable[[int, int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a pattern would make. there: rooms that exist already and stay; new_buildings: by name."""

    houses: tuple[Planned, ...]
    there: frozenset[tuple[str, str]]
    new_buildings: tuple[str, ...]

    @property
    def new(self) -> list[Planned]:
        """What is missing."""
        return [one for one in self.houses if (one.building, one.label) not in self.there]


@dataclass(frozen=True, slots=True)
class Made:
    """What was made, and how many houses of the pattern were there before."""

    buildings: int
    houses: int
    there: int


async def preview(db: Database, who: Actor, community: int, given: Pattern) -> Preview:
    """What `given` would make in a community.

    Raises as `community_for` for `house.edit`; Invalid as `pattern.houses`; Conflict for the name of a
    building out of use.
    """
    await community_for(db, who, community, "house.edit")
    planned = pattern.houses(given)
    names = list(dict.fromkeys(one.building for one in planned))
    known = {
        row["name"]: row["closed"]
        async for row in sql.known_buildings(db, community=community, buildings=names)
    }
    closed = [name for name, is_closed in known.items() if is_closed]
    if closed:
        raise Conflict("estate.name_taken", field="buildings", name=closed[0])
    there = {
        (row["building"], row["label"])
        async for row in sql.existing(db, community=community, buildings=names)
    }
    return Preview(
        tuple(planned),
        frozenset(there & {(one.building, one.label) for one in planned}),
        tuple(name for name in names if name not in known),
    )


async def _silent(done: int, total: int) -> None:
    """Nobody waits to be told."""


async def create(db: Database, who: Actor, community: int, given: Pattern, say: Say = _silent) -> Made:
    """Make what is missing of a pattern, in one transaction. Raises as `preview`."""
    async with db.transaction():
        shown = await preview(db, who, community, given)
        missing = shown.new
        last = await sql.last_position(db, community=community)
        made = [
            row["name"]
            async for row in sql.make_buildings(
                db,
                community=community,
                buildings=list(shown.new_buildings),
                floors=max(1, given.highest),
                position=last,
            )
        ]
        pairs = list(dict.fromkeys((one.building, one.unit) for one in missing if one.unit))
        await sql.make_units(
            db, community=community, buildings=[one[0] for one in pairs], units=[one[1] for one in pairs]
        )
        count = 0
        for at in range(0, len(missing), LOT):
            count += await _make(db, community, given, missing[at : at + LOT])
            await say(min(at + LOT, len(missing)), len(missing))
        if count or made:
            await audit.record(
                db,
                who,
                "houses.created",
                f"community:{community}",
                pattern=facts_of(given),
                buildings=made,
                houses=count,
            )
    return Made(len(made), count, len(shown.houses) - count)


async def _make(db: Database, community: int, given: Pattern, lot: list[Planned]) -> int:
    rows = sql.make_houses(
        db,
        community=community,
        kind=given.kind,
        codes=await codes.draw(db, len(lot)),
        buildings=[one.building for one in lot],
        units=[one.unit for one in lot],
        labels=[one.label for one in lot],
        floors=[one.floor for one in lot],
        areas=[one.area for one in lot],
    )
    return len([row async for row in rows])


async def begin(db: Database, who: Staff, sounds: Path, community: int, given: Pattern) -> Made | int:
    """Make it now, or, when it is much, have it made: the job's id. Raises as `preview`.

    The sounds of the buildings' names come first, as no job should wait for a voice.
    """
    shown = await preview(db, who, community, given)
    for name in shown.new_buildings:
        await speak(db, sounds, name)
    if len(shown.new) <= AT_ONCE:
        return await create(db, who, community, given)
    return await jobs.ask(db, who, JOB, community=community, pattern=facts_of(given))


async def work(db: asyncpg.Connection, job: Job, progress: Progress) -> Mapping[str, Any]:
    """The job: on the rights its asker has now."""
    who = await staff_actor(db, job.staff or 0, "")
    given = pattern_of(job.facts["pattern"])
    return asdict(await create(db, who, int(job.facts["community"]), given, progress))


def facts_of(given: Pattern) -> dict[str, Any]:
    """A pattern as JSON keeps it."""
    facts = asdict(given)
    return facts | {"skipped": sorted(given.skipped), "areas": [str(area) for area in given.areas]}


def pattern_of(facts: Mapping[str, Any]) -> Pattern:
    """The pattern of `facts_of`."""
    skipped, areas = frozenset(facts["skipped"]), tuple(Decimal(area) for area in facts["areas"])
    return Pattern(**{**facts, "skipped": skipped, "areas": areas})
