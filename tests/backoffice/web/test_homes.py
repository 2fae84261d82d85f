"""Pages of homes and people: seen where one works, faults said beside their fields (S1)."""

import asyncpg
import pytest

from tests.backoffice.web.conftest import Visit
from tests.backoffice.web.estate import TWO_HOMES, Estate

CLERK = [
    "house.view",
    "house.edit",
    "person.edit",
    "phone.view",
    "request.view",
    "bill.view",
    "repair.register",
]


@pytest.fixture
async def clerk(estate: Estate) -> str:
    """The login of somebody who may register base data in 翠湖苑."""
    await estate.person_of_staff("wen", "文静", "翠湖苑", CLERK, "805")
    return "wen"


async def test_s1_every_page_of_homes_is_there_for_those_who_may(
    visit: Visit, estate: Estate, clerk: str
) -> None:
    wen, house = await visit(clerk), estate.houses["1-2-201"]
    person = estate.people["李娜"]
    building = await estate.db.fetchval("select building_id from house where id = $1", house)
    here = estate.communities["翠湖苑"]
    for path, words in (
        ("/homes", "翠湖苑"),
        (f"/homes/communities/{here}", "按规则生成房屋"),
        (f"/homes/communities/{here}/buildings/new", "保存楼栋"),
        (f"/homes/communities/{here}/pattern", "房号写法"),
        (f"/homes/buildings/{building}", "1-2-201"),
        (f"/homes/buildings/{building}/edit", "施工单位"),
        (f"/homes/buildings/{building}/houses/new", "保存房屋"),
        ("/homes/houses", "10010201"),
        ("/homes/houses?kind=house&sort=-area", "1-2-201"),
        (f"/homes/{house}", "李娜"),
        (f"/homes/{house}/edit", "保存房屋"),
        (f"/homes/{house}/people/new", "登记住户"),
        (f"/homes/{house}/people/new?person={person}", "已有人员"),
        (f"/homes/{house}/sale", "新业主"),
        ("/people", "李娜"),
        ("/people?text=李", "138****0002"),
        (f"/people/{person}", "138****0002"),
        (f"/people/{person}/edit", "保存资料"),
        (f"/people/{person}/numbers/edit", TWO_HOMES),
    ):
        page = await wen.page(path)
        assert words in page, path
        assert "云顶公寓" not in page, path


async def test_p2_what_is_elsewhere_is_not_found_and_what_is_not_mine_to_do_is_refused(
    visit: Visit, estate: Estate
) -> None:
    zhou, chen = await visit("zhou"), await visit("chen")
    house, person = estate.houses["1-2-201"], estate.people["李娜"]
    here = estate.communities["翠湖苑"]
    for path in (
        f"/homes/{house}",
        f"/people/{person}",
        f"/homes/communities/{here}",
        f"/people/{person}/numbers",
    ):
        assert (await zhou.get(path)).status == 404, path
    for path in (
        f"/homes/{house}/people/new",
        f"/homes/communities/{here}/pattern",
        f"/people/{person}/numbers",
        "/homes/communities/new",
    ):
        assert (await chen.get(path)).status == 403, path
    assert (await chen.post(f"/homes/{house}/pin")).status == 403
    page = await chen.page(f"/homes/{house}")
    assert TWO_HOMES not in page
    assert "看电话" not in page


async def test_p5_a_number_is_shown_on_asking_and_the_trail_remembers(
    visit: Visit, estate: Estate, clerk: str
) -> None:
    wen, person = await visit(clerk), estate.people["李娜"]
    assert TWO_HOMES not in await wen.page(f"/people/{person}")
    assert "138 0000 0002" in await wen.page(f"/people/{person}/numbers")
    seen = await estate.db.fetch("select actor_name, object from audit where operation = 'phone.seen'")
    assert [tuple(row) for row in seen] == [("文静", f"person:{person}")]


