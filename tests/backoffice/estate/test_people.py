"""People, their numbers, where they live; who may see what of them (S1, P2, P5)."""

from dataclasses import replace
from datetime import date, timedelta

import asyncpg
import pytest

from backoffice.audit import desk as audit
from backoffice.errors import Conflict, Forbidden, Invalid, NotFound
from backoffice.estate import desk, history, living, people, phones, vehicles
from backoffice.estate.living import Newcomer
from backoffice.estate.people import PersonFacts
from backoffice.estate.phones import NewPhone
from backoffice.estate.vehicles import CarFacts
from backoffice.requests import desk as requests
from backoffice.requests.model import NewRequest
from tests.backoffice.conftest import Demo

Db = asyncpg.Connection
TODAY = date.today()


async def _person(db: Db, name: str) -> int:
    found: int = await db.fetchval("select id from person where name = $1 order by id limit 1", name)
    return found


async def _empty(db: Db, community: int = 1) -> int:
    found: int = await db.fetchval(
        "select h.id from house h join building b on b.id = h.building_id where b.community_id = $1 "
        "and h.kind = 'house' and not exists (select from occupancy where house_id = h.id) limit 1",
        community,
    )
    return found


async def test_s1_somebody_moves_in_and_is_known_by_every_number(company: Demo, estate_db: Db) -> None:
    agent, home = await company.staff("agent"), await _empty(estate_db)
    numbers = [NewPhone("138-1234 5678", "手机"), NewPhone("8555 1234"), NewPhone("+86 13812345678")]
    new = Newcomer(PersonFacts("欧阳小燕", birthday=date(1990, 2, 3)), numbers)
    person = await living.move_in_new(estate_db, agent, home, new, "owner", TODAY)
    for number in ("13812345678", "02885551234"):
        (known,) = await desk.known_callers(estate_db, number)
        assert (known.person.id, known.person.surname, known.houses[0].id) == (person, "欧阳", home)
    assert [(one.number, one.label) for one in await phones.look(estate_db, agent, person)] == [
        ("13812345678", "手机"),
        ("02885551234", ""),
    ]
    row = await estate_db.fetchrow("select pinyin, initials from person where id = $1", person)
    assert row
    assert tuple(row) == ("ouyangxiaoyan", "oyxy")
    assert await estate_db.fetchval("select state from house where id = $1", home) == "sold"
    with pytest.raises(Conflict):
        await living.move_in(estate_db, agent, home, person, "owner", TODAY)


async def test_p2_numbers_are_whole_for_those_with_the_right_and_each_look_is_kept(
    company: Demo, estate_db: Db
) -> None:
    person = await _person(estate_db, "张伟")
    quality, admin = await company.staff("quality"), await company.staff("administrator")
    assert [one.number for one in await phones.numbers_of(estate_db, quality, person)] == ["138****0001"]
    with pytest.raises(Forbidden):
        await phones.look(estate_db, quality, person)
    assert await audit.search(estate_db, admin, operation="phone.seen") == []
    cashier = await company.staff("cashier")
    assert [one.number for one in await phones.look(estate_db, cashier, person)] == ["13800000001"]
    (entry,) = await audit.search(estate_db, admin, operation="phone.seen")
    assert (entry.actor, entry.object) == (str(cashier), f"person:{person}")


async def test_p2_a_person_is_reached_through_houses_of_all_times(company: Demo, estate_db: Db) -> None:
    agent2, elsewhere = await company.staff("agent2"), await company.house("云顶公寓/A-1102")
    stranger = await estate_db.fetchval(
        "select person_id from occupancy where house_id = $1 limit 1", elsewhere
    )
    with pytest.raises(NotFound):
        await people.person_for(estate_db, agent2, stranger, "house.view")
    await estate_db.execute(
        "insert into occupancy (house_id, person_id, since, until) values ($1, $2, '2010-1-1', '2012-1-1')",
        await _empty(estate_db),
        stranger,
    )
    assert (await people.person_for(estate_db, agent2, stranger, "house.view")).id == stranger
    homes = await living.of_person(estate_db, agent2, stranger)
    assert {one.community for one in homes} == {"翠湖苑"}
    nobodys = await estate_db.fetchval("insert into person (name) values ('无房') returning id")
    with pytest.raises(NotFound):
        await people.person_for(estate_db, agent2, nobodys, "house.view")
    assert await people.person_for(estate_db, await company.staff("agent"), nobodys, "house.view")


