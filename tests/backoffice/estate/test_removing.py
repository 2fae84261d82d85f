"""Merging people and taking base data out of use: nothing is lost, nothing in use goes (S1, P10)."""

from datetime import date
from uuid import uuid4

import asyncpg
import pytest

from backoffice.audit import desk as audit
from backoffice.errors import Conflict, Forbidden, Invalid, NotFound
from backoffice.estate import desk, people, removing
from backoffice.search.desk import find_homes
from tests.backoffice.conftest import Demo

Db = asyncpg.Connection


async def _person(db: Db, name: str) -> int:
    found: int = await db.fetchval("select id from person where name = $1 order by id limit 1", name)
    return found


async def _add(db: Db, name: str, number: str, house: int, since: str, **more: str) -> int:
    person: int = await db.fetchval(
        "insert into person (name, note) values ($1, $2) returning id", name, more.get("note", "")
    )
    await db.execute("insert into phone (number, person_id) values ($1, $2)", number, person)
    await db.execute(
        "insert into occupancy (house_id, person_id, since) values ($1, $2, $3)",
        house,
        person,
        date.fromisoformat(since),
    )
    return person


async def test_s1_merging_moves_all_that_names_the_one_to_the_other(company: Demo, estate_db: Db) -> None:
    leader, home = await company.staff("leader"), await company.house("翠湖苑/2-1-302")
    keep = await _person(estate_db, "张伟")
    own = await estate_db.fetchval("select number from phone where person_id = $1", keep)
    drop = await _add(estate_db, "张 伟", "13911112222", home, "2015-03-01", note="第二次登记")
    await estate_db.execute("insert into phone (number, person_id) values ($1, $2)", own, drop)
    await estate_db.execute("update person set do_not_call = true where id = $1", drop)
    await estate_db.execute("insert into vehicle (plate, person_id) values ('川A12345', $1)", drop)
    call = uuid4()
    await estate_db.execute(
        "insert into call (id, direction, person_id, house_id) values ($1, 'in', $2, $3)", call, drop, home
    )

    await removing.merge(estate_db, leader, keep, drop)

    for table in ("phone", "occupancy", "vehicle", "request", "call", "attempt"):
        assert not await estate_db.fetchval(f"select count(*) from {table} where person_id = $1", drop)  # noqa: S608
    numbers = await estate_db.fetch("select number from phone where person_id = $1 order by position", keep)
    assert [row["number"] for row in numbers] == [own, "13911112222"]
    kept = await estate_db.fetchrow("select note, do_not_call from person where id = $1", keep)
    assert kept
    assert dict(kept) == {"note": "第二次登记", "do_not_call": True}
    known = await desk.known_callers(estate_db, "13911112222")
    assert [(one.person.id, [house.label for house in one.houses]) for one in known] == [
        (keep, ["1-1-101", "2-1-302"])
    ]
    gone = await people.person_for(estate_db, leader, keep, "house.view")
    assert gone.merged_into is None
    assert await estate_db.fetchval("select merged_into from person where id = $1", drop) == keep
    admin = await company.staff("administrator")
    (entry,) = await audit.search(estate_db, admin, operation="person.merged")
    assert entry.facts["merged"] == drop
    assert entry.facts["calls"] == 1


async def test_s1_two_times_in_one_house_become_one(company: Demo, estate_db: Db) -> None:
    leader, home = await company.staff("leader"), await company.house()
    keep = await _person(estate_db, "张伟")
    drop = await _add(estate_db, "张伟", "13911112222", home, "2001-01-01")
    await removing.merge(estate_db, leader, keep, drop)
    rows = await estate_db.fetch(
        "select since, until from occupancy where house_id = $1 and person_id = $2", home, keep
    )
    assert [(row["since"], row["until"]) for row in rows] == [(date(2001, 1, 1), None)]


async def test_s1_every_table_that_names_a_person_is_moved(estate_db: Db) -> None:
    """A table added later has to be moved too, or merging would tear it off."""
    naming = await estate_db.fetch(
        "select conrelid::regclass::text as name from pg_constraint "
        "where contype = 'f' and confrelid = 'person'::regclass"
    )
    moved = {"phone", "occupancy", "vehicle", "request", "call", "attempt", "person"}
    moved |= {"handover", "decoration", "letting"}
    assert {row["name"] for row in naming} <= moved