async def test_s1_two_editors_of_one_house(visit: Visit, estate: Estate, clerk: str) -> None:
    one, other = await visit(clerk), await visit(clerk)
    house = estate.houses["1-2-201"]
    building = await estate.db.fetchval("select building_id from house where id = $1", house)
    facts = {"building": str(building), "kind": "house", "label": "1-2-201", "state": "let", "version": "1"}
    assert (await one.post(f"/homes/{house}/edit", **facts, area="90")).status == 303
    answer = await other.post(f"/homes/{house}/edit", **facts, area="91", note="打错的字还在")
    assert answer.status == 409
    assert "打错的字还在" in await answer.text()
    assert await estate.db.fetchval("select area from house where id = $1", house) == 90


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("area", "-1"),
        ("area", "很大"),
        ("area", "1e400"),
        ("label", "x" * 300),
        ("label", "<script>alert(1)</script>"),
        ("floor", "0"),
        ("floor", "9" * 30),
        ("kind", "castle"),
        ("unit", "-5"),
        ("note", "\x00"),
        ("version", "abc"),
    ],
)
async def test_s1_what_cannot_be_is_said_beside_its_field(
    visit: Visit, estate: Estate, clerk: str, field: str, value: str
) -> None:
    wen, house = await visit(clerk), estate.houses["1-2-201"]
    building = await estate.db.fetchval("select building_id from house where id = $1", house)
    facts = {"building": str(building), "kind": "house", "label": "1-2-201", "state": "let", "version": "1"}
    answer = await wen.post(f"/homes/{house}/edit", **(facts | {"area": "90"} | {field: value}))
    assert answer.status == 422
    page = await answer.text()
    assert 'class="error"' in page or 'class="refused"' in page
    assert "<script>alert" not in page
    assert await estate.db.fetchval("select version from house where id = $1", house) == 1


async def test_s1_a_pattern_previews_then_makes_and_then_has_nothing_to_make(
    visit: Visit, estate: Estate, clerk: str
) -> None:
    wen, here = await visit(clerk), estate.communities["翠湖苑"]
    path = f"/homes/communities/{here}/pattern"
    form = {
        "buildings": "20-21",
        "units": "2",
        "lowest": "1",
        "highest": "6",
        "skipped": "4",
        "doors": "2",
        "label": "1-1-101",
        "areas": "89.5",
        "kind": "house",
    }
    preview = await (await wen.post(path, **form)).text()
    assert "生成 40 套房屋" in preview
    assert "20-1-101" in preview
    assert await estate.db.fetchval("select count(*) from house") == 3
    assert "已新建 2 栋楼、40 套房屋" in await (await wen.post(path, **form, step="create")).text()
    assert "没有新建" in await (await wen.post(path, **form, step="create")).text()
    assert await estate.db.fetchval("select count(*) from house") == 43
    for field, value in (("doors", "1000000000"), ("lowest", "0"), ("areas", "-1"), ("buildings", "<b>")):
        answer = await wen.post(path, **(form | {field: value}), step="create")
        assert answer.status == 422, field
        assert 'class="error"' in await answer.text(), field


async def test_s1_somebody_known_is_used_again_and_a_namesake_is_not(
    visit: Visit, estate: Estate, clerk: str, db: asyncpg.Connection
) -> None:
    wen, house = await visit(clerk), estate.houses["3-502"]
    form = {"role": "tenant", "since": "2026-01-05", "language": "zh", "name": "李小娜", "phones": TWO_HOMES}
    told = await (await wen.post(f"/homes/{house}/people/new", **form)).text()
    assert "可能已经登记过" in told
    assert await db.fetchval("select count(*) from person") == 2
    person = str(estate.people["李娜"])
    assert (await wen.post(f"/homes/{house}/people/new", **form, person=person)).status == 303
    assert await db.fetchval("select count(*) from person") == 2
    assert (await wen.post(f"/homes/{house}/people/new", **form, sure="yes")).status == 303
    assert await db.fetchval("select count(*) from person") == 3
    page = await wen.page(f"/homes/{house}")
    assert "李小娜" in page
    assert "已出租" in page


