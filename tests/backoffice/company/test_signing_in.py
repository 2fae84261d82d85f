"""Passwords, second factor, sessions: what locks, what works once, what ends (P5)."""

import time

import argon2
import asyncpg
import pyotp
import pytest

from backoffice.company import lockout, passwords, second_factor, sessions, signing_in
from backoffice.company.actor import Staff
from backoffice.company.lockout import LockedOut
from backoffice.company.sessions import Session
from backoffice.company.signing_in import TooLate, WrongPassword
from backoffice.errors import Conflict, Forbidden, Invalid, NotFound
from tests.backoffice.conftest import Demo

PASSWORD = "correct horse battery"
CHEAP = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Person:
    """A member of staff of the demo, with a password the tests know."""

    def __init__(self, db: asyncpg.Connection, who: Staff, login: str) -> None:
        self.db, self.who, self.login, self.secret = db, who, login, ""

    async def sign_in(self, password: str = PASSWORD, address: str = "10.0.0.1") -> signing_in.Entrance:
        return await signing_in.sign_in(self.db, self.login, password, address, "Firefox/128.0 Windows")

    async def session(self) -> Session:
        session = await sessions.session_of(self.db, (await self.sign_in()).token)
        assert session is not None
        return session

    async def set_up(self) -> list[str]:
        """Turn the second factor on, half an hour ago as far as codes are concerned."""
        await second_factor.begin(self.db, self.who)
        factor = await second_factor.mine(self.db, self.who)
        assert factor is not None
        self.secret = factor.secret
        codes = await second_factor.confirm(self.db, self.who, self.code())
        await self.db.execute("update second_factor set last_step = last_step - 60")
        return codes

    def code(self, steps: int = 0) -> str:
        """What the telephone shows, `steps` of thirty seconds from now."""
        return pyotp.TOTP(self.secret).at(int(time.time()) + steps * 30)

    async def give(self, code: str, half: str = "", address: str = "10.0.0.1") -> str:
        half = half or (await self.sign_in()).token
        return await signing_in.give_code(self.db, half, code, address, "")


async def person(company: Demo, login: str = "agent") -> Person:
    await company.db.execute(
        "update staff set password_hash = $1 where login = $2", CHEAP.hash(PASSWORD), login
    )
    return Person(company.db, await company.staff(login), login)


async def locked(db: asyncpg.Connection, subject: str) -> float:
    """Seconds a subject is locked for, from its last failure."""
    return float(
        await db.fetchval(
            "select coalesce(extract(epoch from locked_until - last_at), 0) from refusal_count "
            "where subject = $1",
            subject,
        )
    )


async def pass_time(db: asyncpg.Connection) -> None:
    """The delays are over: the rows move back, the clock stays."""
    await db.execute("update refusal_count set locked_until = now()")


# ---- passwords ----


async def test_p5_a_password_kept_by_old_parameters_is_hashed_again(company: Demo) -> None:
    agent = await person(company)
    await agent.sign_in()
    kept = await company.db.fetchval("select password_hash from staff where login = 'agent'")
    assert not argon2.PasswordHasher().check_needs_rehash(kept)
    assert not (await agent.sign_in()).half


@pytest.mark.parametrize(
    "bad", ["too short", "administrator", "1234567890", "AAAAAAAAAAAA", "Password123", PASSWORD, "x" * 201]
)
async def test_p5_an_unacceptable_password_changes_nothing(company: Demo, bad: str) -> None:
    chief = await person(company, "administrator")
    session = await chief.session()
    with pytest.raises(Invalid) as refused:
        await passwords.change(company.db, chief.who, session, PASSWORD, bad)
    assert (refused.value.key, refused.value.facts["field"]) == ("password.rule", "new")
    assert await sessions.session_of(company.db, (await chief.sign_in()).token)


async def test_p5_changing_the_password_ends_all_other_sessions_and_the_demand(company: Demo) -> None:
    agent = await person(company)
    await company.db.execute("update staff set must_change_password = true where login = 'agent'")
    other = (await agent.sign_in()).token
    here = (await agent.sign_in()).token
    session = await sessions.session_of(company.db, here)
    assert session is not None and session.must_change
    await passwords.change(company.db, agent.who, session, PASSWORD, "a new one of mine")
    after = await sessions.session_of(company.db, here)
    assert after is not None and not after.must_change
    assert await sessions.session_of(company.db, other) is None
    with pytest.raises(WrongPassword):
        await agent.sign_in()
    assert await agent.sign_in("a new one of mine")


