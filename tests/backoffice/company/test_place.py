"""The communities looked at narrow lists, and nothing else (P2, P3)."""

import asyncpg
import pytest

from backoffice.company import place
from backoffice.errors import NotFound
from tests.backoffice.conftest import Demo


@pytest.fixture
async def session(company: Demo, estate_db: asyncpg.Connection) -> bytes:
    await estate_db.execute(
        "insert into session (token_hash, staff_id, csrf, expires_at) "
        "select 'x', id, '', now() + '1h' from staff where login = 'administrator'"
    )
    return b"x"


async def test_p3_a_place_narrows_what_concerns_communities_alone(
    company: Demo, estate_db: asyncpg.Connection, session: bytes
) -> None:
    who = await company.staff("administrator")
    assert place.narrowed(who, await place.place_of(estate_db, who, session)) == who
    await place.look_at(estate_db, who, session, "community:2")
    chosen = await place.place_of(estate_db, who, session)
    narrow = place.narrowed(who, chosen)
    assert narrow.functions["house.view"] == frozenset({2})
    assert narrow.functions["audit.view"] is None
    city = chosen.spots[0].city
    await place.look_at(estate_db, who, session, f"city:{city}")
    chosen = await place.place_of(estate_db, who, session)
    everywhere_there = frozenset(one.id for one in chosen.cities[city])
    assert place.narrowed(who, chosen).functions["house.view"] == everywhere_there
    await place.look_at(estate_db, who, session, "")
    assert (await place.place_of(estate_db, who, session)).chosen == ""


@pytest.mark.parametrize("chosen", ["community:3", "community:x", "city:北极", "galaxy:1", "community:"])
async def test_p3_only_a_place_of_theirs_can_be_looked_at(
    company: Demo, estate_db: asyncpg.Connection, session: bytes, chosen: str
) -> None:
    agent = await company.staff("agent2")
    with pytest.raises(NotFound):
        await place.look_at(estate_db, agent, session, chosen)
    await place.look_at(estate_db, agent, session, "community:1")
    narrow = place.narrowed(agent, await place.place_of(estate_db, agent, session))
    assert narrow.functions["call.view"] == frozenset({1})


async def test_p3_a_place_taken_away_is_everything_again(
    company: Demo, estate_db: asyncpg.Connection, session: bytes
) -> None:
    agent = await company.staff("agent2")
    await place.look_at(estate_db, agent, session, "community:2")
    await estate_db.execute(
        "update staff_post set until = now() where staff_id = $1 and community_id = 2", agent.id
    )
    agent = await company.staff("agent2")
    chosen = await place.place_of(estate_db, agent, session)
    assert (chosen.chosen, [one.id for one in chosen.here]) == ("", [1])
