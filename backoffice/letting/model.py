"""A letting and what is agreed in it (S2)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ENDS_SOON = 60
"""Days before the agreed last day from which a letting ends soon."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed. until: the last day, None: open-ended; rent: yuan a month, None: not told; firm: the
    agent's, "" for none."""

    since: date
    until: date | None = None
    rent: Decimal | None = None
    firm: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Letting:
    """A letting as it stands. house, person: ids; ended_on: the last day it was, None: it is.

    house_state: of the house before it was let. soon: ends within `ENDS_SOON` days; over: past its agreed
    last day, and nobody said it ended. today: the local day there.
    """

    id: int
    house: int
    label: str
    community: str
    community_en: str
    community_id: int
    person: int
    tenant: str
    since: date
    until: date | None
    rent: Decimal | None
    firm: str
    note: str
    house_state: str
    ended_on: date | None
    reason: str
    soon: bool
    over: bool
    today: date
    version: int

    @property
    def terms(self) -> Terms:
        """What is agreed."""
        return Terms(self.since, self.until, self.rent, self.firm, self.note)
