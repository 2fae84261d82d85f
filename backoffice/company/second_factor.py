"""The second factor: codes of thirty seconds from an application on the telephone (TOTP, RFC 6238) (P5).

Each code works once, as does each recovery code; recovery codes are kept hashed. The secret itself has to be
readable to check codes, so whoever can read the database can make them: it guards against lost passwords.
"""

import hashlib
import secrets
import time
from dataclasses import dataclass

import pyotp

from backoffice.audit import desk as audit
from backoffice.company import lockout, passwords
from backoffice.company.actor import Staff
from backoffice.company.reach import reach_with
from backoffice.company.sessions import Session
from backoffice.errors import Conflict, Forbidden, Invalid, NotFound
from backoffice.sql import Database, load

sql = load(__file__, "second_factor.sql")

STEP = 30
"""Seconds a code is of."""
DRIFT = 1
"""Steps a telephone's clock may be off, either way."""
RECOVERY_CODES = 10


@dataclass(frozen=True, slots=True)
class Factor:
    """Somebody's second factor. secret: base32, for setting up only; recovery: codes not used yet."""

    confirmed: bool
    secret: str
    recovery: int

    def address(self, login: str, company: str) -> str:
        """What the application on the telephone reads from the picture."""
        return pyotp.TOTP(self.secret, interval=STEP).provisioning_uri(name=login, issuer_name=company)


async def mine(db: Database, who: Staff) -> Factor | None:
    """One's own second factor, confirmed or being set up; None: neither."""
    row = await sql.factor_of(db, staff=who.id)
    if row is None:
        return None
    return Factor(row["confirmed"], "" if row["confirmed"] else row["secret"], row["recovery"])


async def begin(db: Database, who: Staff) -> None:
    """Make a new secret to set up; an unconfirmed one is forgotten. Raises Conflict when one is on."""
    if await sql.begin(db, staff=who.id, secret=pyotp.random_base32()) is None:
        raise Conflict("second_factor.is_on")


async def confirm(db: Database, who: Staff, code: str) -> list[str]:
    """Ask for codes from now on; the first one proves that the telephone has the secret.

    Returns the recovery codes, which are not seen again. Raises Invalid for a wrong code, LockedOut after too
    many, Conflict when nothing is being set up.
    """
    await lockout.charge(db, lockout.code(who.id))
    row = await sql.factor_of(db, staff=who.id)
    if row is None or row["confirmed"]:
        raise Conflict("second_factor.not_begun")
    step = _step_of(row["secret"], code)
    if step is None:
        raise Invalid("second_factor.wrong", field="code")
    made = [_recovery_code() for _ in range(RECOVERY_CODES)]
    async with db.transaction():
        if await sql.confirm(db, staff=who.id, secret=row["secret"], step=step) is None:
            raise Conflict("second_factor.not_begun")
        await sql.keep_codes(db, staff=who.id, hashes=[_hash(one) for one in made])
        await lockout.forget(db, lockout.code(who.id))
        await audit.record(db, who, "second_factor.turned_on", str(who))
    return made


async def check(db: Database, staff: int, code: str) -> bool:
    """Use up a code, or a recovery code, of a confirmed second factor; False: wrong, or used before."""
    row = await sql.factor_of(db, staff=staff)
    if row is None or not row["confirmed"]:
        return False
    step = _step_of(row["secret"], code)
    if step is not None:
        return await sql.use_step(db, staff=staff, step=step) is not None
    return await sql.use_recovery(db, staff=staff, code_hash=_hash(code)) is not None


async def turn_off(db: Database, who: Staff, session: Session, password: str) -> None:
    """Ask for no code any more. Raises as `passwords.prove`, Conflict when it is off."""
    await passwords.prove(db, who, session, password)
    async with db.transaction():
        if await sql.remove(db, staff=who.id) is None:
            raise Conflict("second_factor.is_off")
        await audit.record(db, who, "second_factor.turned_off", str(who))


async def can_reset(db: Database, who: Staff, staff: int) -> bool:
    """May `who` reset the second factor of `staff`, and has that person one?"""
    may = reach_with(who, "staff.manage").everything
    row = await sql.factor_of(db, staff=staff) if may else None
    return row is not None and bool(row["confirmed"])


async def reset(db: Database, who: Staff, staff: int) -> None:
    """Take the second factor from somebody whose telephone is lost. Needs `staff.manage` (Forbidden).

    Raises NotFound when that person has none.
    """
    if not reach_with(who, "staff.manage").everything:
        raise Forbidden("staff.not_yours", function="staff.manage")
    async with db.transaction():
        if await sql.remove(db, staff=staff) is None:
            raise NotFound("second_factor.not_found", staff=staff)
        await audit.record(db, who, "second_factor.reset", f"staff:{staff}")


def _step_of(secret: str, code: str) -> int | None:
    """The thirty seconds `code` is of, near now; None: it is no code of this secret."""
    digits = "".join(code.split())
    now = int(time.time()) // STEP
    totp = pyotp.TOTP(secret, interval=STEP)
    for step in range(now - DRIFT, now + DRIFT + 1):
        if secrets.compare_digest(totp.at(step * STEP).encode(), digits.encode()):
            return step
    return None


def _recovery_code() -> str:
    letters = pyotp.random_base32()[:16].lower()
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


def _hash(code: str) -> bytes:
    """80 random bits: too many to try, so a plain hash will do. Spaces and dashes do not count."""
    return hashlib.sha256("".join(one for one in code.lower() if one.isalnum()).encode()).digest()
