"""PINs: checked, counted per house and per number, locked after three wrong ones (H2; design: known traps).

The counts are rows, so a lock survives restarts and holds for every engine.
"""

import hmac
from datetime import datetime
from typing import cast

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
"""How long a lock lasts unless the setting `pin_lock_minutes` says otherwise."""
WHO = System("hotline")

# Cheap on purpose, about 0.1 ms: ten thousand PINs are tried in no time whatever one costs, so what protects
# them is the lock; and every caller who asks for amounts pays this. A thread for it would cost as much again.
_hasher = PasswordHasher(time_cost=1, memory_cost=256, parallelism=1)


async def check_pin(db: Database, house: int, number: str, pin: str) -> PinCheck:
    """Try a PIN: the house's own, or, where none is set, the last four digits of its 户号.

    number: the caller's, "" when withheld (then only the house counts). Three wrong ones lock house and
    number by business time; while one is locked nothing is compared. A right one clears the house's count,
    never the number's: a thief with one right PIN gains no more tries elsewhere. Raises NotFound.
    """
    subjects = _subjects(house, number)
    async with db.transaction():
        # Tries at the same house or from the same number wait for each other, so none outruns the count.
        [row async for row in sql.lock_subjects(db, subjects=subjects)]
        row = await sql.house_pin(db, house=house, own=subjects[0], subjects=subjects)
        if row is None:
            raise NotFound("house.not_found", house=house)
        until = cast(datetime | None, row["locked_until"])
        if until is not None:
            await audit.record(db, WHO, "pin.locked", f"house:{house}", number=number, until=until)
            return PinCheck(ok=False, left=0, locked_until=until)
        if _right(row["code"], row["pin_hash"], pin):
            if row["counted"]:
                await sql.clear_count(db, subject=subjects[0])
            await audit.record(db, WHO, "pin.proved", f"house:{house}", number=number)
            return PinCheck(ok=True, left=TRIES, locked_until=None)
        minutes = await sql.lock_minutes(db) or LOCK_MINUTES
        rows = [row async for row in sql.count_failure(db, subjects=subjects, most=TRIES, minutes=minutes)]
        left = max(0, TRIES - max(row["failures"] for row in rows))
        until = cast(datetime | None, await sql.locked_until(db, subjects=subjects))
        await audit.record(db, WHO, "pin.wrong", f"house:{house}", number=number, left=left)
    return PinCheck(ok=False, left=left, locked_until=until)


async def lock_state(db: Database, house: int, number: str) -> datetime | None:
    """Until when the house or the number is locked, by business time; None: both are free."""
    return cast(datetime | None, await sql.locked_until(db, subjects=_subjects(house, number)))


def hashed(pin: str) -> str:
    """A PIN as it is stored; a fraction of a millisecond's work."""
    return _hasher.hash(pin)


def _subjects(house: int, number: str) -> list[str]:
    return [f"house:{house}", *([f"number:{number}"] if number else [])]


def _right(code: str, pin_hash: str | None, pin: str) -> bool:
    if pin_hash is None:
        return hmac.compare_digest(pin.encode(), code[-4:].encode())
    try:
        return _hasher.verify(pin_hash, pin)
    except (VerificationError, InvalidHashError):
        return False
