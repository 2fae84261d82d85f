"""Every kind: what a row means, what is new, changed, the same or wrong (S1, P7)."""

from datetime import date
from decimal import Decimal
from typing import Any

import asyncpg
import pytest

from tests.backoffice.exchange.conftest import Importing, Table

DAY = date(2024, 3, 1)
PEOPLE: Table = [
    ["小区", "房号", "姓名", "称谓", "电话", "身份", "起始日期", "邮箱", "生日", "语言"],
    [
        "翠湖苑",
        "1栋1单元101",
        "周一一",
        "女士",
        "138-1234-5678、85551234",
        "租户",
        date(2024, 3, 1),
        "",
        "",
        "",
    ],
    ["翠湖苑", "1-1-102", "周一一", "", 13812345678, "", "", "z@example.com", date(1980, 2, 29), ""],
    ["翠湖苑", "1-1-102", "Jane Miller", "女士", "+44 20 7946 0018", "家属", "2024/3/1", "", "", "英文"],
    ["翠湖苑", "1-1-103", "欧阳小小", "", "", "", "", "", "", ""],
]
TABLES: dict[str, Table] = {
    "communities": [
        ["城市", "小区", "英文名", "区号", "启用日期"],
        ["成都", "新月湾", "New Moon Bay", 28, "2026年5月1日"],
        ["", "翠湖苑", "Green Lake Garden", "", ""],
    ],
    "buildings": [
        ["小区", "楼栋", "分期", "单元", "层数", "承建商", "竣工日期"],
        ["翠湖苑", "1栋", "一期", "1、2", 7, "安居建设", "2019-12-31"],
        ["翠湖苑", "9栋", "二期", "1单元,2单元", 18, "", ""],
    ],
    "houses": [
        ["小区", "房号", "户号", "类型", "楼层", "建筑面积", "套内面积", "状态", "楼栋", "单元"],
        ["翠湖苑", "1-1-101", "", "", 1, "1,089.50㎡", "", "装修中", "", ""],
        ["翠湖苑", "801", "77770801", "住宅", "8层", 120, 99.5, "未销售", "9栋", "2单元"],
        ["翠湖苑", "9-1-802", "", "", 8, "", "", "", "", ""],
        ["翠湖苑", "P-001", "", "车位", -1, 12.5, "", "", "地下二层", ""],
    ],
    "people": PEOPLE,
}


@pytest.mark.parametrize("kind", TABLES)
async def test_p7_the_same_file_twice_changes_nothing(kind: str, importing: Importing) -> None:
    first = await importing.done(kind, TABLES[kind])
    assert first[0] > 0
    tables = ("community", "building", "unit", "phase", "house", "person", "phone", "occupancy", "vehicle")
    before = {table: await importing.db.fetch(f"select * from {table} order by 1, 2") for table in tables}  # noqa: S608
    assert await importing.done(kind, TABLES[kind]) == (0, 0, len(TABLES[kind]) - 1)
    for table, rows in before.items():
        assert await importing.db.fetch(f"select * from {table} order by 1, 2") == rows  # noqa: S608


async def test_s1_people_their_numbers_and_stays(importing: Importing, db: asyncpg.Connection) -> None:
    assert await importing.done("people", PEOPLE) == (4, 0, 0)
    found = await db.fetch(
        "select h.label, p.id, p.name, p.surname, p.initials, p.pinyin, p.title, p.email, p.birthday, "
        "p.language, o.role, o.since, "
        "array(select number from phone t where t.person_id = p.id order by position) as phones "
        "from occupancy o join person p on p.id = o.person_id join house h on h.id = o.house_id "
        "where p.name = any('{周一一,Jane Miller,欧阳小小}') order by h.label, p.name desc"
    )
    rows: list[tuple[Any, ...]] = [tuple(row) for row in found]
    today = await db.fetchval("select (business_now() at time zone 'Asia/Shanghai')::date")
    zhou = ("周一一", "周", "zyy", "zhouyiyi", "ms", "z@example.com", date(1980, 2, 29), "zh")
    numbers = ["13812345678", "02885551234"]
    assert [row[0] for row in rows] == ["1-1-101", "1-1-102", "1-1-102", "1-1-103"]
    assert rows[0][2:] == (*zhou, "tenant", date(2024, 3, 1), numbers)
    assert rows[1][1:] == (rows[0][1], *zhou, "owner", today, numbers)
    assert rows[2][2:] == (
        *("Jane Miller", "Miller", "jm", "janemiller", "ms", "", None, "en"),
        *("family", date(2024, 3, 1), ["00442079460018"]),
    )
    assert rows[3][3] == "欧阳"


