"""A decoration, its inspections, and which step may follow which (S2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from backoffice.errors import Conflict

State = Literal[
    "applied", "permitted", "working", "finished", "refund_asked", "refunded", "refused", "withdrawn"
]
Step = Literal[
    "approved",
    "refused",
    "withdrawn",
    "deposited",
    "started",
    "inspected",
    "finished",
    "refund_asked",
    "refunded",
]

MOVES: Mapping[State, Mapping[Step, State]] = {
    "applied": {"approved": "permitted", "refused": "refused", "withdrawn": "withdrawn"},
    "permitted": {"deposited": "working", "started": "working", "withdrawn": "withdrawn"},
    "working": {"inspected": "working", "finished": "finished"},
    "finished": {"refund_asked": "refund_asked"},
    "refund_asked": {"refunded": "refunded"},
    "refunded": {},
    "refused": {},
    "withdrawn": {},
}
"""State → step → state. Work begins by the deposit; by `started` only where none is asked."""

DECISIONS: frozenset[Step] = frozenset({"approved", "refused"})
"""Steps for `decoration.permit`; the others are for `decoration.manage`."""


def number_of(decoration: int) -> str:
    """A decoration's number as it stands on its permit: ZX000012."""
    return f"ZX{decoration:06d}"


@dataclass(frozen=True, slots=True)
class Application:
    """What is asked for. person: id of the applicant; firm, phone: who does the work; deposit: yuan asked."""

    person: int
    firm: str
    phone: str
    scope: str
    since: date
    until: date
    deposit: Decimal


@dataclass(frozen=True, slots=True)
class Inspection:
    """Somebody of ours looked at the work."""

    day: date
    inspector: str
    findings: str
    passed: bool


@dataclass(frozen=True, slots=True)
class Decoration:
    """A decoration as it stands. house: id; today: the local day there; refund: yuan that go back.

    reason: why it was refused or withdrawn, or what the permit demands. late: at work past its last day.
    """

    id: int
    house: int
    label: str
    community: str
    community_en: str
    community_id: int
    person: int
    applicant: str
    firm: str
    phone: str
    scope: str
    since: date
    until: date
    deposit: Decimal
    state: State
    applied_by: str
    applied_at: datetime
    decided_at: datetime | None
    reason: str
    deposit_on: date | None
    house_state: str
    finished_on: date | None
    refund: Decimal | None
    kept_reason: str
    refunded_on: date | None
    late: bool
    today: date
    version: int
    inspections: tuple[Inspection, ...] = ()

    @property
    def asked(self) -> Application:
        """What is asked for."""
        return Application(**{name: getattr(self, name) for name in Application.__dataclass_fields__})

    @property
    def number(self) -> str:
        """As it stands on the permit."""
        return number_of(self.id)

    @property
    def passed(self) -> bool:
        """The last inspection found nothing that must be mended."""
        return bool(self.inspections) and self.inspections[-1].passed

    @property
    def steps(self) -> list[Step]:
        """What can be done next."""
        hindered: dict[Step, bool] = {
            "started": self.deposit > 0,
            "deposited": self.deposit == 0,
            "finished": not self.passed,
            "refund_asked": self.deposit_on is None,
        }
        return [step for step in MOVES[self.state] if not hindered.get(step)]

    def after(self, step: Step) -> State:
        """The state after a step. Raises Conflict where it cannot follow."""
        if step == "finished" and self.state == "working" and not self.passed:
            raise Conflict("decoration.not_passed")
        if step not in self.steps:
            raise Conflict("decoration.not_now")
        return MOVES[self.state][step]
