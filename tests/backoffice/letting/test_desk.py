"""Letting: the tenant comes and goes with it, the house is what it was before (S2)."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import asyncpg
import pytest

from backoffice.company.actor import Staff
from backoffice.errors import Conflict, Forbidden, Invalid, NotFound
from backoffice.estate.living import Newcomer
from backoffice.estate.people import PersonFacts
from backoffice.estate.phones import NewPhone
from backoffice.letting import desk
from backoffice.letting.model import Terms
from backoffice.paging import Slice
from tests.backoffice.conftest import Demo

HOME = "翠湖苑/1-2-201"
TENANT = Newcomer(PersonFacts("钱多"), [NewPhone("13700009999")])


@pytest.fixture
async def clerk(company: Demo) -> Staff:
    """Somebody who may let houses, and nothing else but look."""
    return Staff(4, "周婷", {"letting.manage": None, "house.view": None})


@pytest.fixture
async def terms(estate_db: asyncpg.Connection) -> Terms:
    """From today for a year."""
    today = await estate_db.fetchval("select (business_now() at time zone 'Asia/Shanghai')::date")
    return Terms(today, today + timedelta(days=364), Decimal(2600), "安家中介")


async def here(db: asyncpg.Connection, house: int) -> tuple[str, list[str]]:
    """The house's state, and the tenants there now."""
    rows = await db.fetch(
        "select p.name from occupancy o join person p on p.id = o.person_id "
        "where o.house_id = $1 and o.role = 'tenant' and o.until is null",
        house,
    )
    return await db.fetchval("select state from house where id = $1", house), [row["name"] for row in rows]


async def test_s2_a_new_tenant_comes_and_goes_and_the_house_is_what_it_was(
    company: Demo, estate_db: asyncpg.Connection, clerk: Staff, terms: Terms
) -> None:
    db, house = estate_db, await company.house(HOME)
    made = await desk.let(db, clerk, house, TENANT, terms)
    assert await here(db, house) == ("let", ["钱多"])
    with pytest.raises(Conflict, match=r"letting\.open"):
        await desk.let(db, clerk, house, TENANT, terms)
    assert await here(db, house) == ("let", ["钱多"])
    await desk.edit(db, clerk, made, 1, replace(terms, rent=Decimal(2800)))
    with pytest.raises(Conflict, match=r"edit\.changed_meanwhile"):
        await desk.edit(db, clerk, made, 1, terms)
    for day, reason, wrong in (
        (terms.since + timedelta(days=1), "退租", "day"),
        (terms.since - timedelta(days=1), "退租", "day"),
        (terms.since, "", "reason"),
    ):
        with pytest.raises(Invalid) as refused:
            await desk.end(db, clerk, made, 2, day, reason)
        assert refused.value.facts["field"] == wrong
    await desk.end(db, clerk, made, 2, terms.since, "合同提前解除")
    assert await here(db, house) == ("occupied", [])
    with pytest.raises(Conflict):
        await desk.end(db, clerk, made, 3, terms.since, "又一次")
    rows = await db.fetch(
        "select operation, facts from audit where object = $1 order by id", f"letting:{made}"
    )
    assert [row["operation"] for row in rows] == ["letting.began", "letting.edited", "letting.ended"]
    assert json.loads(rows[1]["facts"]) == {"before": {"rent": "2600.00"}, "after": {"rent": "2800.00"}}
    assert json.loads(rows[2]["facts"])["reason"] == "合同提前解除"


async def test_s2_somebody_who_rents_there_already_stays_one_tenant(
    company: Demo, estate_db: asyncpg.Connection, clerk: Staff, terms: Terms
) -> None:
    row = await estate_db.fetchrow(
        "select o.house_id, o.person_id from occupancy o where o.role = 'tenant' and not exists "
        "(select from letting l where l.house_id = o.house_id) limit 1"
    )
    assert row
    made = await desk.let(estate_db, clerk, row["house_id"], row["person_id"], terms)
    assert len((await here(estate_db, row["house_id"]))[1]) == 1
    await desk.end(estate_db, clerk, made, 1, terms.since, "退租")
    assert (await here(estate_db, row["house_id"]))[1] == []


