"""Signing in: password, then the code where one is asked for; wrong ones counted (P5)."""

import secrets
from dataclasses import dataclass

from backoffice.audit import desk as audit
from backoffice.company import lockout, passwords, second_factor, sessions
from backoffice.company.actor import Staff, System
from backoffice.errors import Conflict, Refused
from backoffice.sql import Database, load

sql = load(__file__, "signing_in.sql")

CODE_MINUTES = 5
"""How long the code may take once the password was right."""


class WrongPassword(Refused):
    """Login or password is wrong; which of them is not said. Or the code is."""


class TooLate(Conflict):
    """The code came too long after the password, which has to be given again."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """What a right password opened: a session's token, or (`half`) one that only lets a code be given."""

    token: str
    half: bool


async def sign_in(db: Database, login: str, password: str, address: str, agent: str) -> Entrance:
    """Check login and password.

    Raises WrongPassword, or LockedOut while login or address is locked, before the password is looked at.
    """
    login = login.replace("\0", "").strip()
    # The address first: once it is locked it can no longer lock out the people whose logins it tries.
    await lockout.charge(db, lockout.address(address), lockout.ADDRESS_FREE)
    await lockout.charge(db, lockout.login(login))
    row = await sql.staff_by_login(db, login=login)
    if not await passwords.fits(row and row["password_hash"], password):
        await audit.record(db, System("sign-in"), "staff.refused", login[:100], address=address)
        raise WrongPassword("sign_in.wrong")
    await passwords.renew(db, row["id"], row["password_hash"], password)
    async with db.transaction():
        await lockout.forget(db, lockout.login(login))
        await lockout.give_back(db, lockout.address(address))
        if row["asks_code"]:
            return Entrance(await _half(db, row["id"]), half=True)
        return Entrance(await _open(db, Staff(row["id"], row["name"], address=address), agent), half=False)


async def give_code(db: Database, half: str, code: str, address: str, agent: str) -> str:
    """The second step: returns the session's token.

    Raises WrongPassword for a wrong code or one that was used, LockedOut after too many, TooLate when
    the password has to be given again.
    """
    row = await sql.half(db, token_hash=sessions.hash_of(half))
    if row is None:
        raise TooLate("sign_in.too_late")
    who = Staff(row["id"], row["name"], address=address)
    await lockout.charge(db, lockout.address(address), lockout.ADDRESS_FREE)
    await lockout.charge(db, lockout.code(who.id))
    if not await second_factor.check(db, who.id, code):
        await audit.record(db, who, "second_factor.refused", str(who))
        raise WrongPassword("second_factor.wrong")
    async with db.transaction():
        # Of two who give it at once one finds it gone.
        if await sql.use_half(db, token_hash=sessions.hash_of(half)) is None:
            raise TooLate("sign_in.too_late")
        await lockout.forget(db, lockout.code(who.id))
        await lockout.give_back(db, lockout.address(address))
        return await _open(db, who, agent)


async def _half(db: Database, staff: int) -> str:
    token = secrets.token_urlsafe(32)
    await sql.keep_half(db, token_hash=sessions.hash_of(token), staff=staff, minutes=CODE_MINUTES)
    return token


async def _open(db: Database, who: Staff, agent: str) -> str:
    token = await sessions.begin(db, who.id, who.address, agent)
    await audit.record(db, who, "staff.signed_in", str(who))
    return token
