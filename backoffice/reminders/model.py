"""Rules, reminders and how somebody wants to be reminded (P4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Literal

Channel = Literal["page", "sms", "call", "mail"]


@dataclass(frozen=True, slots=True)
class Rule:
    """Events of a kind reach `whom` by `channel`.

    whom: `kind:dispatcher` (posts made from a ready-made one), `post:7`, `department:3` (and below),
    `staff:5`, `related:able` (whoever has the event's function), `related:superior` (of who did it) or
    `related:concerned` (who asked for it). escalate: minutes without anybody reading until the superiors
    are reminded too; None: never.
    """

    id: int
    event: str
    whom: str
    channel: Channel
    escalate: int | None
    version: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody a rule can name, `whom` as there; name "" for kinds and relations, whose words are fixed."""

    whom: str
    name: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Reminder:
    """An event that reached me. level: 0 by its rule, 1 since nobody below had read it, and up.

    community: "" of none; link: "" where there is nothing to open.
    """

    id: int
    kind: str
    facts: Mapping[str, Any]
    urgent: bool
    link: str
    community: str
    community_en: str
    level: int
    told_at: datetime
    read_at: datetime | None
    acted_at: datetime | None

    @property
    def unread(self) -> bool:
        """True while it counts on the bell."""
        return self.read_at is None and self.acted_at is None


@dataclass(frozen=True, slots=True)
class Bell:
    """What the bell shows: unread ones, and the urgent among them."""

    unread: int
    urgent: int


@dataclass(frozen=True, slots=True)
class Habit:
    """How somebody wants to be reminded: again every `repeat` minutes while unread (0: once), and never
    between `quiet_from` and `quiet_until` (urgent ones excepted); both None: at any time."""

    repeat: int = 30
    quiet_from: time | None = None
    quiet_until: time | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one event with one recipient; staff "" and channel "page": it reached nobody."""

    kind: str
    facts: Mapping[str, Any]
    community: str
    community_en: str
    told_at: datetime
    staff: str
    staff_en: str
    channel: Channel
    level: int
    made_at: datetime | None
    shown_at: datetime | None
    read_at: datetime | None
    acted_at: datetime | None

    @property
    def waiting(self) -> bool:
        """True for a channel that is not there yet; it is kept for it."""
        return self.channel != "page"
