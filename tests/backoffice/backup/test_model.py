"""Which backups are kept, when one is due: rules alone (P6)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.backup.model import Kept, Rules, kept, last_moment, overdue

CHENGDU = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31))
backups = st.lists(st.tuples(moments, st.booleans(), st.booleans()), max_size=60).map(
    lambda rows: [Kept(at, *one) for at, one in enumerate(rows)]
)
rules = st.builds(
    Rules,
    days=st.integers(1, 14),
    weeks=st.integers(0, 8),
    months=st.integers(0, 24),
    hour=st.integers(0, 23),
)


@given(backups, rules)
def test_p6_the_newest_and_the_last_verified_are_always_kept(there: list[Kept], asked: Rules) -> None:
    keep = kept(there, asked)
    assert keep <= {one.id for one in there}
    if there:
        assert max(there, key=lambda one: (one.at, one.id)).id in keep
    if verified := [one for one in there if one.verified]:
        assert max(verified, key=lambda one: (one.at, one.id)).id in keep
    assert {one.id for one in there if one.archive} <= keep


@given(backups, rules)
def test_p6_never_more_are_kept_than_asked(there: list[Kept], asked: Rules) -> None:
    most = asked.days + asked.weeks + asked.months
    archives = sum(one.archive for one in there)
    assert len(kept(there, asked)) <= most + 2 + archives
    alike = [Kept(one.id, one.at, True) for one in there]
    assert len(kept(alike, asked)) <= most


@given(backups, rules)
def test_p6_looking_twice_removes_nothing_more(there: list[Kept], asked: Rules) -> None:
    keep = kept(there, asked)
    assert kept([one for one in there if one.id in keep], asked) == keep


@given(backups, rules)
def test_p6_a_failed_try_never_pushes_out_a_verified_one_of_its_day(there: list[Kept], asked: Rules) -> None:
    keep = kept(there, asked)
    newest = max((one.at for one in there), default=None)
    for one in there:
        if one.id in keep and not one.verified and not one.archive and one.at != newest:
            assert not any(other.verified and other.at.date() == one.at.date() for other in there)


def test_p6_a_year_of_nights_leaves_days_weeks_and_months() -> None:
    asked = Rules(days=7, weeks=4, months=12)
    there: list[Kept] = []
    for night in range(800):
        there.append(Kept(night, datetime(2025, 1, 1, 3) + timedelta(days=night), True))
        keep = kept(there, asked)
        there = [one for one in there if one.id in keep]
    days = [one.at.date() for one in there]
    last = date(2025, 1, 1) + timedelta(days=799)
    assert [day for day in days if day > last - timedelta(days=7)] == [
        last - timedelta(days=ago) for ago in range(6, -1, -1)
    ]
    assert len({day.isocalendar()[:2] for day in days if day > last - timedelta(weeks=4)}) >= 4
    assert len({(day.year, day.month) for day in days}) == 12
    assert len(days) <= 23


@pytest.mark.parametrize(
    ("now", "last"),
    [
        ("2026-11-24 03:00", "2026-11-24 03:00"),
        ("2026-11-24 02:59", "2026-11-23 03:00"),
        ("2026-11-22 23:00", "2026-11-20 03:00"),  # Sunday: Friday's
    ],
)
def test_p6_the_moment_is_the_companys_own(now: str, last: str) -> None:
    asked = Rules(hour=3, weekdays=(1, 2, 3, 4, 5))
    at = datetime.fromisoformat(now).replace(tzinfo=CHENGDU)
    assert last_moment(asked, at.astimezone(UTC), CHENGDU) == datetime.fromisoformat(last).replace(
        tzinfo=CHENGDU
    )


def test_p6_no_day_is_no_schedule() -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    assert last_moment(Rules(weekdays=()), now, CHENGDU) is None
    assert not overdue(Rules(weekdays=()), datetime.min.replace(tzinfo=UTC), now, CHENGDU)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), rules)
def test_p6_an_hour_that_daylight_saving_skips_comes_all_the_same(now: datetime, asked: Rules) -> None:
    at = now.replace(tzinfo=UTC)
    last = last_moment(asked, at, NEW_YORK)
    assert last is not None
    assert timedelta() <= at - last <= timedelta(hours=26)


def test_p6_a_missing_backup_is_overdue_after_a_day() -> None:
    asked, three = Rules(hour=3), datetime(2026, 11, 24, 3, tzinfo=CHENGDU)
    good = three + timedelta(minutes=5)
    assert not overdue(asked, good, three + timedelta(days=1, hours=23), CHENGDU)
    assert overdue(asked, good, three + timedelta(days=2), CHENGDU)
