"""The first page of the day: what waits for me, my numbers, the communities side by side."""

from dataclasses import dataclass, fields
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Glance:
    """One community as it stands, within what the reader may know; None: without the right there.

    occupied: houses somebody lives in or owns. unpaid: what bills are open with, in yuan; owing: how many
    houses owe it. new_…, calls_…: today, and yesterday until now, by the community's clock.
    """

    id: int
    name: str
    name_en: str
    city: str
    houses: int | None
    occupied: int | None
    owing: int | None
    unpaid: Decimal | None
    open: int | None
    late: int | None
    new_today: int | None
    new_yesterday: int | None
    calls_today: int | None
    calls_yesterday: int | None


@dataclass(frozen=True, slots=True)
class Overview:
    """All glances of the reader's communities, by city and name, and their sum."""

    communities: list[Glance]

    @property
    def total(self) -> Glance:
        """Every column added up; None where the reader knows no part of it."""
        sums: dict[str, Decimal | int | None] = {}
        for one in fields(Glance)[4:]:
            known = [value for glance in self.communities if (value := getattr(glance, one.name)) is not None]
            sums[one.name] = sum(known) if known else None
        return Glance(0, "", "", "", **sums)  # type: ignore[arg-type]  # the fields' own types, summed


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for the reader: `key` names the words, `link` leads to the list of them."""

    key: str
    count: int
    link: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the reader did today."""

    answered: int
    registered: int
