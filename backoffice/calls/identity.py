"""PINs: checked, counted per house and per number, locked after three wrong ones (H2; design: traps).

The counts are rows, so a lock survives restarts and holds for every engine.
"""

import asyncio
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from backoffice.audit import desk as audit
from backoffice.calls.model import PinCheck
from backoffice.company.actor import System
from backoffice.errors import NotFound
from backoffice.sql import Database, load

sql = load(__file__, "identity.sql")

TRIES = 3
LOCK_MINUTES = 15
WHO = System("hotline")
_hasher = PasswordHasher()


async def check_pin(db: Database, house: int, number: str, pin: str) -> PinCheck:
    """Try a PIN: the house's own, or, where none is set, the last four digits of its 户号.

    number: the caller's, "" when withheld (then only the house counts). Three wrong ones lock house and
    number for `pin_lock_minutes`; while locked, nothing is compared. A right one clears the house's count,
    never the number's: a thief with one right PIN gains no more tries elsewhere. Raises NotFound.
    """
    subjects = [f"house:{house}", *([f"number:{number}"] if number else [])]
    async with db.transaction():
        [row async for row in sql.lock_subjects(db, subjects=subjects)]
        until = await sql.locked_until(db, subjects=subjects)
        if until is not None:
            await audit.record(db, WHO, "pin.refused_locked", f"house:{house}", number=number)
            return PinCheck(ok=False, left=0, locked_until=until)
        row = await sql.lock_house(db, house=house)
        if row is None:
            raise NotFound("house.not_found")
        if await _right(row["code"], row["pin_hash"], pin):
            await sql.clear_count(db, subject=subjects[0])
            return PinCheck(ok=True, left=TRIES, locked_until=None)
        minutes = await sql.lock_minutes(db) or LOCK_MINUTES
        counted = [one async for one in sql.count_failure(db, subjects=subjects, most=TRIES, minutes=minutes)]
        failures = max(one["failures"] for one in counted)
        locked: datetime | None = max(
            (one["locked_until"] for one in counted if one["locked_until"]), default=None
        )
        await audit.record(db, WHO, "pin.wrong", f"house:{house}", number=number, failures=failures)
    return PinCheck(ok=False, left=max(0, TRIES - failures), locked_until=locked)


async def lock_state(db: Database, house: int, number: str) -> datetime | None:
    """Until when the house or the number is locked; None when both are free."""
    until: datetime | None = await sql.locked_until(db, subjects=[f"house:{house}", f"number:{number}"])
    return until


def hashed(pin: str) -> str:
    """A PIN as it is stored. About 50 ms of work: call it in a thread."""
    return _hasher.hash(pin)


async def _right(code: str, pin_hash: str | None, pin: str) -> bool:
    if pin_hash is None:
        return pin == code[-4:]
    try:
        return await asyncio.to_thread(_hasher.verify, pin_hash, pin)
    except (VerificationError, InvalidHashError):
        return False