async def test_s2_another_tenant_keeps_the_house_let(
    company: Demo, estate_db: asyncpg.Connection, clerk: Staff, terms: Terms
) -> None:
    db, house = estate_db, await company.house(HOME)
    made = await desk.let(db, clerk, house, TENANT, terms)
    other = await db.fetchval("select max(id) from person where name <> '钱多'")
    await db.execute(
        "insert into occupancy (house_id, person_id, role, since) values ($1, $2, 'tenant', $3)",
        house,
        other,
        terms.since,
    )
    await desk.end(db, clerk, made, 1, terms.since, "退租")
    assert (await here(db, house))[0] == "let"


async def test_s2_two_who_let_a_house_at_once_let_it_once(
    company: Demo, demo: str, estate_db: asyncpg.Connection, clerk: Staff, terms: Terms
) -> None:
    house, other = await company.house(HOME), await asyncpg.connect(demo)
    try:
        said = await asyncio.gather(
            desk.let(estate_db, clerk, house, TENANT, terms),
            desk.let(other, clerk, house, TENANT, terms),
            return_exceptions=True,
        )
    finally:
        await other.close()
    assert sorted(type(one).__name__ for one in said) == ["Conflict", "int"]
    assert await here(estate_db, house) == ("let", ["钱多"])


async def test_s2_what_cannot_be_agreed(
    company: Demo, estate_db: asyncpg.Connection, clerk: Staff, terms: Terms
) -> None:
    house = await company.house(HOME)
    for wrong, field in (
        (replace(terms, until=terms.since - timedelta(days=1)), "until"),
        (replace(terms, rent=Decimal(-1)), "rent"),
        (replace(terms, rent=Decimal("1e12")), "rent"),
        (replace(terms, firm="<b>"), "firm"),
        (replace(terms, since=terms.since + timedelta(days=1)), "since"),
    ):
        with pytest.raises(Invalid) as refused:
            await desk.let(estate_db, clerk, house, TENANT, wrong)
        assert refused.value.facts["field"] == field
    with pytest.raises(Invalid):
        await desk.let(estate_db, clerk, house, Newcomer(PersonFacts("")), terms)
    assert await here(estate_db, house) == ("occupied", [])


async def test_p2_lettings_elsewhere_are_not_found(
    company: Demo, estate_db: asyncpg.Connection, clerk: Staff, terms: Terms
) -> None:
    house = await company.house(HOME)
    made = await desk.let(estate_db, clerk, house, TENANT, terms)
    there = await estate_db.fetchval("select id from community where name = '云顶公寓'")
    elsewhere = Staff(99, "外", {function: frozenset({there}) for function in clerk.functions})
    with pytest.raises(NotFound):
        await desk.letting_for(estate_db, elsewhere, made)
    with pytest.raises(NotFound):
        await desk.let(estate_db, elsewhere, house, TENANT, terms)
    with pytest.raises(Forbidden):
        await desk.letting_for(estate_db, await company.staff("finance"), made)
    found = await desk.listed(estate_db, elsewhere, Slice())
    assert made not in [one.id for one in found.rows]


async def test_s2_what_ends_within_sixty_days(
    company: Demo, estate_db: asyncpg.Connection, clerk: Staff
) -> None:
    async def count(which: desk.Which) -> int:
        found = await desk.listed(estate_db, clerk, Slice(), which=which)
        assert found.count == len(found.rows)
        return found.count

    assert (await count(""), await count("soon"), await count("over"), await count("ended")) == (2, 1, 0, 0)
    await company.move_clock("42 days")
    assert (await count("soon"), await count("over"), await count("all")) == (0, 1, 2)
    rows = (await desk.listed(estate_db, clerk, Slice("until", True))).rows
    assert [row.over for row in rows] == [False, True]