async def test_p5_a_page_left_open_is_no_place_to_guess_the_password(company: Demo) -> None:
    agent = await person(company)
    session = await agent.session()
    for _ in range(lockout.LOGIN_FREE + 1):
        with pytest.raises(Invalid):
            await passwords.change(company.db, agent.who, session, "guess", "a new one of mine")
    with pytest.raises(LockedOut):
        await passwords.change(company.db, agent.who, session, PASSWORD, "a new one of mine")


# ---- second factor ----


async def test_p5_with_a_second_factor_the_password_alone_opens_nothing(company: Demo) -> None:
    agent = await person(company)
    await agent.set_up()
    entrance = await agent.sign_in()
    assert entrance.half
    assert await sessions.session_of(company.db, entrance.token) is None
    assert await sessions.session_of(company.db, await agent.give(agent.code(), entrance.token))


@pytest.mark.parametrize("steps", [0, 1])
async def test_p5_a_code_works_once_and_so_do_older_ones(company: Demo, steps: int) -> None:
    agent = await person(company)
    await agent.set_up()
    code = agent.code(steps)
    await agent.give(code)
    with pytest.raises(WrongPassword):
        await agent.give(code)
    with pytest.raises(WrongPassword):
        await agent.give(agent.code(steps - 1))


async def test_p5_the_code_that_turned_it_on_does_not_sign_in(company: Demo) -> None:
    agent = await person(company)
    await second_factor.begin(company.db, agent.who)
    factor = await second_factor.mine(company.db, agent.who)
    assert factor is not None
    agent.secret = factor.secret
    code = agent.code()
    await second_factor.confirm(company.db, agent.who, code)
    with pytest.raises(WrongPassword):
        await agent.give(code)


@pytest.mark.parametrize("code", ["", "abc", "000000000", "12345６", "\x00"])
async def test_p5_what_is_no_code_is_refused(company: Demo, code: str) -> None:
    agent = await person(company)
    await agent.set_up()
    with pytest.raises(WrongPassword):
        await agent.give(code)


@pytest.mark.parametrize("steps", [-3, 3])
async def test_p5_a_code_of_another_time_is_refused(company: Demo, steps: int) -> None:
    agent = await person(company)
    await agent.set_up()
    with pytest.raises(WrongPassword):
        await agent.give(agent.code(steps))


async def test_p5_a_recovery_code_works_once_however_it_is_typed(company: Demo) -> None:
    agent = await person(company)
    codes = await agent.set_up()
    assert len(set(codes)) == second_factor.RECOVERY_CODES
    await agent.give(codes[0].replace("-", " ").upper())
    with pytest.raises(WrongPassword):
        await agent.give(codes[0])
    await agent.give(codes[1])
    factor = await second_factor.mine(company.db, agent.who)
    assert factor is not None and factor.recovery == second_factor.RECOVERY_CODES - 2
    kept = await company.db.fetch("select code_hash from recovery_code")
    assert not any(codes[2].encode() in row["code_hash"] for row in kept)


async def test_p5_wrong_codes_lock_with_growing_delay_even_for_the_right_one(company: Demo) -> None:
    agent = await person(company)
    await agent.set_up()
    delays = []
    for _ in range(3):
        half = (await agent.sign_in()).token
        while True:
            try:
                await agent.give("000000", half)
            except WrongPassword:
                continue
            except LockedOut:
                break
        with pytest.raises(LockedOut):
            await agent.give(agent.code(), half)
        delays.append(await locked(company.db, lockout.code(agent.who.id)))
        await pass_time(company.db)
    assert delays == [5, 10, 20]
    # A right password in between forgave none of them; a right code does.
    await agent.give(agent.code())
    assert (
        await company.db.fetchval(
            "select count(*) from refusal_count where subject = $1", lockout.code(agent.who.id)
        )
        == 0
    )


