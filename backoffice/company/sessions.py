"""Signing in and out: sessions as rows, wrong passwords counted by login and by address (P5).

A cookie holds a random token, the row its SHA-256: who reads the table cannot sign in with it. These are
technical times (the real clock), so moving the business clock signs nobody out and unlocks nobody.
"""

import asyncio
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

import argon2
import asyncpg

from backoffice.audit import desk as audit
from backoffice.company.actor import Staff, System
from backoffice.errors import Conflict, Refused
from backoffice.sql import load

sql = load(__file__, "sessions.sql")

HOURS = 12
"""How long a session lasts: a long shift."""
LOGIN_FREE, ADDRESS_FREE = 3, 20
"""Wrong passwords without delay; an office shares one address, so it has more."""
FIRST_DELAY, LONGEST_DELAY = 5.0, 900.0
"""Seconds: the first delay, doubled with each further failure up to the longest."""

_hasher = argon2.PasswordHasher()
# Checked when nobody has that login, so that the answer takes as long as for a wrong password.
_NOBODY = _hasher.hash(secrets.token_urlsafe())


class WrongPassword(Refused):
    """Login or password is wrong; which of them is not said."""


class LockedOut(Conflict):
    """Too many wrong tries; `facts["until"]` says when the next one is looked at."""


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in member of staff. `csrf` must come back with everything that changes something."""

    staff_id: int
    login: str
    name: str
    name_en: str
    language: Literal["zh", "en"]
    extension: str
    csrf: str
    token_hash: bytes


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


async def sign_in(db: asyncpg.Connection, login: str, password: str, address: str) -> str:
    """Check login and password; returns the token for the cookie.

    Raises WrongPassword, or LockedOut while login or address is locked, before the password is looked at.
    """
    login = login.strip()
    by_login, by_address = f"staff:{login}"[:200], f"address:{address}"
    # The address first: once it is locked it can no longer lock out the people whose logins it tries.
    await _charge(db, by_address, ADDRESS_FREE)
    await _charge(db, by_login, LOGIN_FREE)
    row = await sql.staff_by_login(db, login=login)
    hashed = row["password_hash"] if row else _NOBODY
    if not await asyncio.to_thread(_fits, hashed, password) or row is None:
        await audit.record(db, System("sign-in"), "staff.refused", login[:100], address=address)
        raise WrongPassword("sign_in.wrong")
    token = secrets.token_urlsafe(32)
    async with db.transaction():
        await sql.clear(db, subject=by_login)
        await sql.give_back(db, subject=by_address)
        await sql.open_session(
            db,
            token_hash=_hash(token),
            staff_id=row["id"],
            csrf=secrets.token_urlsafe(24),
            hours=HOURS,
            address=address,
        )
        who = Staff(row["id"], row["name"], address=address)
        await audit.record(db, who, "staff.signed_in", str(who))
    return token


async def _charge(db: asyncpg.Connection, subject: str, free: int) -> None:
    row = await sql.charge(db, subject=subject, free=free, first=FIRST_DELAY, longest=LONGEST_DELAY)
    if row is None:
        until = cast(datetime | None, await sql.locked_until(db, subject=subject))
        raise LockedOut("sign_in.locked", until=until)


def _fits(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False


async def session_of(db: asyncpg.Connection, token: str) -> Session | None:
    """The session a cookie's token stands for, or None if it is no longer (or never was) one."""
    row = await sql.session_of(db, token_hash=_hash(token))
    if row is None:
        return None
    await sql.seen(db, token_hash=row["token_hash"])
    return Session(
        staff_id=row["staff_id"],
        login=row["login"],
        name=row["name"],
        name_en=row["name_en"],
        language=row["language"],
        extension=row["extension"] or "",
        csrf=row["csrf"],
        token_hash=row["token_hash"],
    )


async def sign_out(db: asyncpg.Connection, session: Session, address: str) -> None:
    """End the session: its cookie opens nothing any more, wherever it was copied to."""
    async with db.transaction():
        await sql.end_session(db, token_hash=session.token_hash)
        who = Staff(session.staff_id, session.name, address=address)
        await audit.record(db, who, "staff.signed_out", str(who))
