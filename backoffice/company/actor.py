"""Actor: who does it (design, one of the five seams). Every desk function takes one.

A right is function × community (P2): staff hold it through posts, an owner has a fixed few on the own
houses, the system does what its named job needs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from backoffice.company.functions import COMPANY_WIDE

OWNER_FUNCTIONS = frozenset(
    {"house.view", "bill.view", "request.view", "request.rate", "notice.view"}
    | {f"{kind}.register" for kind in ("repair", "complaint", "service", "message")}
)


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff. `functions`: function → ids of communities, or None for every community.

    A company-wide function held for some communities only is not held: it leaves the mapping here, and so
    every check, list and page agrees.
    """

    id: int
    name: str
    functions: Mapping[str, frozenset[int] | None] = field(default_factory=dict)
    address: str = ""

    def __post_init__(self) -> None:
        held = {
            function: communities
            for function, communities in self.functions.items()
            if communities is None or (communities and function not in COMPANY_WIDE)
        }
        object.__setattr__(self, "functions", held)

    def __str__(self) -> str:
        return f"staff:{self.id}"


@dataclass(frozen=True, slots=True)
class Owner:
    """An owner or occupant, for the own `houses` (ids) only.

    proof: what identified the caller; `caller_id` can be forged and opens less (design).
    person: None when a house was named by its 户号 and PIN and nobody in particular is known.
    """

    person: int | None
    houses: frozenset[int]
    via: Literal["telephone", "sms", "web"] = "telephone"
    proof: Literal["caller_id", "pin"] = "caller_id"
    number: str = ""

    def __str__(self) -> str:
        return f"owner:{self.person or self.number or 'unknown'}"


@dataclass(frozen=True, slots=True)
class System:
    """A named job: `dialler`, `fallback`, `demo`, `hotline` (for callers nobody knows)."""

    job: str

    def __str__(self) -> str:
        return f"system:{self.job}"


Actor = Staff | Owner | System


def communities_for(who: Actor, function: str) -> frozenset[int] | None:
    """Ids of the communities where `who` may do `function`; None means every one. Owners have none: theirs
    are houses (`houses_for`)."""
    if isinstance(who, Staff):
        return who.functions.get(function, frozenset())
    return None if isinstance(who, System) else frozenset()


def houses_for(who: Actor, function: str) -> frozenset[int]:
    """Ids of an owner's houses `function` reaches; empty for staff and the system."""
    if isinstance(who, Owner) and function in OWNER_FUNCTIONS:
        return who.houses
    return frozenset()
