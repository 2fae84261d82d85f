"""The demo estate: what README and tests count on (design: the demo estate)."""

import json
import re
import stat
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import argon2
import asyncpg
import pytest

from backoffice.billing.desk import due
from backoffice.company.actor import System
from backoffice.demo import houses, load, money, words
from backoffice.demo.callers import OWED
from backoffice.errors import Conflict
from backoffice.estate.desk import known_callers
from backoffice.estate.numbers import normalise
from backoffice.estate.rooms import canonical
from sounds.catalogue import load as catalogue
from sounds.catalogue import name_place
from tests.backoffice.conftest import Demo


@pytest.mark.parametrize(
    ("number", "names", "owed"),
    [
        ("13800000001", ["张伟"], {"1-1-101": "1234.05"}),
        ("13800000002", ["李娜"], {"1-2-201": "582.30", "3-1-502": "0.00", "2-1-301": "320.72"}),
        ("13800000003", ["王芳", "王强"], {"2-1-302": "52.80"}),
        ("13800000004", ["陈静"], {"1-1-502": "0.00"}),
        ("13800000005", ["John Smith"], {"A-1102": "88.00"}),
    ],
)
async def test_h2_the_fixed_callers_are_as_promised(
    estate_db: asyncpg.Connection, number: str, names: list[str], owed: dict[str, str]
) -> None:
    known = await known_callers(estate_db, number)
    assert [one.person.name for one in known] == names
    homes = {house.label: house for one in known for house in one.houses}
    assert {
        label: str((await due(estate_db, System("test"), house.id)).total) for label, house in homes.items()
    } == owed
    assert all(house.has_pin for house in homes.values())


async def test_h2_nobody_else_has_a_promised_number(estate_db: asyncpg.Connection) -> None:
    numbers = [row["number"] for row in await estate_db.fetch("select number from phone")]
    assert numbers.count("13800000003") == 2
    assert "13900000000" not in numbers
    assert sum(number.startswith("1380000000") for number in numbers) == 6
    assert all(normalise(number, "028") == number for number in numbers)


async def test_s1_it_is_large_enough_to_look_real(estate_db: asyncpg.Connection) -> None:
    labels = [row["label"] for row in await estate_db.fetch("select label from house")]
    assert len(labels) == 400 + 24 + 60
    assert all(canonical(label) == label for label in labels)
    assert await estate_db.fetchval("select count(distinct city) from community") == 2
    assert await estate_db.fetchval("select code from house where label = '1-1-101' order by id limit 1") == (
        "10010101"
    )
    behind = await estate_db.fetchval("select count(distinct house_id) from bill where paid < amount")
    assert 40 < behind < 140


async def test_h3_totals_never_move_by_themselves(company: Demo, estate_db: asyncpg.Connection) -> None:
    await company.move_clock("400 days")
    assert (await due(estate_db, System("test"), await company.house())).total == Decimal("1234.05")


@pytest.mark.parametrize(
    "today", [date(2026, 1, 1), date(2026, 3, 31), date(2028, 2, 29), date(2026, 12, 31)]
)
def test_h3_bills_are_dated_from_any_day(today: date) -> None:
    made = houses.estate(Random(1))
    bills = list(money.bills(made, today, Random(2)))
    assert len({(one.place, one.item, one.month) for one in bills}) == len(bills)
    assert max(one.month for one in bills) == today.replace(day=1)
    first = made.at(1, "1-1-101").id
    assert sum(one.amount - one.paid for one in bills if one.place == first) == Decimal("1234.05")
    assert all(one.due_on >= today for one in bills if one.month == today.replace(day=1))
    # Two owe for this month at least, so that a day to pay by is still to come.
    assert all(any(before == 0 for _, before, _ in owed) for owed in OWED.values())


async def test_h3_one_finished_repair_waits_for_its_rating(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    home = await company.house("锦江花园/1-1-502")
    states = await estate_db.fetch("select state, rated_at from request where house_id = $1", home)
    assert [tuple(row) for row in states] == [("done", None)]
    number = await estate_db.fetchval("select max(number) from request")
    assert number == 100000 + await estate_db.fetchval("select count(*) from request")


def test_h1_every_name_of_it_is_recorded() -> None:
    recordings = catalogue().recordings
    for language, text in words.spoken():
        assert f"{language}/{name_place(text)}" in recordings, text


async def test_h1_every_name_it_says_is_among_them(estate_db: asyncpg.Connection) -> None:
    rows = await estate_db.fetch(
        "select name as zh, name_en as en from community union select name, name_en from fee_item "
        "union select name, name_en from category union select body, body_en from notice"
    )
    said = {("zh", row["zh"]) for row in rows} | {("en", row["en"]) for row in rows}
    known = {tuple(row) for row in await estate_db.fetch("select language, text from speakable")}
    assert said <= known == set(words.spoken())


async def test_h1_surnames_of_it_are_recorded(estate_db: asyncpg.Connection) -> None:
    from ivr.grammar.surnames import SURNAMES, WESTERN

    for row in await estate_db.fetch("select distinct surname from person"):
        assert row["surname"] in SURNAMES or row["surname"].lower() in WESTERN


async def test_p2_sign_ins_are_new_for_each_estate_and_the_owner_s_alone(
    database: str, tmp_path: Path
) -> None:
    assert await load.empty(database)
    counts = await load.load(database, tmp_path)
    assert counts["house"] == 484
    file = tmp_path / "secrets" / "demo.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    sign_ins = json.loads(file.read_text(encoding="utf-8"))
    assert [one["login"] for one in sign_ins][:4] == ["agent", "agent2", "supervisor", "administrator"]
    assert [one.get("extension") for one in sign_ins][:4] == ["801", "802", "803", None]
    db = await asyncpg.connect(database)
    try:
        for one in sign_ins:
            row = await db.fetchrow("select * from staff where login = $1", one["login"])
            assert row
            assert argon2.PasswordHasher().verify(row["password_hash"], one["password"])
            assert row["sip_secret"] == one.get("sip_secret")
            assert re.fullmatch(r"[A-Za-z0-9_-]{24}", row["sip_secret"] or "A" * 24)
        # What comes next gets ids of its own.
        assert (
            await db.fetchval("insert into person (name) values ('新') returning id") == counts["person"] + 1
        )
        assert await db.fetchval("insert into queue (code, name) values ('vip', '贵宾') returning id") == 2
    finally:
        await db.close()


async def test_p6_it_never_touches_what_is_there(database: str, tmp_path: Path) -> None:
    db = await asyncpg.connect(database)
    try:
        await db.execute("insert into community (name, city) values ('真小区', '成都')")
        assert not await load.empty(database)
        with pytest.raises(Conflict):
            await load.load(database, tmp_path)
        assert await db.fetchval("select count(*) from house") == 0
    finally:
        await db.close()
    assert not (tmp_path / "secrets").exists()


def test_s1_the_same_estate_every_time() -> None:
    assert houses.estate(Random(load.SEED)) == houses.estate(Random(load.SEED))