async def test_p7_a_changed_cell_updates_that_thing(importing: Importing, db: asyncpg.Connection) -> None:
    await importing.done("people", PEOPLE)
    changed = [list(row) for row in PEOPLE]
    changed[1][5], changed[2][4], changed[2][7] = "家属", "13812345678、13987654321", "new@example.com"
    found = await importing.look("people", changed)
    assert (found.added, found.changed, found.same, found.wrong) == (0, 2, 2, 0)
    first, second = await importing.rows(found, "changed")
    assert (first.before, first.after) == ({"role": "tenant"}, {"role": "family"})
    assert second.before == {"phones": [], "email": "z@example.com"}
    assert second.after == {"phones": ["13987654321"], "email": "new@example.com"}
    assert (await importing.write(found)).state == "done"
    person = await db.fetchrow("select id, email, version from person where name = '周一一'")
    assert person
    assert (person["email"], person["version"]) == ("new@example.com", 2)
    kept = await db.fetch("select object, before, after from import_change where before is not null")
    assert {row["object"] for row in kept} == {f"person:{person['id']}"}
    assert await importing.done("people", changed) == (0, 0, 4)


async def test_s1_a_stay_that_ended_is_kept_and_ended(importing: Importing, db: asyncpg.Connection) -> None:
    heads = ["小区", "房号", "姓名", "电话", "起始日期", "终止日期"]
    past = ["翠湖苑", "1-1-101", "周一一", "13812345678", "2019-01-01", "2021-01-01"]
    now = [*past[:4], "2023-01-01", ""]
    assert await importing.done("people", [heads, past, now]) == (2, 0, 0)
    assert await importing.done("people", [heads, past, now]) == (0, 0, 2)
    assert await importing.done("people", [heads, [*now[:5], "2026-01-01"]]) == (0, 1, 0)
    stays = await db.fetch(
        "select since, until from occupancy join person p on p.id = person_id "
        "where p.name = '周一一' order by since"
    )
    assert [tuple(row) for row in stays] == [
        (date(2019, 1, 1), date(2021, 1, 1)),
        (date(2023, 1, 1), date(2026, 1, 1)),
    ]


async def test_s1_houses_bring_their_buildings_and_get_codes(
    importing: Importing, db: asyncpg.Connection
) -> None:
    assert await importing.done("houses", TABLES["houses"]) == (3, 1, 0)
    rows = await db.fetch(
        "select h.label, h.code, b.name as building, u.name as unit, h.kind, h.floor, h.area, h.state "
        "from house h "
        "join building b on b.id = h.building_id left join unit u on u.id = h.unit_id "
        "where b.name = any('{9栋,地下二层}') or h.area = 1089.50 order by h.label"
    )
    first, _, second, third = [tuple(row) for row in rows]
    assert first[0] == "1-1-101"
    assert first[-2:] == (Decimal("1089.50"), "decorating")
    assert second == ("9-2-801", "77770801", "9栋", "2单元", "house", 8, Decimal("120.00"), "unsold")
    assert (third[0], third[2], third[4]) == ("P-001", "地下二层", "parking")
    assert all(row["code"].isdigit() and len(row["code"]) == 8 for row in rows)
    assert rows[1]["building"] == "9栋"


