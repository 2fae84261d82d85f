"""户号 nobody has, drawn by several at once (S1)."""

import asyncio

import asyncpg

from backoffice.estate.codes import draw


async def test_s1_codes_are_eight_digits_and_unlike_each_other(estate_db: asyncpg.Connection) -> None:
    drawn = await draw(estate_db, 3000)
    assert len(set(drawn)) == 3000
    assert all(len(code) == 8 and code.isascii() and code.isdigit() and code[0] != "0" for code in drawn)


async def test_s1_a_code_a_house_has_is_never_drawn(estate_db: asyncpg.Connection) -> None:
    """The next twenty are taken by hand first."""
    coming = await draw(estate_db, 20)
    await estate_db.execute("select setval('house_code', 1, false)")
    house = await estate_db.fetchrow("select building_id from house limit 1")
    assert house
    await estate_db.executemany(
        "insert into house (code, building_id, label) values ($1, $2, $1)",
        [(code, house["building_id"]) for code in coming],
    )
    assert not set(await draw(estate_db, 30)) & set(coming)


async def test_s1_two_at_once_never_draw_the_same(estate_db: asyncpg.Connection, demo: str) -> None:
    other = await asyncpg.connect(demo)
    try:
        one, two = await asyncio.gather(draw(estate_db, 500), draw(other, 500))
    finally:
        await other.close()
    assert not set(one) & set(two)