async def test_p2_temperament_stays_hidden_and_unharmed_without_the_right(
    company: Demo, estate_db: Db
) -> None:
    person = await _person(estate_db, "李娜")
    await estate_db.execute("update person set temperament = '急性子' where id = $1", person)
    agent = await people.person_for(estate_db, await company.staff("agent"), person, "house.view")
    assert (agent.character, agent.facts.temperament) == (True, "急性子")
    clerk_id = await estate_db.fetchval("select id from staff where login = 'worker'")
    post = await estate_db.fetchval("insert into post (name) values ('录入员') returning id")
    await estate_db.execute("insert into post_function values ($1, 'person.edit'), ($1, 'house.view')", post)
    await estate_db.execute("insert into staff_post values ($1, $2, null)", clerk_id, post)
    clerk = await company.staff("worker")
    seen = await people.person_for(estate_db, clerk, person, "person.edit")
    assert (seen.character, seen.facts.temperament) == (False, "")
    changed = replace(seen.facts, temperament="好说话", email="lina@example.com")
    await people.edit_person(estate_db, clerk, person, seen.version, changed)
    kept = await people.person_for(estate_db, await company.staff("agent"), person, "house.view")
    assert (kept.facts.temperament, kept.facts.email) == ("急性子", "lina@example.com")
    (entry,) = await audit.search(estate_db, await company.staff("administrator"), operation="person.edited")
    assert entry.facts["after"] == {"email": "lina@example.com"}
    with pytest.raises(Forbidden):
        await phones.edit_numbers(estate_db, clerk, person, seen.version + 1, [])
    await phones.add_number(estate_db, clerk, person, NewPhone("85551234"))
    assert "02885551234" in [
        one.number for one in await phones.look(estate_db, await company.staff("agent"), person)
    ]


async def test_s1_the_second_of_two_editors_of_a_person_is_told(company: Demo, estate_db: Db) -> None:
    agent, person = await company.staff("agent"), await _person(estate_db, "张伟")
    seen = await people.person_for(estate_db, agent, person, "person.edit")
    await phones.edit_numbers(estate_db, agent, person, seen.version, [NewPhone("13800000001", "手机")])
    with pytest.raises(Conflict):
        await people.edit_person(estate_db, agent, person, seen.version, seen.facts)
    with pytest.raises(Conflict):
        await phones.edit_numbers(estate_db, agent, person, seen.version, [])


async def test_s1_who_may_be_the_same_is_pointed_out_within_reach(company: Demo, estate_db: Db) -> None:
    agent, home = await company.staff("agent"), await company.house()
    found = await people.alike(estate_db, agent, "张伟", ["13800000003"], house=home)
    assert [(one.name, one.same_house) for one in found] == [("张伟", True), ("王芳", False), ("王强", False)]
    fang = await _person(estate_db, "王芳")
    assert [one.name for one in await phones.shared(estate_db, agent, fang)] == ["王强"]
    elsewhere = await people.alike(estate_db, await company.staff("cashier"), "", ["13800000005"], house=None)
    assert elsewhere == [] or all("云顶" not in place for one in elsewhere for place in one.places)


@pytest.mark.parametrize(
    ("change", "numbers", "field"),
    [
        ({"name": " "}, [], "name"),
        ({"name": "张" * 61}, [], "name"),
        ({"name": "<img src=x>"}, [], "name"),
        ({"email": "nobody"}, [], "email"),
        ({"birthday": TODAY + timedelta(days=1)}, [], "birthday"),
        ({"birthday": date(1800, 1, 1)}, [], "birthday"),
        ({}, [NewPhone("abc")], "phones"),
        ({}, [NewPhone(f"138000{n:05d}") for n in range(21)], "phones"),
    ],
)
async def test_s1_a_person_that_cannot_be_leaves_nothing_half_done(
    company: Demo, estate_db: Db, change: dict[str, object], numbers: list[NewPhone], field: str
) -> None:
    before = await estate_db.fetchval("select count(*) from person")
    with pytest.raises(Invalid) as refused:
        await living.move_in_new(
            estate_db,
            await company.staff("agent"),
            await _empty(estate_db),
            Newcomer(replace(PersonFacts("张三"), **change), numbers),  # type: ignore[arg-type]
            "owner",
            TODAY,
        )
    assert refused.value.facts["field"] == field
    assert await estate_db.fetchval("select count(*) from person") == before


