"""What the flows ask of the world, answered by the desks (`ivr.world.World`; H2-H6, H8, R1, C2, T1).

One object a call. A connection is taken for one question and given back before anything is said; a
database that does not answer within `LIMIT` is a fault, and the call goes to the fallback (H11).
Desks' refusals become returned values here (style.md, ruling 2).
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal, Protocol
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from agi.channel import AgiLine
from backoffice.billing import desk as billing
from backoffice.calls import desk as calls
from backoffice.calls import hours, identity
from backoffice.company.actor import Actor, Owner, System
from backoffice.errors import Forbidden, Refused
from backoffice.estate import desk as estate
from backoffice.estate.model import House
from backoffice.estate.model import Known as KnownPerson
from backoffice.notices import desk as notices
from backoffice.outreach import desk as outreach
from backoffice.requests import desk as requests
from backoffice.requests.model import NewRequest, Request
from backoffice.sql import Database
from ivr.call import Call
from ivr.line import Journal
from ivr.say import Addressed, Language, Name, Room
from ivr.world import (
    AgentResult,
    Choice,
    Dissatisfaction,
    Due,
    Home,
    Kind,
    Known,
    Owed,
    OwedMonth,
    PinCheck,
    Progress,
)

LIMIT = 6.0
"""Seconds a question to the database may take before the call is handed to the fallback."""


class Pool(Protocol):
    """Where connections come from: asyncpg's pool, or the rehearsal's one connection."""

    def acquire(self) -> AbstractAsyncContextManager[Database]:
        """One connection on loan."""


@dataclass
class CallWorld:
    """The world as one call sees it. `house` and `owner` change as the caller becomes known."""

    pool: Pool
    line: AgiLine | None
    journal: Journal
    call_id: UUID
    number: str
    queue_code: str = "reception"
    house: int | None = None
    owner: Owner | None = None
    person: int | None = None
    call: Call | None = None
    """The call itself, once it is made: its language goes with the caller into the queue."""
    kept: set[UUID] = field(default_factory=set)
    """Recordings that belong to a request by now."""
    owed: set[UUID] = field(default_factory=set)
    """Recordings the caller submitted and no desk would take: a person must hear them."""
    talks: list[UUID] = field(default_factory=list)
    """Recordings of talks with agents, begun; one without a talk has no file."""

    _known: Sequence[KnownPerson] = ()

    @asynccontextmanager
    async def _db(self) -> AsyncIterator[Database]:
        async with asyncio.timeout(LIMIT), self.pool.acquire() as db:
            yield db

    @property
    def language(self) -> Language:
        """What the caller hears now."""
        return self.call.language if self.call else "zh"

    @property
    def who(self) -> Actor:
        """The caller as an actor; the hotline itself while nobody is known."""
        return self.owner or System("hotline")

    @property
    def _chosen(self) -> int:
        if self.house is None:
            raise LookupError("no house was chosen in this call yet")
        return self.house

    async def known(self) -> Known | None:
        """By the caller's number (H2)."""
        if not self.number:
            return None
        async with self._db() as db:
            self._known = await estate.known_callers(db, self.number)
        homes = {house.id: home_of(house) for one in self._known for house in one.houses}
        if not homes:
            return None
        people = [one.person for one in self._known]
        first = people[0]
        languages = {person.language for person in people}
        return Known(
            Addressed(first.surname, first.title) if len(people) == 1 and first.surname else None,
            tuple(homes.values()),
            "en" if languages == {"en"} else "zh",
        )

    async def home(self, code: str) -> Home | None:
        """By 户号."""
        async with self._db() as db:
            house = await estate.house_by_code(db, code)
        return home_of(house) if house else None

    async def choose(self, home: Home) -> None:
        """About this house, as the number's owner."""
        living = [one.person.id for one in self._known if any(house.id == home.id for house in one.houses)]
        self.person = self.person or (living[0] if len(living) == 1 else None)
        await self._identified(home, "caller_id")

    async def prove(self, home: Home, pin: str) -> PinCheck:
        """Try a PIN; when right the call is about this house, proved."""
        async with self._db() as db:
            check = await identity.check_pin(db, home.id, self.number, pin)
        if check.ok:
            await self._identified(home, "pin")
        else:
            self.journal.note("refused", what="pin", house=home.id, left=check.left)
        return PinCheck(check.ok, check.left, check.locked_until is not None)

    async def _identified(self, home: Home, proof: Literal["caller_id", "pin"]) -> None:
        self.house = home.id
        self.owner = Owner(self.person, frozenset({home.id}), "telephone", proof, self.number)
        self.journal.note("identified", house=home.id, label=home.room.label, proof=proof)
        async with self._db() as db:
            await calls.identified(db, self.call_id, self.person, home.id, proof, self.language)

    async def due(self) -> Due | None:
        """What the house owes; None while only the caller's number vouches."""
        async with self._db() as db:
            try:
                owed = await billing.due(db, self.who, self._chosen)
            except Forbidden:
                return None
        return Due(
            owed.total,
            tuple(Owed(Name(one.name, one.name_en), one.amount) for one in owed.items),
            tuple(OwedMonth(one.month, one.amount) for one in owed.months),
            owed.deadline,
            owed.overdue,
            owed.prepaid,
        )

    async def categories(self, kind: Kind) -> Sequence[Choice]:
        """What can be chosen."""
        async with self._db() as db:
            found = await requests.categories(db, kind)
        return [Choice(one.id, Name(one.name, one.name_en)) for one in found]

    async def register(
        self, kind: Kind, *, category: int | None, urgent: bool, recording: UUID | None
    ) -> int | None:
        """Register, with the recording if any; None when refused."""
        new = NewRequest(
            kind=kind,
            house=self.house,
            category=category,
            call_id=self.call_id,
            caller_number=self.number,
            channel="telephone",
            urgent=urgent,
            details="",
            recordings=(recording,) if recording else (),
        )
        async with self._db() as db:
            try:
                async with db.transaction():
                    await self._keep(db, recording)
                    made = await requests.register(db, self.who, new)
            except Refused as refused:
                self.journal.note("refused", what=kind, why=refused.key)
                self.owed |= {recording} if recording else set()
                return None
        self.kept |= {recording} if recording else set()
        self.journal.note("request", what=kind, number=made.number)
        return made.number

    async def _keep(self, db: Database, recording: UUID | None) -> None:
        if recording:
            seconds = self.line.recorded_seconds(recording) if self.line else 0.0
            await calls.keep_recording(db, recording, "request", self.call_id, seconds)

    async def open(self) -> Sequence[Progress]:
        """Not finished yet."""
        async with self._db() as db:
            return [
                progress_of(one)
                for one in await requests.of_house(db, self.who, self._chosen, open_only=True)
            ]

    async def to_rate(self) -> Sequence[Progress]:
        """Finished, not rated."""
        async with self._db() as db:
            return [progress_of(one) for one in await requests.to_rate(db, self.who, self._chosen)]

    async def rate(
        self, request: int, *, satisfied: bool, why: Dissatisfaction, recording: UUID | None
    ) -> bool:
        """Rate a finished job."""
        async with self._db() as db:
            try:
                async with db.transaction():
                    await self._keep(db, recording)
                    await requests.rate(db, self.who, request, satisfied, why, recording)
            except Refused as refused:
                self.journal.note("refused", what="rating", why=refused.key)
                return False
        self.kept |= {recording} if recording else set()
        return True

    async def in_force(self) -> Sequence[Name]:
        """Notices for the house's building."""
        async with self._db() as db:
            return [Name(one.body, one.body_en) for one in await notices.in_force(db, self.who, self._chosen)]

    async def on_duty(self) -> bool:
        """By opening hours and holidays."""
        async with self._db() as db:
            return await hours.open_now(db)

    async def no_more(self) -> None:
        """No more reminder calls to this house's people at this number."""
        async with self._db() as db:
            await outreach.refuse_calls(db, self.who, self.number)

    async def queue(self, reason: str) -> AgentResult:
        """Wait in app_queue, recorded from the moment an agent answers."""
        if self.line is None:
            return "nobody"
        talk = uuid4()
        self.talks.append(talk)
        self.journal.note("queue", what="joined", queue=self.queue_code, reason=reason, recording=str(talk))
        await self.line.set_language(self.language)
        await self.line.record_talk(talk)
        result = await self.line.queue(self.queue_code)
        await self.line.end_talk()
        self.journal.note("queue", what="left", queue=self.queue_code, result=result)
        return result


def home_of(house: House) -> Home:
    """A house as the flows say it."""
    return Home(house.id, house.code, Name(house.community, house.community_en), Room(house.label))


def progress_of(one: Request) -> Progress:
    """A request as the flows say it; its day in the community's time."""
    category = Name(one.category, one.category_en) if one.category else None
    local = one.registered_at.astimezone(ZoneInfo("Asia/Shanghai"))
    return Progress(one.id, one.number, one.kind, one.state, category, local)