async def test_s1_sold_in_one_step_then_moved_out(visit: Visit, estate: Estate, clerk: str) -> None:
    wen, house = await visit(clerk), estate.houses["3-502"]
    sale = {"day": "2026-03-01", "name": "钱多", "language": "zh", "phones": "13911110000 手机"}
    assert (await wen.post(f"/homes/{house}/sale", **sale)).status == 303
    rows = await estate.db.fetch(
        "select p.name, o.since, o.until from occupancy o join person p on p.id = o.person_id "
        "where o.house_id = $1 order by o.id",
        house,
    )
    assert [(row["name"], str(row["since"]), str(row["until"])) for row in rows] == [
        ("李娜", "2020-01-01", "2026-02-28"),
        ("钱多", "2026-03-01", "None"),
    ]
    stay = await estate.db.fetchval("select id from occupancy where house_id = $1 and until is null", house)
    ended = f"/homes/{house}/stays/{stay}/end"
    assert (await wen.post(ended, until="2026-02-01")).status == 422
    assert (await wen.post(ended, until="2026-03-05")).status == 303
    assert "从前的住户" in await wen.page(f"/homes/{house}")


async def test_r1_somebody_at_the_counter_registers_and_it_stands_on_the_line(
    visit: Visit, estate: Estate, clerk: str
) -> None:
    wen, house = await visit(clerk), estate.houses["1-2-201"]
    category = await estate.db.fetchval("select id from category where kind = 'repair' limit 1")
    path = f"/homes/{house}/requests"
    assert (await wen.post(path, about=f"repair:{category}", details="水龙头")).status == 303
    assert "水龙头" in await wen.page(f"/homes/{house}")
    for about in ("castle:1", "repair:x", "repair:99999999999", ""):
        assert (await wen.post(path, about=about)).status == 422


async def test_s1_a_pin_is_shown_once(visit: Visit, estate: Estate, clerk: str) -> None:
    wen, house = await visit(clerk), estate.houses["1-2-201"]
    shown = await (await wen.post(f"/homes/{house}/pin")).text()
    assert 'id="pin"' in shown
    assert 'id="pin"' not in await wen.page(f"/homes/{house}")


async def test_s1_a_car_and_its_space(visit: Visit, estate: Estate, clerk: str) -> None:
    wen, person = await visit(clerk), estate.people["李娜"]
    assert (await wen.post(f"/people/{person}/cars", plate="川A88888", space="10010502")).status == 303
    assert "川A88888" in await wen.page(f"/homes/{estate.houses['3-502']}")
    car = await estate.db.fetchval("select id from vehicle")
    assert (await wen.post(f"/cars/{car}", plate="川A88889", version="1")).status == 303
    assert (await wen.post(f"/cars/{car}", plate="川A88880", version="1")).status == 409
    assert (await wen.post(f"/people/{person}/cars", plate="川A1", space="99999999")).status == 422
    assert (await wen.post(f"/cars/{car}/remove", version="2")).status == 303
    assert await estate.db.fetchval("select count(*) from vehicle") == 0


async def test_s1_the_line_goes_on_page_by_page(visit: Visit, estate: Estate, clerk: str) -> None:
    wen, house = await visit(clerk), estate.houses["1-2-201"]
    await estate.db.execute(
        "insert into request (kind, house_id, channel, details, registered_by, registered_at) "
        "select 'message', $1, 'telephone', 'no ' || n, 'system:x', now() - make_interval(hours => n) "
        "from generate_series(1, 60) n",
        house,
    )
    page = await wen.page(f"/homes/{house}")
    assert "更早的" in page
    before = page.split("?before=")[1].split('"')[0]
    assert "no 60" in await wen.page(f"/homes/{house}?before={before}")
    assert (await wen.get(f"/homes/{house}?before=nonsense")).status == 200