async def test_s1_a_sale_in_one_step_and_its_history(company: Demo, estate_db: Db) -> None:
    agent, home = await company.staff("agent"), await company.house()
    seller, buyer = await _person(estate_db, "张伟"), await _person(estate_db, "王强")
    day = TODAY - timedelta(days=3)
    await living.sell(estate_db, agent, home, [buyer], day)
    rows = [
        (one.name, one.stay.since, one.stay.until) for one in await living.of_house(estate_db, agent, home)
    ]
    assert rows[0] == ("王强", day, None)
    assert (rows[1][0], rows[1][2]) == ("张伟", day - timedelta(days=1))
    told = await history.of_house(estate_db, agent, home)
    assert [(one.what, one.facts.get("person")) for one in told if one.what in ("came", "went")][:2] == [
        ("came", "王强"),
        ("went", "张伟"),
    ]
    assert (await desk.known_callers(estate_db, "13800000001")) == []
    gone = await living.of_person(estate_db, agent, seller)
    assert [one.stay.until for one in gone] == [day - timedelta(days=1)]


async def test_s1_moving_out_keeps_the_row_and_the_state_follows(company: Demo, estate_db: Db) -> None:
    agent, home = await company.staff("agent"), await company.house()
    (own,) = await living.of_house(estate_db, agent, home)
    with pytest.raises(Invalid):
        await living.move_out(estate_db, agent, own.stay.id, TODAY + timedelta(days=2))
    await living.move_out(estate_db, agent, own.stay.id, TODAY)
    with pytest.raises(Conflict):
        await living.move_out(estate_db, agent, own.stay.id, TODAY)
    assert await estate_db.fetchval("select state from house where id = $1", home) == "idle"
    with pytest.raises(NotFound):
        await living.move_out(estate_db, agent, 999_999, TODAY)


async def test_p2_who_sees_no_requests_or_calls_is_not_told_of_them(company: Demo, estate_db: Db) -> None:
    home, person = await company.house(), await _person(estate_db, "张伟")
    agent = await company.staff("agent")
    category = (await requests.categories(estate_db, "repair"))[0].id
    new = NewRequest("repair", home, category, None, "", "counter", False, "水管")
    made = await requests.register(estate_db, agent, new)
    told = await history.of_house(estate_db, agent, home)
    assert (told[0].what, told[0].link, told[0].facts["details"]) == ("request", str(made.number), "水管")
    assert {"call", "came"} <= {one.what for one in told}
    cashier = await history.of_house(estate_db, await company.staff("cashier"), home)
    assert {one.what for one in cashier} <= {"came", "went", "done"}
    theirs = await history.of_person(estate_db, agent, person)
    assert str(made.number) in [one.link for one in theirs if one.what == "request"]
    hidden = await history.of_person(estate_db, await company.staff("cashier"), person)
    assert {one.what for one in hidden} <= {"came", "went", "done"}
    older = await history.of_house(estate_db, agent, home, before=told[0].at)
    assert older == told[1:]


async def test_p2_a_persons_line_tells_that_numbers_changed_not_which(company: Demo, estate_db: Db) -> None:
    agent, person = await company.staff("agent"), await _person(estate_db, "张伟")
    seen = await people.person_for(estate_db, agent, person, "person.edit")
    await phones.edit_numbers(estate_db, agent, person, seen.version, [NewPhone("13899998888")])
    told = await history.of_person(estate_db, await company.staff("quality"), person)
    assert "phones.edited" in [one.facts.get("operation") for one in told]
    assert "13899998888" not in str(told)


async def test_s1_a_car_on_its_space(company: Demo, estate_db: Db) -> None:
    agent, person = await company.staff("agent"), await _person(estate_db, "张伟")
    space = await company.house("翠湖苑/B1-001")
    car = await vehicles.add_car(estate_db, agent, CarFacts("川a·12345", person, space))
    (there,) = await vehicles.of_house(estate_db, agent, space)
    assert (there.facts.plate, there.name, there.label) == ("川A12345", "张伟", "B1-001")
    for bad, field in ((CarFacts("川A12345", None, None), "plate"), (CarFacts("!", person, None), "plate")):
        with pytest.raises(Invalid) as refused:
            await vehicles.add_car(estate_db, agent, bad)
        assert refused.value.facts["field"] == field
    with pytest.raises(Conflict):
        await vehicles.add_car(estate_db, agent, CarFacts("川A12345", person, None))
    await vehicles.edit_car(estate_db, agent, car, there.version, replace(there.facts, house=None))
    assert await vehicles.of_house(estate_db, agent, space) == []
    with pytest.raises(Conflict):
        await vehicles.remove_car(estate_db, agent, car, there.version)
    await vehicles.remove_car(estate_db, agent, car, there.version + 1)
    assert await vehicles.of_person(estate_db, agent, person) == []
    with pytest.raises(Forbidden):
        await vehicles.add_car(estate_db, await company.staff("cashier"), CarFacts("川B1234", person, None))
