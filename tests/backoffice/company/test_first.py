"""The first administrator of an empty installation (P5)."""

import stat
from pathlib import Path

import asyncpg
import pytest

from backoffice.company import passwords, sessions, signing_in
from backoffice.company.desk import staff_actor
from backoffice.company.first import LOGIN, FirstSignIn, ensure
from backoffice.company.functions import CODES


@pytest.fixture
def first(tmp_path: Path) -> FirstSignIn:
    return FirstSignIn(tmp_path / "secrets" / "first-sign-in.json")


async def test_p5_an_empty_installation_gets_one_administrator_who_must_change_the_password(
    database: str, db: asyncpg.Connection, first: FirstSignIn
) -> None:
    await ensure(database, first)
    password = first.password()
    assert password is not None and stat.S_IMODE(first.file.stat().st_mode) == 0o600
    await ensure(database, first)
    assert first.password() == password
    entrance = await signing_in.sign_in(db, LOGIN, password, "", "")
    session = await sessions.session_of(db, entrance.token)
    assert session is not None and session.must_change
    who = await staff_actor(db, session.staff_id, "")
    assert who.functions == dict.fromkeys(CODES)
    # Signed in but not changed yet: it is still shown.
    await ensure(database, first)
    assert first.password() == password
    await passwords.change(db, who, session, password, "a word of my own")
    first.used(LOGIN)
    await ensure(database, first)
    assert first.password() is None
    assert await db.fetchval("select count(*) from staff") == 1


async def test_p5_a_first_sign_in_that_was_lost_is_made_anew(
    database: str, db: asyncpg.Connection, first: FirstSignIn
) -> None:
    await ensure(database, first)
    lost = first.password()
    first.file.unlink()
    await ensure(database, first)
    password = first.password()
    assert lost and password and lost != password
    assert await signing_in.sign_in(db, LOGIN, password, "", "")
    with pytest.raises(signing_in.WrongPassword):
        await signing_in.sign_in(db, LOGIN, lost, "", "")
    assert await db.fetchval("select count(*) from staff_post") == 1


async def test_p5_where_people_work_nobody_is_made(demo: str, first: FirstSignIn) -> None:
    await ensure(demo, first)
    assert first.password() is None
