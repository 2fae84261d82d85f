"""Opening hours and holidays (H8)."""

import asyncpg
import pytest

from backoffice.calls.hours import open_now
from tests.backoffice.conftest import Demo


async def at(db: asyncpg.Connection, moment: str) -> bool:
    """Is it open then? `moment` as it is in China."""
    await db.execute(
        "update clock set shift = $1::text::timestamp at time zone 'Asia/Shanghai' - now()", moment
    )
    return await open_now(db)


async def office_hours(db: asyncpg.Connection) -> None:
    """Monday to Friday, 8:30 to 12 and 13:30 to 18."""
    await db.execute("delete from opening_hours")
    await db.execute(
        "insert into opening_hours select weekday, opens::time, closes::time "
        "from generate_series(1, 5) weekday, "
        "(values ('08:30', '12:00'), ('13:30', '18:00')) as hours (opens, closes)"
    )


@pytest.mark.parametrize("moment", ["2026-10-01 00:00", "2026-11-24 23:59:59", "2027-02-06 12:00"])
async def test_h8_the_demo_is_open_at_all_hours(estate_db: asyncpg.Connection, moment: str) -> None:
    assert await at(estate_db, moment)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-24 08:29", False),
        ("2026-11-24 08:30", True),
        ("2026-11-24 12:00", False),
        ("2026-11-24 13:30", True),
        ("2026-11-24 17:59:59", True),
        ("2026-11-24 18:00", False),
        ("2026-11-28 10:00", False),  # a Saturday
        ("2026-10-01 10:00", False),  # a Thursday, but the National Day
        ("2026-10-10 10:00", True),  # a Saturday worked for it
        ("2026-10-10 12:30", False),
    ],
)
async def test_h8_hours_holidays_and_make_up_days_decide(
    company: Demo, estate_db: asyncpg.Connection, moment: str, is_open: bool
) -> None:
    await office_hours(estate_db)
    await company.setting("open_on_holidays", "false")
    assert await at(estate_db, moment) is is_open


async def test_h8_without_hours_it_is_closed(db: asyncpg.Connection) -> None:
    assert not await open_now(db)
