"""Wrong passwords and codes, counted by whom they were for and where they came from; too many lock (P5)."""

from datetime import datetime
from typing import cast

from backoffice.errors import Conflict
from backoffice.sql import Database, load

sql = load(__file__, "lockout.sql")

LOGIN_FREE, ADDRESS_FREE = 3, 20
"""Wrong tries without delay; an office shares one address, so it has more."""
FIRST_DELAY, LONGEST_DELAY = 5.0, 900.0
"""Seconds: the first delay, doubled with each further failure up to the longest."""


class LockedOut(Conflict):
    """Too many wrong tries; `facts["until"]` says when the next one is looked at."""


def login(name: str) -> str:
    """What passwords for a login are counted under."""
    return f"staff:{name}"[:200]


def code(staff: int) -> str:
    """What second-factor codes of somebody are counted under."""
    return f"code:{staff}"


def address(of: str) -> str:
    """What every wrong try from an address is counted under."""
    return f"address:{of}"


async def charge(db: Database, subject: str, free: int = LOGIN_FREE) -> None:
    """Count a try before it is known to be wrong, so that guesses sent at once cannot outrun the count.

    Raises LockedOut while `subject` is locked: then the try is not looked at.
    """
    row = await sql.charge(db, subject=subject, free=free, first=FIRST_DELAY, longest=LONGEST_DELAY)
    if row is None:
        until = cast(datetime | None, await sql.locked_until(db, subject=subject))
        raise LockedOut("sign_in.locked", until=until)


async def forget(db: Database, subject: str) -> None:
    """The try was right: `subject` starts again from nothing."""
    await sql.forget(db, subject=subject)


async def give_back(db: Database, subject: str) -> None:
    """The try was right, and counts no more; earlier wrong ones stay."""
    await sql.give_back(db, subject=subject)
