"""The screen pop: what an agent should know while the own telephone rings, gathered from the desks (H6).

An agent may see the caller's number because the call rings at the own telephone; everything else goes
through the desks and shows only houses of the own communities. A caller from elsewhere looks like an
unknown number.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

import asyncpg

from backoffice.audit import desk as audit
from backoffice.billing import desk as billing
from backoffice.billing.model import Due
from backoffice.calls import desk as calls
from backoffice.calls.model import CallBrief, Line, RecordingFile
from backoffice.company.actor import Staff, communities_for
from backoffice.errors import Forbidden, NotFound
from backoffice.estate import desk as estate
from backoffice.estate.model import House, Person
from backoffice.requests import desk as requests
from backoffice.requests.model import Category, NewRequest, Request
from backoffice.sql import load

sql = load(__file__, "pop.sql")

RegisterKind = Literal["repair", "complaint"]
KINDS: tuple[RegisterKind, ...] = ("repair", "complaint")
"""What an agent registers here."""


@dataclass(frozen=True, slots=True)
class Ring:
    """One ring at one agent's telephone, and what became of it."""

    id: int
    call_id: UUID
    queue_code: str
    rang_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    result: str

    @property
    def state(self) -> Literal["ringing", "talking", "ended"]:
        """What the telephone does now."""
        if self.ended_at:
            return "ended"
        return "talking" if self.answered_at else "ringing"


@dataclass(frozen=True, slots=True)
class Glance:
    """One of several houses in two figures, to guess which the caller means. None: no right to see it."""

    owed: Decimal | None
    open_count: int | None


@dataclass(frozen=True, slots=True)
class Pop:
    """What the page shows. None stands for what the reader has no right to; empty for nothing there.

    homes: the caller's houses that the reader may see, and the one chosen for this call.
    home: the house talked about, None while it is not known which.
    glances: by house, when there are several.
    """

    ring: Ring
    number: str
    proof: str
    language: str
    people: tuple[Person, ...]
    temperament: bool
    homes: tuple[House, ...]
    home: House | None
    glances: dict[int, Glance]
    due: Due | None
    requests: tuple[Request, ...] | None
    calls: tuple[CallBrief, ...] | None
    lines: tuple[Line, ...]
    talks: tuple[RecordingFile, ...]
    categories: dict[RegisterKind, list[Category]]

    @property
    def open_count(self) -> int:
        """Requests not finished."""
        return _open(self.requests or ())


@dataclass(frozen=True, slots=True)
class Rung:
    """A call that rang at this agent's telephone earlier. seconds: how long they talked, None: not at all."""

    id: int
    call_id: UUID
    rang_at: datetime
    seconds: float | None
    result: str
    number: str


async def current(db: asyncpg.Connection, staff_id: int) -> Ring | None:
    """The call to show on this agent's page, or None while the agent waits."""
    row = await sql.current(db, staff_id=staff_id)
    return Ring(**row) if row else None


async def ring_for(db: asyncpg.Connection, who: Staff, ring: int) -> Ring:
    """A call that rang at this agent's own telephone. Raises NotFound for any other."""
    row = await sql.rang_at(db, staff_id=who.id, agent_call=ring)
    if row is None:
        raise NotFound("call.not_found", call=ring)
    return Ring(**row)


async def number_of(db: asyncpg.Connection, ring: Ring) -> str:
    """Who rings, "" when withheld."""
    facts = await sql.call_facts(db, call_id=ring.call_id)
    return facts["number"] if facts else ""


async def rung(db: asyncpg.Connection, staff_id: int, most: int = 10) -> list[Rung]:
    """The last calls that rang at this agent's telephone, newest first."""
    return [
        Rung(
            row["id"],
            row["call_id"],
            row["rang_at"],
            (row["ended_at"] - row["answered_at"]).total_seconds() if row["answered_at"] else None,
            row["result"],
            row["number"],
        )
        async for row in sql.rung(db, staff_id=staff_id, most=most)
    ]


async def pop_for(db: asyncpg.Connection, who: Staff, ring: Ring, house: int | None = None) -> Pop:
    """Everything about the call of `ring`, about `house` if one was chosen on the page.

    Raises NotFound when `house` is not in a community of the reader's.
    """
    facts = await sql.call_facts(db, call_id=ring.call_id)
    number = facts["number"] if facts else ""
    people, homes = await _known(db, who, number)
    chosen = house or (facts["house_id"] if facts else None)
    home = homes[0] if len(homes) == 1 else None
    if chosen is not None:
        try:
            home = await estate.house_for(db, who, chosen, "house.view")
        except (NotFound, Forbidden):
            if house is not None:
                raise
            home = None
    if home and home.id not in {one.id for one in homes}:
        homes = (*homes, home)
    return Pop(
        ring=ring,
        number=number,
        proof=facts["proof"] if facts else "",
        language=facts["language"] if facts else "zh",
        people=people,
        temperament=any(may(who, "person.temperament", one.community_id) for one in homes),
        homes=homes,
        home=home,
        glances={one.id: await _glance(db, who, one) for one in homes} if len(homes) > 1 else {},
        due=await _due(db, who, home),
        requests=await _requests(db, who, home),
        calls=await _calls(db, who, home, ring),
        lines=await lines(db, ring.call_id),
        talks=await talks(db, who, ring),
        categories=await _categories(db, who, home),
    )