async def test_s1_a_room_gets_another_label_by_its_code(importing: Importing, db: asyncpg.Connection) -> None:
    code = await db.fetchval(
        "select h.code from house h join building b on b.id = h.building_id "
        "where h.label = '1-1-101' and b.community_id = 1"
    )
    heads = ["小区", "房号", "户号"]
    assert await importing.done("houses", [heads, ["翠湖苑", "1-1-109", code]]) == (0, 1, 0)
    assert await db.fetchval("select label from house where code = $1", code) == "1-1-109"
    table = [heads, ["翠湖苑", "1-1-102", code], ["翠湖苑", "1-1-103", "99999999"]]
    assert await importing.wrong("houses", table) == [
        (2, "code", "code_of_other"),
        (3, "code", "code_stays"),
    ]


async def test_s1_vehicles_belong_to_people_and_spaces(importing: Importing, db: asyncpg.Connection) -> None:
    await importing.done("people", PEOPLE)
    heads = ["车牌号", "小区", "车主", "电话", "车位", "备注"]
    table = [heads, ["川a·12345", "翠湖苑", "周一一", "13812345678", "B1-001", "白色"]]
    assert await importing.done("vehicles", table) == (1, 0, 0)
    assert await importing.done("vehicles", table) == (0, 0, 1)
    row = await db.fetchrow(
        "select v.plate, p.name, h.label from vehicle v "
        "join person p on p.id = v.person_id join house h on h.id = v.house_id "
        "where v.plate = '川A12345'"
    )
    assert row
    assert tuple(row) == ("川A12345", "周一一", "B1-001")
    table[1][-1] = "黑色"
    assert await importing.done("vehicles", table) == (0, 1, 0)
    assert await importing.wrong("vehicles", [heads, ["川A1", "翠湖苑", "没有人", "", "B9-1", ""]]) == [
        (2, "plate", "plate"),
        (2, "room", "no_house"),
        (2, "name", "no_person"),
    ]


async def test_p7_every_wrong_cell_is_named_and_nothing_is_written(
    importing: Importing, db: asyncpg.Connection
) -> None:
    table = [
        ["小区", "房号", "姓名", "称谓", "电话", "身份", "起始日期", "终止日期", "邮箱", "生日"],
        ["翠湖苑", "1-1-101", "好人", "先生", "13812345678", "业主", "2024-01-01", "", "", ""],
        ["没有的小区", "1-1-101", "", "男士", "1381234567", "房东", "2026-02-30", "", "zhang", "昨天"],
        ["翠湖苑", "1-1-999", "李四四", "", "转人工", "", "2024-01-01", "2023-01-01", "", ""],
        ["翠湖苑", "1-1-101", "好人", "女士", "13812345678", "业主", "2024-01-01", "", "", ""],
        ["翠湖苑", "1-1-102", "一\0二", "", "", "", "", "2020-01-01", "", "13000-01-01"],
    ]
    found = await importing.look("people", table)
    assert (found.added, found.wrong) == (1, 4)
    rows = await importing.rows(found, "wrong")
    assert {(row.line, fault.column, fault.key) for row in rows for fault in row.faults} == {
        (3, "community", "community"),
        (3, "name", "needed"),
        (3, "title", "choice"),
        (3, "phones", "phone"),
        (3, "role", "choice"),
        (3, "since", "no_such_day"),
        (3, "email", "email"),
        (3, "birthday", "day"),
        (4, "room", "no_house"),
        (4, "phones", "phone"),
        (4, "until", "until"),
        (5, "title", "contradicts"),
        (5, "name", "twice"),
        (6, "name", "control"),
        (6, "since", "since_for_past"),
        (6, "birthday", "day"),
    }
    assert not found.ready
    assert not await db.fetchval("select count(*) from person where name = '好人'")
