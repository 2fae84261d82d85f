"""Sessions as rows: whose they are, how long they last, seeing and ending them (P5).

A cookie holds a random token, the row its SHA-256: who reads the table cannot sign in with it. These are
technical times (the real clock), so moving the business clock signs nobody out.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from backoffice.audit import desk as audit
from backoffice.company.actor import Staff
from backoffice.company.reach import reach_with
from backoffice.errors import Forbidden, NotFound
from backoffice.sql import Database, load

sql = load(__file__, "sessions.sql")

HOURS = 12
"""How long a session lasts: a long shift."""
IDLE_MINUTES = 60
"""A session nobody uses for so long is over. Waiting for calls is use (`backoffice.web.live`)."""


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in member of staff. `csrf` must come back with everything that changes something.

    must_change: the password was generated; nothing is open but the page to change it.
    """

    id: int
    staff_id: int
    login: str
    name: str
    name_en: str
    language: Literal["zh", "en"]
    extension: str
    must_change: bool
    csrf: str
    token_hash: bytes


@dataclass(frozen=True, slots=True)
class Use:
    """One time of use: from where, with which browser (its User-Agent), from when to when.

    ended_at: None while it is open; ended_by: the name of who ended somebody else's, "" otherwise.
    """

    id: int
    staff_id: int
    name: str
    name_en: str
    address: str
    agent: str
    started_at: datetime
    seen_at: datetime
    ended_at: datetime | None
    ended_by: str


def hash_of(token: str) -> bytes:
    """What is kept of a cookie's token."""
    return hashlib.sha256(token.encode()).digest()


async def begin(db: Database, staff: int, address: str, agent: str) -> str:
    """Start a session; returns the token for the cookie."""
    token = secrets.token_urlsafe(32)
    await sql.begin(
        db,
        token_hash=hash_of(token),
        staff=staff,
        csrf=secrets.token_urlsafe(24),
        hours=HOURS,
        address=address,
        agent=agent[:300],
    )
    return token


async def session_of(db: Database, token: str, *, using: bool = True) -> Session | None:
    """The session a cookie's token stands for, or None if it is no longer (or never was) one.

    using: False only looks, so that a page left open does not keep its session from ending.
    """
    row = await sql.session_of(db, token_hash=hash_of(token), idle=IDLE_MINUTES)
    if row is None:
        return None
    if using:
        await sql.seen(db, token_hash=row["token_hash"])
    return Session(**row)


async def sign_out(db: Database, who: Staff, session: Session) -> None:
    """End the session: its cookie opens nothing any more, wherever it was copied to."""
    async with db.transaction():
        await sql.end(db, session=session.id, staff=who.id, by=None)
        await audit.record(db, who, "staff.signed_out", str(who))


async def uses(
    db: Database,
    who: Staff,
    *,
    staff: int | None = None,
    user: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    most: int = 100,
) -> list[Use]:
    """Times of use, latest first: one's own, or with `audit.view` or `session.end` anyone's (None: all).

    user: a login, or part of a name. Looking at others' is audited. Raises Forbidden without these rights.
    """
    may = any(reach_with(who, function).everything for function in ("audit.view", "session.end"))
    if staff != who.id and not may:
        raise Forbidden("audit.not_yours", function="audit.view")
    async with db.transaction():
        if staff != who.id:
            of = f"staff:{staff}" if staff else ""
            await audit.record(db, who, "audit.use_searched", of, user=user, since=since, until=until)
        rows = sql.uses(db, staff=staff, user=user, since=since, until=until, most=most, idle=IDLE_MINUTES)
        return [Use(**row) async for row in rows]


async def name_of(db: Database, staff: int) -> str:
    """The name of a member of staff, even of one who has left. Raises NotFound."""
    name = await sql.name_of(db, staff=staff)
    if name is None:
        raise NotFound("staff.not_found", staff=staff)
    return str(name)


async def end_one(db: Database, who: Staff, session: int) -> None:
    """End a session: one's own, or with `session.end` anyone's. Raises NotFound for all others."""
    anyone = reach_with(who, "session.end").everything
    async with db.transaction():
        staff = await sql.end(db, session=session, staff=None if anyone else who.id, by=who.id)
        if staff is None:
            raise NotFound("session.not_found", session=session)
        await audit.record(db, who, "session.ended", f"session:{session}", staff=staff)


async def end_others(db: Database, who: Staff, session: Session) -> int:
    """End all one's own sessions but this; returns how many there were. The caller audits it."""
    return int(await sql.end_others(db, session=session.id, staff=who.id))


async def end_all_others(db: Database, who: Staff, session: Session) -> int:
    """End all one's own sessions but this one; returns how many there were."""
    async with db.transaction():
        ended = await end_others(db, who, session)
        await audit.record(db, who, "session.others_ended", str(who), sessions_ended=ended)
    return ended
