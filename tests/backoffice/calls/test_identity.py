"""PINs: three wrong ones lock the house and the number, whoever asks at once (H2)."""

import asyncio
import re

import asyncpg
import pytest

from backoffice.calls.identity import check_pin, lock_state
from backoffice.errors import NotFound
from tests.backoffice.conftest import Demo

NUMBER, OTHER = "13900000000", "13900000001"


async def test_h2_the_right_pin_proves_and_the_wrong_one_counts(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    home = await company.house()
    assert (await check_pin(estate_db, home, NUMBER, "2468")).ok
    wrong = await check_pin(estate_db, home, NUMBER, "0000")
    assert (wrong.ok, wrong.left, wrong.locked_until) == (False, 2, None)
    with pytest.raises(NotFound):
        await check_pin(estate_db, 999_999, NUMBER, "2468")


async def test_h2_without_a_pin_the_last_four_of_the_code_do(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    home = await company.house("翠湖苑/1-1-102")
    code = await estate_db.fetchval("select code from house where id = $1", home)
    assert (await check_pin(estate_db, home, NUMBER, code[-4:])).ok
    assert not (await check_pin(estate_db, home, NUMBER, "2468")).ok
    # Where one is set, the code opens nothing.
    assert not (await check_pin(estate_db, await company.house(), NUMBER, "0101")).ok


async def test_h2_three_wrong_pins_lock_both_for_a_while(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    home, next_door = await company.house(), await company.house("翠湖苑/1-2-201")
    left = [(await check_pin(estate_db, home, NUMBER, "0000")).left for _ in range(3)]
    assert left == [2, 1, 0]
    locked = await check_pin(estate_db, home, OTHER, "2468")  # the house is locked for everybody
    assert not locked.ok and locked.locked_until
    assert not (await check_pin(estate_db, next_door, NUMBER, "2468")).ok  # and the number for every house
    assert (await check_pin(estate_db, next_door, OTHER, "2468")).ok
    assert await lock_state(estate_db, home, "") == locked.locked_until
    assert await lock_state(estate_db, next_door, OTHER) is None
    await company.move_clock("14 minutes")
    assert not (await check_pin(estate_db, home, NUMBER, "2468")).ok
    await company.move_clock("2 minutes")
    assert (await check_pin(estate_db, home, NUMBER, "2468")).ok
    # After the lock there are three tries again.
    assert (await check_pin(estate_db, home, OTHER, "0000")).left == 2


async def test_h2_a_lock_survives_whoever_set_it(company: Demo, demo: str) -> None:
    home = await company.house()
    for _ in range(3):
        await check_pin(company.db, home, NUMBER, "1111")
    another = await asyncpg.connect(demo)
    try:
        assert not (await check_pin(another, home, NUMBER, "2468")).ok
    finally:
        await another.close()


async def test_h2_a_right_pin_clears_the_house_not_the_number(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    home, mine = await company.house(), await company.house("翠湖苑/1-2-201")
    await check_pin(estate_db, home, NUMBER, "0000")
    await check_pin(estate_db, home, NUMBER, "0001")
    assert (await check_pin(estate_db, mine, NUMBER, "2468")).ok
    assert (await check_pin(estate_db, home, OTHER, "2468")).ok
    assert (await check_pin(estate_db, home, OTHER, "0000")).left == 2
    assert (await check_pin(estate_db, home, NUMBER, "0002")).locked_until


async def test_h2_a_withheld_number_counts_for_the_house_only(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    home = await company.house()
    for _ in range(3):
        await check_pin(estate_db, home, "", "0000")
    assert (await check_pin(estate_db, await company.house("翠湖苑/1-2-201"), "", "2468")).ok
    subjects = await estate_db.fetch("select subject from refusal_count")
    assert [row["subject"] for row in subjects] == [f"house:{home}"]


async def test_h2_old_failures_are_forgotten(company: Demo, estate_db: asyncpg.Connection) -> None:
    home = await company.house()
    await check_pin(estate_db, home, NUMBER, "0000")
    await check_pin(estate_db, home, NUMBER, "0000")
    await company.move_clock("25 hours")
    assert (await check_pin(estate_db, home, NUMBER, "0000")).left == 2


@pytest.mark.parametrize("numbers", [[NUMBER], [f"1390000{n:04d}" for n in range(12)], [""]])
async def test_h2_guesses_made_at_once_do_not_outrun_the_count(
    company: Demo, demo: str, numbers: list[str]
) -> None:
    home = await company.house()
    async with asyncpg.create_pool(demo, min_size=12, max_size=12) as pool:

        async def guess(n: int) -> tuple[bool, int]:
            async with pool.acquire() as db:
                check = await check_pin(db, home, numbers[n % len(numbers)], f"{n:04d}")
                return check.ok, check.left

        checks = await asyncio.gather(*(guess(n) for n in range(12)))
    assert sorted(left for _, left in checks) == [0] * 10 + [1, 2]
    wrong = await company.db.fetchval("select count(*) from audit where operation = 'pin.wrong'")
    refused = await company.db.fetchval("select count(*) from audit where operation = 'pin.locked'")
    assert (wrong, refused) == (3, 9)
    failures = await company.db.fetchval(
        "select failures from refusal_count where subject = $1", f"house:{home}"
    )
    assert failures == 3


async def test_p5_pins_are_audited_and_never_written_down(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    home = await company.house()
    for pin in ("2468", "9753"):
        await check_pin(estate_db, home, NUMBER, pin)
    told = await estate_db.fetch(
        "select operation, facts::text from audit where object = $1", f"house:{home}"
    )
    assert [row["operation"] for row in told] == ["pin.proved", "pin.wrong"]
    assert not any(re.search("2468|9753", row["facts"]) for row in told)


@pytest.mark.parametrize("pin", ["", "246", "24688", "２４６８", "2468\0", "' or 1=1"])
async def test_h2_only_the_pin_itself_is_right(
    company: Demo, estate_db: asyncpg.Connection, pin: str
) -> None:
    assert not (await check_pin(estate_db, await company.house(), NUMBER, pin)).ok