async def lines(db: asyncpg.Connection, call_id: UUID) -> tuple[Line, ...]:
    """What the caller did so far in a call that the reader's telephone got."""
    return tuple(await calls.lines_of(db, call_id))


async def talks(db: asyncpg.Connection, who: Staff, ring: Ring) -> tuple[RecordingFile, ...]:
    """The recorded conversations of the call; they are there once it is over. Empty without `recording.play`
    anywhere; playing one asks again, for the house."""
    if "recording.play" not in who.functions:
        return ()
    return tuple([one for one in await calls.recordings_of(db, ring.call_id) if one.kind == "agent"])


async def link(db: asyncpg.Connection, who: Staff, ring: Ring, house: int) -> House:
    """Note that this call is about `house`, found by the agent; opens nothing to the caller."""
    home = await estate.house_for(db, who, house, "house.view")
    async with db.transaction():
        await sql.about(db, call_id=ring.call_id, house=home.id)
        await audit.record(db, who, "call.house_chosen", str(ring.call_id), house=home.id)
    return home


async def register(
    db: asyncpg.Connection,
    who: Staff,
    ring: Ring,
    *,
    kind: RegisterKind,
    house: int,
    category: int,
    urgent: bool,
    details: str,
) -> Request:
    """Register what the caller of `ring` says, on the agent's rights (R1, C2).

    A call about no house yet is about this one from now on.
    """
    facts = await sql.call_facts(db, call_id=ring.call_id)
    new = NewRequest(
        kind=kind,
        house=house,
        category=category,
        call_id=ring.call_id,
        caller_number=facts["number"] if facts else "",
        channel="telephone",
        urgent=urgent,
        details=details,
        recordings=(),
    )
    async with db.transaction():
        if facts and facts["house_id"] is None:
            await link(db, who, ring, house)
        return await requests.register(db, who, new)


def may(who: Staff, function: str, community: int) -> bool:
    """True when `who` has `function` in `community`."""
    communities = communities_for(who, function)
    return communities is None or community in communities


async def _due(db: asyncpg.Connection, who: Staff, home: House | None) -> Due | None:
    if home is None or not may(who, "bill.view", home.community_id):
        return None
    return await billing.due(db, who, home.id)


async def _glance(db: asyncpg.Connection, who: Staff, home: House) -> Glance:
    due, found = await _due(db, who, home), await _requests(db, who, home)
    return Glance(due.total if due else None, None if found is None else _open(found))


def _open(found: tuple[Request, ...]) -> int:
    return sum(one.state not in ("done", "cancelled") for one in found)


async def _known(
    db: asyncpg.Connection, who: Staff, number: str
) -> tuple[tuple[Person, ...], tuple[House, ...]]:
    """Whom the number belongs to, as far as they live where the reader may look."""
    people: list[Person] = []
    homes: dict[int, House] = {}
    for known in await estate.known_callers(db, number) if number else ():
        seen = [one for one in known.houses if may(who, "house.view", one.community_id)]
        if seen:
            people.append(known.person)
            homes.update({one.id: one for one in seen})
    return tuple(people), tuple(homes.values())


async def _requests(db: asyncpg.Connection, who: Staff, home: House | None) -> tuple[Request, ...] | None:
    if home is None or not may(who, "request.view", home.community_id):
        return None
    found = await requests.of_house(db, who, home.id)
    # Open ones first: they are what the caller most likely asks about.
    return tuple(sorted(found, key=lambda one: one.state in ("done", "cancelled")))


async def _calls(
    db: asyncpg.Connection, who: Staff, home: House | None, ring: Ring
) -> tuple[CallBrief, ...] | None:
    """The other calls about the house."""
    if home is None or not may(who, "call.view", home.community_id):
        return None
    found = await calls.calls_of_house(db, who, home.id)
    return tuple(one for one in found if one.id != ring.call_id)


async def _categories(
    db: asyncpg.Connection, who: Staff, home: House | None
) -> dict[RegisterKind, list[Category]]:
    kinds = [kind for kind in KINDS if home and may(who, f"{kind}.register", home.community_id)]
    return {kind: await requests.categories(db, kind) for kind in kinds}
