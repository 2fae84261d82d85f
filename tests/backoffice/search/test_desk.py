"""Finding houses, people, telephones and requests, for those who may see them (S1, S6, P2)."""

import datetime as dt

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backoffice.company.actor import Owner, Staff
from backoffice.search import desk
from backoffice.search.model import Found
from tests.backoffice.conftest import Demo

NOTHING = Found((), (), (), more=False)


def people(found: Found) -> list[str]:
    return [one.name for one in found.people]


def labels(found: Found) -> list[str]:
    return [f"{one.community} {one.label}" for one in found.houses]


@pytest.mark.parametrize(
    "text",
    [
        "1栋1单元101",
        "翠湖苑 1#1-101",
        "１－１－１０１",
        "翠湖苑1-1-101",
        "cuihu garden 1-1-101",
        "一栋一单元101室",
        "10010101",
    ],
)
async def test_s1_a_room_in_any_spelling_comes_first(
    company: Demo, estate_db: asyncpg.Connection, text: str
) -> None:
    found = await desk.find(estate_db, await company.staff("agent"), text)
    assert labels(found)[0] == "翠湖苑 1-1-101"


@pytest.mark.parametrize(
    "text", ["翠湖苑 1-10", "翠湖苑101", "翠湖苑 1栋1单元", "翠湖苑 100101", "翠湖苑/010101"]
)
async def test_s1_a_part_of_a_room_or_code_is_enough(
    company: Demo, estate_db: asyncpg.Connection, text: str
) -> None:
    found = await desk.find(estate_db, await company.staff("agent"), text, most=30)
    assert "翠湖苑 1-1-101" in labels(found)
    assert all(one.startswith("翠湖苑") for one in labels(found))


async def test_s1_a_community_is_read_in_any_width(company: Demo, estate_db: asyncpg.Connection) -> None:
    await estate_db.execute("update community set name = '翠湖苑（二期）' where id = 2")
    found = await desk.find(estate_db, await company.staff("agent"), "翠湖苑(二期) 1-1-502")
    assert labels(found)[0] == "翠湖苑（二期） 1-1-502"


async def test_s1_exact_comes_before_beginning_before_inside(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    agent = await company.staff("agent")
    await estate_db.execute("update house set label = 'B1-1' where label = 'B1-020'")
    assert labels(await desk.find(estate_db, agent, "翠湖苑 B1-1", most=3))[0] == "翠湖苑 B1-1"
    await estate_db.execute(
        "update person set name = case id when 1 then '伟' when 2 then '伟大' when 3 then '张伟' end,"
        " initials = case id when 1 then 'w' when 2 then 'wd' else 'zw' end where id < 4"
    )
    found = people(await desk.find(estate_db, agent, "伟", most=50))
    assert found[:2] == ["伟", "伟大"] and "张伟" in found[2:]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *[
            (text, "张伟")
            for text in ("张伟", "张", "伟", "zw", "ZW", "ｚｗ", "zhangwei", "Zhang Wei", "zhangw")
        ],
        *[(text, "John Smith") for text in ("John Smith", "john", "JOHN SM", "smith", "Smi", "js")],
        ("翠湖苑 张伟", "张伟"),
    ],
)
async def test_s6_people_by_parts_of_the_name_and_pinyin(
    company: Demo, estate_db: asyncpg.Connection, text: str, name: str
) -> None:
    assert name in people(await desk.find(estate_db, await company.staff("agent"), text, most=100))


async def test_s6_a_person_is_told_by_houses_and_number(company: Demo, estate_db: asyncpg.Connection) -> None:
    seen, unseen = await company.staff("agent"), await company.staff("worker")
    (person,) = (await desk.find(estate_db, seen, "李娜")).people
    assert [(one.community, one.label, one.former) for one in person.places] == [
        ("翠湖苑", "1-2-201", False),
        ("翠湖苑", "3-1-502", False),
        ("锦江花园", "2-1-301", False),
    ]
    assert person.number == "13800000002"
    (person,) = (await desk.find(estate_db, unseen, "李娜")).people
    assert person.number == "138****0002"
    (person,) = (await desk.find(estate_db, await company.staff("cashier"), "李娜")).people
    assert {one.community for one in person.places} == {"翠湖苑"}