async def test_p5_a_code_that_comes_too_late_asks_for_the_password_again(company: Demo) -> None:
    agent = await person(company)
    await agent.set_up()
    half = (await agent.sign_in()).token
    await company.db.execute("update half_sign_in set expires_at = now()")
    with pytest.raises(TooLate):
        await agent.give(agent.code(), half)
    half = (await agent.sign_in()).token
    await agent.give(agent.code(), half)
    with pytest.raises(TooLate):
        await agent.give(agent.code(1), half)


async def test_p5_setting_up_again_or_off_needs_what_it_should(company: Demo) -> None:
    agent = await person(company)
    with pytest.raises(Conflict):
        await second_factor.confirm(company.db, agent.who, "123456")
    await second_factor.begin(company.db, agent.who)
    with pytest.raises(Invalid):
        await second_factor.confirm(company.db, agent.who, "000000")
    assert not (await agent.sign_in()).half
    await agent.set_up()
    with pytest.raises(Conflict):
        await second_factor.begin(company.db, agent.who)
    session = await sessions.session_of(company.db, await agent.give(agent.code()))
    assert session is not None
    with pytest.raises(Invalid):
        await second_factor.turn_off(company.db, agent.who, session, "wrong")
    await second_factor.turn_off(company.db, agent.who, session, PASSWORD)
    assert not (await agent.sign_in()).half


async def test_p5_an_administrator_takes_a_lost_second_factor_away(company: Demo) -> None:
    agent = await person(company)
    await agent.set_up()
    chief, supervisor = await company.staff("administrator"), await company.staff("supervisor")
    with pytest.raises(Forbidden):
        await second_factor.reset(company.db, supervisor, agent.who.id)
    await second_factor.reset(company.db, chief, agent.who.id)
    assert not (await agent.sign_in()).half
    row = await company.db.fetchrow("select actor, object from audit where operation = 'second_factor.reset'")
    assert row is not None and tuple(row) == (str(chief), str(agent.who))
    with pytest.raises(NotFound):
        await second_factor.reset(company.db, chief, agent.who.id)


# ---- sessions ----


async def test_p5_a_session_nobody_uses_ends_and_looking_is_no_use(company: Demo) -> None:
    agent = await person(company)
    token = (await agent.sign_in()).token
    await company.db.execute(
        "update session set seen_at = now() - make_interval(mins => $1)", sessions.IDLE_MINUTES - 1
    )
    seen = await company.db.fetchval("select seen_at from session")
    assert await sessions.session_of(company.db, token, using=False)
    assert await company.db.fetchval("select seen_at from session") == seen
    assert await sessions.session_of(company.db, token)
    assert await company.db.fetchval("select seen_at from session") > seen
    await company.db.execute("update session set seen_at = now() - interval '1 hour'")
    assert await sessions.session_of(company.db, token) is None
    (use,) = await sessions.uses(company.db, agent.who, staff=agent.who.id)
    assert use.ended_at is not None and use.ended_by == ""


async def test_p5_people_end_their_own_sessions_and_administrators_anyones(company: Demo) -> None:
    agent, chief = await person(company), await company.staff("administrator")
    colleague = await person(company, "agent2")
    first, second, third = [await agent.session() for _ in range(3)]
    theirs = await colleague.session()
    with pytest.raises(NotFound):
        await sessions.end_one(company.db, agent.who, theirs.id)
    await sessions.end_one(company.db, agent.who, first.id)
    with pytest.raises(NotFound):
        await sessions.end_one(company.db, agent.who, first.id)
    assert await sessions.end_all_others(company.db, agent.who, second) == 1
    await sessions.end_one(company.db, chief, theirs.id)
    states = {one.id: (one.ended_at is None, one.ended_by) for one in await sessions.uses(company.db, chief)}
    assert states == {
        first.id: (False, ""),
        second.id: (True, ""),
        third.id: (False, ""),
        theirs.id: (False, chief.name),
    }


async def test_p5_times_of_use_of_others_need_a_right(company: Demo) -> None:
    agent, colleague = await person(company), await company.staff("agent2")
    await agent.sign_in()
    assert len(await sessions.uses(company.db, agent.who, staff=agent.who.id)) == 1
    for staff in (agent.who.id, None):
        with pytest.raises(Forbidden):
            await sessions.uses(company.db, colleague, staff=staff)
