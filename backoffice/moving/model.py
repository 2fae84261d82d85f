"""A hand-over (收房): for whom and when, what was found, what is still missing (S2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from backoffice.requests.model import Request

State = Literal["planned", "begun", "done", "cancelled"]
Meter = Literal["water", "hot_water", "electricity", "gas", "heat"]
Key = Literal["door", "unit_door", "access_card", "mailbox", "meter_box"]
Lack = Literal["items", "meters", "keys"]

NOBODY_IN = frozenset({"unsold", "sold", "handed_over", "vacant", "idle"})
"""States of a house that can be handed over."""


@dataclass(frozen=True, slots=True)
class Plan:
    """For whom and on which day. person: None for somebody nobody knows yet, by name and phone."""

    day: date
    person: int | None
    name: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at. checkpoint: its id; ok: None until somebody looked."""

    checkpoint: int
    ok: bool | None = None
    note: str = ""
    name: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """What is noted while the house is looked through; kept half-way too.

    meters: kind → first reading; keys: kind → how many; other_keys: those of no kind, in words.
    """

    items: tuple[Item, ...] = ()
    meters: Mapping[Meter, Decimal] = field(default_factory=dict)
    keys: Mapping[Key, int] = field(default_factory=dict)
    other_keys: str = ""
    note: str = ""

    @property
    def lacks(self) -> list[Lack]:
        """What must be noted before the house is handed over."""
        said: dict[Lack, bool] = {
            "items": all(item.ok is not None for item in self.items),
            "meters": bool(self.meters),
            "keys": bool(self.keys or self.other_keys),
        }
        return [what for what, there in said.items() if not there]


@dataclass(frozen=True, slots=True)
class Handover:
    """A hand-over as it stands. house: id; reason: why it was cancelled; today: the local day there.

    defects: the repair requests that came of it.
    """

    id: int
    house: int
    label: str
    community: str
    community_en: str
    community_id: int
    code: str
    area: Decimal
    plan: Plan
    state: State
    findings: Findings
    defects: tuple[Request, ...]
    reason: str
    done_on: date | None
    today: date
    version: int

    @property
    def open(self) -> bool:
        """Neither done nor cancelled."""
        return self.state in ("planned", "begun")