@pytest.mark.parametrize(
    "text",
    [
        "13800000001",
        "138 0000 0001",
        "138-0000-0001",
        "+86 138 0000 0001",
        "00000001",
        "１３８００００００01",
    ],
)
async def test_s6_by_any_part_of_a_number_as_it_is_said(
    company: Demo, estate_db: asyncpg.Connection, text: str
) -> None:
    found = await desk.find(estate_db, await company.staff("agent"), text)
    assert ("张伟", "13800000001") in [(one.name, one.number) for one in found.people]


async def test_p2_numbers_find_nobody_without_the_right_to_see_them(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    worker = await company.staff("worker")
    assert (await desk.find(estate_db, worker, "13800000001")).people == ()
    assert people(await desk.find(estate_db, worker, "张伟")) == ["张伟"]
    assert await desk.find_homes(estate_db, worker, "13800000001", most=9) == []


async def test_p2_the_right_to_numbers_counts_where_it_is_held(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    mixed = Staff(1, "", {"house.view": frozenset({1, 2}), "phone.view": frozenset({2, 3})})
    assert people(await desk.find(estate_db, mixed, "13800000004")) == ["陈静"]  # 2
    assert people(await desk.find(estate_db, mixed, "13800000001")) == []  # 1
    assert people(await desk.find(estate_db, mixed, "13800000005")) == []  # 3


async def test_s1_requests_by_number_within_reach(company: Demo, estate_db: asyncpg.Connection) -> None:
    rows = await estate_db.fetch(
        "select number, community_id from request join house h on h.id = house_id"
        " join building b on b.id = building_id"
    )
    agent2, cashier = await company.staff("agent2"), await company.staff("cashier")
    for row in rows:
        found = await desk.find(estate_db, agent2, str(row["number"]))
        assert [one.number for one in found.requests] == ([row["number"]] if row["community_id"] < 3 else [])
        assert (await desk.find(estate_db, cashier, str(row["number"]))).requests == ()
    assert len((await desk.find(estate_db, agent2, "100", most=500)).requests) > 1


async def test_s1_a_request_about_no_house_is_for_all_who_see_requests(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    number = await estate_db.fetchval(
        "insert into request (kind, channel, registered_by, registered_at)"
        " values ('message', 'telephone', 'system:hotline', now()) returning number"
    )
    agent2, cashier = await company.staff("agent2"), await company.staff("cashier")
    (request,) = (await desk.find(estate_db, agent2, str(number))).requests
    assert (request.number, request.kind, request.label) == (number, "message", "")
    assert (await desk.find(estate_db, cashier, str(number))).requests == ()


async def test_p2_finding_stays_in_the_own_communities(company: Demo, estate_db: asyncpg.Connection) -> None:
    everywhere, in_chengdu = await company.staff("agent"), await company.staff("agent2")
    elsewhere = await company.house("云顶公寓/A-1102")
    for text in ("John Smith", "smith", "js", "30011102", "A-1102", "云顶公寓 A-1102", "13800000005"):
        homes = await desk.find_homes(estate_db, everywhere, text, most=50)
        assert elsewhere in [one.id for one in homes], text
        homes = await desk.find_homes(estate_db, in_chengdu, text, most=50)
        assert elsewhere not in [one.id for one in homes], text
        assert "John Smith" not in people(await desk.find(estate_db, in_chengdu, text, most=50)), text


async def test_s1_who_moved_out_is_found_and_said_to_have(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    agent2 = await company.staff("agent2")
    await estate_db.execute("update occupancy set until = '2026-01-01' where person_id = 1")
    (person,) = (await desk.find(estate_db, agent2, "张伟")).people
    assert [one.former for one in person.places] == [True]
    assert await desk.find_homes(estate_db, agent2, "张伟", most=9) == []


async def test_p2_the_houseless_are_found_by_those_who_see_all_houses(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    await estate_db.execute("insert into person (name, pinyin) values ('慕容雪', 'murongxue')")
    assert people(await desk.find(estate_db, await company.staff("agent"), "murong")) == ["慕容雪"]
    assert await desk.find(estate_db, await company.staff("agent2"), "murong") == NOTHING


async def test_s1_what_is_closed_or_merged_is_not_found(company: Demo, estate_db: asyncpg.Connection) -> None:
    agent = await company.staff("agent")
    await estate_db.execute("update person set closed_at = now() where id = 1")
    await estate_db.execute("update person set merged_into = 1 where name = 'John Smith'")
    await estate_db.execute("update house set closed_at = now() where label = '1-1-101'")
    for text in ("张伟", "zhangwei", "13800000001", "john", "13800000005", "10010101"):
        assert await desk.find(estate_db, agent, text) == NOTHING, text
    await estate_db.execute("update building set closed_at = now() where name = 'A'")
    assert (await desk.find(estate_db, agent, "A-1102")).houses == ()


async def test_p2_the_reach_of_people_follows_every_move(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    """Rows may come by COPY, change and go: the database itself keeps where a person is known."""

    async def known() -> list[int]:
        return list(await estate_db.fetchval("select communities from person where id = 1"))

    assert await known() == [1]
    there = await company.house("云顶公寓/A-1102")
    await estate_db.copy_records_to_table(
        "occupancy", columns=["house_id", "person_id", "since"], records=[(there, 1, dt.date(2026, 1, 1))]
    )
    assert await known() == [1, 3]
    building = await estate_db.fetchval("select id from building where community_id = 2 limit 1")
    await estate_db.execute("update house set building_id = $1 where id = $2", building, there)
    assert await known() == [1, 2]
    await estate_db.execute("update building set community_id = 3, name = 'Z' where id = $1", building)
    assert await known() == [1, 3]
    await estate_db.execute("update occupancy set person_id = 2 where house_id = $1 and person_id = 1", there)
    assert await known() == [1]
    await estate_db.execute("delete from occupancy where person_id = 1")
    assert await known() == []


async def test_p2_owners_find_nothing(company: Demo, estate_db: asyncpg.Connection) -> None:
    owner: Owner = await company.owner()
    for text in ("1-1-101", "张伟", "13800000001", "100001"):
        assert await desk.find(estate_db, owner, text) == NOTHING


@pytest.mark.parametrize(
    "text", ["", "  ", "%", "_", "\\", "\0", "'; drop table house; --", "不存在的人", "0", "😀"]
)
async def test_s1_nothing_fits_nothing(company: Demo, estate_db: asyncpg.Connection, text: str) -> None:
    assert await desk.find(estate_db, await company.staff("agent"), text) == NOTHING


async def test_s1_there_is_more_than_shown(company: Demo, estate_db: asyncpg.Connection) -> None:
    found = await desk.find(estate_db, await company.staff("agent"), "1-1", most=5)
    assert len(found.houses) == 5 and found.more


_PIECES = st.sampled_from(
    [
        "张伟",
        "李",
        "zw",
        "zhang",
        "Smith",
        "138",
        "0000",
        "1-1-101",
        "A-1102",
        "3栋",
        "云顶公寓",
        "翠湖苑",
        "1000",
        "+86",
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(st.text(max_size=200), st.lists(st.one_of(_PIECES, st.text(max_size=3))).map("".join)))
async def test_p2_no_text_fails_or_leaves_the_reach(
    company: Demo, estate_db: asyncpg.Connection, text: str
) -> None:
    agent2 = Staff(2, "", dict.fromkeys(("house.view", "phone.view", "request.view"), frozenset({1, 2})))
    found = await desk.find(estate_db, agent2, text, most=50)
    assert all(one.community_id < 3 for one in found.houses)
    assert all(one.community != "云顶公寓" for one in found.requests)
    assert all(place.community != "云顶公寓" for one in found.people for place in one.places)
    known = await estate_db.fetch(
        "select id, communities from person where id = any($1)", [one.id for one in found.people]
    )
    assert all({1, 2} & set(row["communities"]) for row in known)