async def test_p2_merging_needs_the_right_in_every_community_of_both(company: Demo, estate_db: Db) -> None:
    keep, drop = await _person(estate_db, "张伟"), await _person(estate_db, "李娜")  # 李娜: two communities
    for login in ("agent", "agent2", "supervisor"):
        with pytest.raises(Forbidden):
            await removing.merge(estate_db, await company.staff(login), keep, drop)
    leader_post = await estate_db.fetchval("select id from post where kind = 'leader'")
    staff = await estate_db.fetchval("select id from staff where login = 'worker'")
    await estate_db.execute("insert into staff_post values ($1, $2, 1)", staff, leader_post)
    with pytest.raises(Forbidden) as refused:
        await removing.merge(estate_db, await company.staff("worker"), keep, drop)
    assert refused.value.key == "person.function_everywhere"
    with pytest.raises(Invalid):
        await removing.merge(estate_db, await company.staff("leader"), keep, keep)
    with pytest.raises(NotFound):
        await removing.merge(estate_db, await company.staff("leader"), keep, 999_999)


async def test_s1_what_is_in_use_is_not_removed_and_says_why(company: Demo, estate_db: Db) -> None:
    leader, home = await company.staff("leader"), await company.house()
    with pytest.raises(Conflict) as refused:
        await removing.remove(estate_db, leader, "house", home)
    assert refused.value.key == "estate.in_use"
    assert refused.value.facts["stays"] == 1
    building = await estate_db.fetchval("select building_id from house where id = $1", home)
    for what, one in (("building", building), ("community", 1)):
        with pytest.raises(Conflict) as refused:
            await removing.remove(estate_db, leader, what, one)  # type: ignore[arg-type]
        assert refused.value.facts["inner"] > 0
    with pytest.raises(Conflict):
        await removing.remove(estate_db, leader, "person", await _person(estate_db, "张伟"))


async def test_s1_what_is_removed_is_gone_from_searches_but_its_page_stays(
    company: Demo, estate_db: Db
) -> None:
    leader = await company.staff("leader")
    empty = await estate_db.fetchrow(
        "select id, code from house h where not exists (select from occupancy where house_id = h.id) "
        "and not exists (select from bill where house_id = h.id) limit 1"
    )
    assert empty
    await removing.remove(estate_db, leader, "house", empty["id"])
    assert await desk.house_by_code(estate_db, empty["code"]) is None
    assert await find_homes(estate_db, leader, empty["code"], most=5) == []
    assert (await desk.house_for(estate_db, leader, empty["id"], "house.view")).code == empty["code"]
    with pytest.raises(NotFound):
        await desk.house_for(estate_db, await company.staff("supervisor"), empty["id"], "house.edit")
    with pytest.raises(NotFound):
        await removing.remove(estate_db, leader, "house", empty["id"])


async def test_s2_a_house_about_to_be_handed_over_is_not_removed(company: Demo, estate_db: Db) -> None:
    house = await estate_db.fetchval("select house_id from handover where state = 'planned'")
    await estate_db.execute("update occupancy set until = current_date where house_id = $1", house)
    await estate_db.execute("update bill set paid = amount where house_id = $1", house)
    with pytest.raises(Conflict) as refused:
        await removing.remove(estate_db, await company.staff("leader"), "house", house)
    assert (refused.value.key, refused.value.facts["inner"]) == ("estate.in_use", 1)


async def test_s1_somebody_who_left_is_removed_and_no_longer_a_caller(company: Demo, estate_db: Db) -> None:
    leader, person = await company.staff("leader"), await _person(estate_db, "张伟")
    await estate_db.execute("update occupancy set until = current_date where person_id = $1", person)
    await estate_db.execute("update request set state = 'done' where person_id = $1", person)
    await removing.remove(estate_db, leader, "person", person)
    assert await desk.known_callers(estate_db, "13800000001") == []
    page = await people.person_for(estate_db, leader, person, "house.view")
    assert page.closed_at is not None
