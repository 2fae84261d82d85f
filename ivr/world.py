"""What the flows need to know of the world, as values and Protocols they declare themselves (P8).

`agi.adapters` fulfils the Protocols over the desks; tests fulfil them with values. No row, right or
connection shows here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, Protocol
from uuid import UUID

from ivr.say import Addressed, Language, Name, Room

Kind = Literal["repair", "complaint", "service", "message"]
Dissatisfaction = Literal["", "attitude", "quality", "other"]


@dataclass(frozen=True, slots=True)
class Home:
    """A house as the caller hears it."""

    id: int
    code: str
    community: Name
    room: Room


@dataclass(frozen=True, slots=True)
class Known:
    """Who a telephone number may be: one person by name, or a household (`addressed` None)."""

    addressed: Addressed | None
    homes: tuple[Home, ...]
    language: Language = "zh"


@dataclass(frozen=True, slots=True)
class PinCheck:
    """How a PIN fared. `left`: tries left before the lock; `locked`: house or number is locked now."""

    ok: bool
    left: int = 0
    locked: bool = False


class Identity(Protocol):
    """Who is calling (H2)."""

    async def known(self) -> Known | None:
        """Whom the caller's number belongs to, or None."""

    async def home(self, code: str) -> Home | None:
        """The house with this 户号, or None."""

    async def choose(self, home: Home) -> None:
        """The call is about this house from now on, opened by the caller's number."""

    async def prove(self, home: Home, pin: str) -> PinCheck:
        """Try the PIN of a house; when right, the call is about this house and proved."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One fee item and what is owed on it."""

    name: Name
    amount: Decimal


@dataclass(frozen=True, slots=True)
class OwedMonth:
    """One month (its first day) and what is owed for it."""

    month: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Due:
    """What a house owes. `deadline`: the day to pay by; `overdue` when that day is past."""

    total: Decimal
    items: tuple[Owed, ...] = ()
    months: tuple[OwedMonth, ...] = ()
    deadline: date | None = None
    overdue: bool = False
    prepaid: Decimal = Decimal(0)


class Bills(Protocol):
    """What the chosen house owes (H3)."""

    async def due(self) -> Due | None:
        """What is owed; None when the caller must give the PIN first."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A category the caller can choose."""

    id: int
    name: Name


@dataclass(frozen=True, slots=True)
class Progress:
    """A request as the caller hears about it."""

    id: int
    number: int
    kind: Kind
    state: Literal["new", "assigned", "working", "done", "cancelled"]
    category: Name | None
    registered_at: datetime


class Requests(Protocol):
    """Requests of the chosen house (H3, H4, H5, R1, C2, T1)."""

    async def categories(self, kind: Kind) -> Sequence[Choice]:
        """What can be chosen, in order; empty when the kind has no categories."""

    async def register(
        self, kind: Kind, *, category: int | None, urgent: bool, recording: UUID | None
    ) -> int | None:
        """Register and return the number to say back; None when the desk refused."""

    async def open(self) -> Sequence[Progress]:
        """What is not finished yet, newest first."""

    async def to_rate(self) -> Sequence[Progress]:
        """Finished and not yet rated, newest first."""

    async def rate(
        self, request: int, *, satisfied: bool, why: Dissatisfaction, recording: UUID | None
    ) -> bool:
        """Keep the rating; False when it was refused."""


class Notices(Protocol):
    """Notices in force (H3)."""

    async def in_force(self) -> Sequence[Name]:
        """For the chosen house's building and community, urgent ones first."""


AgentResult = Literal["talked", "came_back", "nobody"]


class People(Protocol):
    """The way to a person (H6, H8)."""

    async def on_duty(self) -> bool:
        """Is the office open now, by opening hours and holidays?"""

    async def queue(self, reason: str) -> AgentResult:
        """Wait for an agent and talk. `came_back`: the caller pressed *; `nobody`: nobody answered."""


class World(Identity, Bills, Requests, Notices, People, Protocol):
    """Everything the hotline needs."""
