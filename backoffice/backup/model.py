"""When backups are made and which are kept (P6): rules without a database or a clock."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from backoffice.errors import Refused

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


@dataclass(frozen=True, slots=True)
class Rules:
    """The company's settings for backups.

    hour, weekdays (1 is Monday): when, by the company's clock; no weekday: only on demand. days, weeks,
    months: of how many of each the newest is kept. folder: where, "" for the installation's own.
    recipient: the age public key they are encrypted for, "" for none.
    """

    hour: int = 3
    weekdays: tuple[int, ...] = EVERY_DAY
    days: int = 7
    weeks: int = 4
    months: int = 12
    folder: str = ""
    recipient: str = ""
    version: int = 1


class Retold(Refused):
    """What another process was refused, told again by its key and facts."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What came of one attempt. file: None when nothing did, then `trouble` (a sentence's key) says why.

    With a file, `trouble` says why it is not verified. rows, files: how much it holds. bytes, sha256: of the
    file. archive: rows were purged on the strength of it.
    """

    id: int
    folder: str
    file: str | None
    taken_at: datetime
    ended_at: datetime
    bytes: int
    sha256: str
    encrypted: bool
    rows: int
    files: int
    verified_at: datetime | None
    trouble: str
    archive: bool
    removed_at: datetime | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """Where its file is."""
        return Path(self.folder) / (self.file or "")

    @property
    def why(self) -> Retold | None:
        """Why there is no file, or it is not verified; None: all is well."""
        return Retold(self.trouble, **self.facts) if self.trouble else None


@dataclass(frozen=True, slots=True)
class Kept:
    """What `kept` needs to know of a backup. at: on the company's clock."""

    id: int
    at: datetime
    verified: bool
    archive: bool = False


def kept(there: Sequence[Kept], rules: Rules) -> frozenset[int]:
    """Ids of those to keep: one for each of the latest days, weeks and months that have any.

    Of a day, week or month it is the newest verified one, else the newest. Kept besides: the newest of all,
    the newest verified one, and archives.
    """
    newest_first = sorted(there, key=lambda one: (one.at, one.id), reverse=True)
    verified = [one for one in newest_first if one.verified]
    keep = {one.id for one in [*newest_first[:1], *verified[:1]]}
    keep |= {one.id for one in there if one.archive}
    for period, count in ((_day, rules.days), (_week, rules.weeks), (_month, rules.months)):
        best: dict[tuple[int, ...], int] = {}
        for one in [*verified, *newest_first]:
            best.setdefault(period(one.at), one.id)
        keep |= {best[each] for each in sorted(best, reverse=True)[:count]}
    return frozenset(keep)


def _day(at: datetime) -> tuple[int, ...]:
    return at.year, at.month, at.day


def _week(at: datetime) -> tuple[int, ...]:
    return tuple(at.isocalendar())[:2]


def _month(at: datetime) -> tuple[int, ...]:
    return at.year, at.month


def last_moment(rules: Rules, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The latest moment at or before `now` a backup was to begin; None: never, only on demand."""
    here = now.astimezone(zone)
    for ago in range(8):
        day = here.date() - timedelta(days=ago)
        moment = datetime.combine(day, time(rules.hour), zone)
        if day.isoweekday() in rules.weekdays and moment <= now:
            return moment
    return None


def overdue(rules: Rules, good: datetime, now: datetime, zone: ZoneInfo) -> bool:
    """True when the backup of a day ago or earlier is missing: the last `good` one is older."""
    moment = last_moment(rules, now - timedelta(days=1), zone)
    return moment is not None and good < moment
