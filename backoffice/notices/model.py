"""Notices to the people of a building or community."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice with the time it is read out. body_en: "" when it was not translated."""

    id: int
    body: str
    body_en: str
    urgent: bool
    from_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True)
class NewNotice:
    """What is to be read out: to one building, or the whole community when `building` is None."""

    community: int
    building: int | None
    body: str
    body_en: str
    urgent: bool
    from_at: datetime
    until_at: datetime
