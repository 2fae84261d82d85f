"""Opening hours and holidays: they decide between the queue and a message (H8)."""

from backoffice.sql import Database, load

sql = load(__file__, "hours.sql")


async def open_now(db: Database) -> bool:
    """Is the office open, by business time at the setting `time_zone`?

    A holiday is closed, unless the setting `open_on_holidays` is true; a make-up working day is open at the
    hours of its weekday or, where that has none, a Monday's. False where no hours are set.
    """
    return bool(await sql.open_now(db))
