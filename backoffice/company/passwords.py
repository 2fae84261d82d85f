"""Passwords: kept as Argon2 hashes, made when nobody chose one yet, changed by whose they are (P5)."""

import asyncio
import secrets
from pathlib import Path

import argon2

from backoffice.audit import desk as audit
from backoffice.company import lockout
from backoffice.company.actor import Staff
from backoffice.company.sessions import Session, end_others
from backoffice.errors import Conflict, Invalid
from backoffice.sql import Database, load

sql = load(__file__, "passwords.sql")

LEAST, MOST = 10, 200
"""Characters of a password somebody chooses."""
COMMON = frozenset(Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").split())
"""What people choose most: never accepted, nor is one character over and over."""

_hasher = argon2.PasswordHasher()
# Checked when nobody has that login, so that the answer takes as long as for a wrong password.
_NOBODY = _hasher.hash(secrets.token_urlsafe())


def generated() -> str:
    """A new password for somebody who will have to change it: 16 characters."""
    return secrets.token_urlsafe(12)


async def hashed(password: str) -> str:
    """What is kept of a password."""
    return await asyncio.to_thread(_hasher.hash, password)


async def fits(kept: str | None, password: str) -> bool:
    """Is `password` the one `kept` was made of? None: nobody's; takes as long and is never true."""
    right = await asyncio.to_thread(_verify, kept or _NOBODY, password)
    return right and kept is not None


def _verify(kept: str, password: str) -> bool:
    try:
        return _hasher.verify(kept, password)
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False


async def renew(db: Database, staff: int, kept: str, password: str) -> None:
    """Hash a right password again when our parameters have changed since it was kept."""
    if _hasher.check_needs_rehash(kept):
        await sql.rehash(db, staff=staff, before=kept, password_hash=await hashed(password))


def acceptable(login: str, password: str) -> bool:
    """Long enough, not the login, and nothing everybody tries first."""
    plain = password.casefold()
    return LEAST <= len(password) <= MOST and len(set(plain)) > 2 and plain not in COMMON | {login.casefold()}


async def prove(db: Database, who: Staff, session: Session, password: str) -> str:
    """Ask for one's own password again before something grave; returns what is kept of it.

    Raises Invalid when it is wrong, LockedOut after too many: a page left open is no place to guess.
    """
    await lockout.charge(db, lockout.login(session.login))
    kept: str | None = await sql.password_of(db, staff=who.id)
    if kept is None or not await fits(kept, password):
        raise Invalid("password.wrong", field="password")
    await lockout.forget(db, lockout.login(session.login))
    return kept


async def change(db: Database, who: Staff, session: Session, old: str, new: str) -> None:
    """Change one's own password, and end all one's other sessions.

    Raises as `prove`, Invalid for an unacceptable new one, Conflict when it was changed meanwhile.
    """
    kept = await prove(db, who, session, old)
    if old == new or not acceptable(session.login, new):
        raise Invalid("password.rule", field="new", least=LEAST)
    fresh = await hashed(new)
    async with db.transaction():
        if await sql.change(db, staff=who.id, before=kept, password_hash=fresh) is None:
            raise Conflict("password.changed_meanwhile")
        ended = await end_others(db, who, session)
        await audit.record(db, who, "staff.password_changed", str(who), sessions_ended=ended)
