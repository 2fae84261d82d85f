"""A small world for flows: values behind the Protocols of `ivr.world`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from ivr.say import Addressed, Name, Room
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

HOME = Home(1, "10010101", Name("翠湖苑", "Cuihu Garden"), Room("1-1-101"))
OTHER = Home(2, "20030502", Name("锦江花园", "Jinjiang Gardens"), Room("3-502"))
ZHANG = Known(Addressed("张", "mr"), (HOME,))
COMPANY = Name("安居物业", "Anju Property")
WATER, POWER = Choice(11, Name("水管漏水", "Leaking pipe")), Choice(12, Name("电路故障", "Power failure"))
DUE = Due(
    Decimal("412.50"),
    (Owed(Name("物业费", "Property fee"), Decimal("300.00")), Owed(Name("水费", "Water"), Decimal("112.50"))),
    (OwedMonth(date(2026, 9, 1), Decimal("200.00")), OwedMonth(date(2026, 10, 1), Decimal("212.50"))),
    deadline=date(2026, 12, 31),
)


def job(
    number: int,
    state: Literal["new", "assigned", "working", "done", "cancelled"] = "new",
    kind: Kind = "repair",
) -> Progress:
    registered = datetime(2026, 11, 20, 9, tzinfo=UTC)
    return Progress(number, 100000 + number, kind, state, WATER.name, registered)


@dataclass
class Estate:
    """Everything a flow may ask, as plain values; what it did is kept in lists."""

    caller: Known | None = ZHANG
    due_now: Due = DUE
    pin: str = "2468"
    needs_pin: bool = False
    tries: int = 3
    choices: dict[Kind, Sequence[Choice]] = field(
        default_factory=lambda: {"repair": (WATER, POWER), "complaint": (POWER,), "service": (WATER,)}
    )
    pending: Sequence[Progress] = ()
    finished: Sequence[Progress] = ()
    bodies: Sequence[Name] = ()
    open_now: bool = True
    agents: list[AgentResult] = field(default_factory=lambda: ["talked"])
    refuses: bool = False
    chosen: Home | None = None
    proved: bool = False
    registered: list[tuple[Kind, int | None, bool, UUID | None]] = field(default_factory=list)
    ratings: list[tuple[int, bool, Dissatisfaction, UUID | None]] = field(default_factory=list)
    queued: list[str] = field(default_factory=list)

    async def known(self) -> Known | None:
        return self.caller

    async def home(self, code: str) -> Home | None:
        return next((one for one in (HOME, OTHER) if one.code == code), None)

    async def choose(self, home: Home) -> None:
        self.chosen = home

    async def prove(self, home: Home, pin: str) -> PinCheck:
        if self.tries and pin == self.pin:
            self.chosen, self.proved = home, True
            return PinCheck(ok=True)
        self.tries = max(0, self.tries - 1)
        return PinCheck(ok=False, left=self.tries, locked=not self.tries)

    async def due(self) -> Due | None:
        return self.due_now if self.proved or not self.needs_pin else None

    async def categories(self, kind: Kind) -> Sequence[Choice]:
        return self.choices[kind]

    async def register(
        self, kind: Kind, *, category: int | None, urgent: bool, recording: UUID | None
    ) -> int | None:
        if self.refuses:
            return None
        self.registered.append((kind, category, urgent, recording))
        return 100000 + len(self.registered)

    async def open(self) -> Sequence[Progress]:
        return self.pending

    async def to_rate(self) -> Sequence[Progress]:
        return self.finished

    async def rate(
        self, request: int, *, satisfied: bool, why: Dissatisfaction, recording: UUID | None
    ) -> bool:
        self.ratings.append((request, satisfied, why, recording))
        return True

    async def in_force(self) -> Sequence[Name]:
        return self.bodies

    async def on_duty(self) -> bool:
        return self.open_now

    async def queue(self, reason: str) -> AgentResult:
        self.queued.append(reason)
        return self.agents.pop(0) if self.agents else "nobody"
