"""Approvals as pages: asked with a reason, decided by somebody else, told when somebody was quicker (P10)."""

import asyncpg
import pytest

from tests.backoffice.web.conftest import Visit
from tests.backoffice.web.estate import Estate

ASKS = ["person.merge", "estate.remove", "house.view"]
DECIDES = ["person.merge.approve", "estate.remove.approve", "house.view"]


@pytest.fixture
async def house(estate: Estate, db: asyncpg.Connection) -> int:
    """A house nobody needs; `wu` asks, `zheng` and `he` decide."""
    await estate.person_of_staff("wu", "吴用", "翠湖苑", ASKS, None)
    await estate.person_of_staff("zheng", "郑华", "翠湖苑", DECIDES, None)
    await estate.person_of_staff("he", "何军", "翠湖苑", DECIDES, None)
    building = await db.fetchval("select building_id from house where label = '3-502'")
    made: int = await db.fetchval(
        "insert into house (code, building_id, label) values ('19999999', $1, '3-999') returning id", building
    )
    return made


async def test_p10_from_asking_to_done(
    visit: Visit, estate: Estate, db: asyncpg.Connection, house: int
) -> None:
    wu, zheng, he = await visit("wu"), await visit("zheng"), await visit("he")
    ask = f"/approvals/ask?kind=estate.remove&what=house&id={house}"
    assert "翠湖苑 3-999" in await wu.page(ask)
    empty = await wu.post(ask, reason=" ")
    assert empty.status == 422 and "翠湖苑 3-999" in await empty.text()
    answer = await wu.post(ask, reason="<b>并入</b>隔壁")
    path = answer.headers["Location"]
    again = await wu.post(ask, reason="再提一次")
    assert again.status == 409 and "正在等待处理" in await again.text()
    assert "同意并立即办理" not in await wu.page(path)
    assert (await wu.post(f"{path}/approve")).status == 403
    assert "翠湖苑 3-999" in await zheng.page("/approvals")
    page = await zheng.page(path)
    assert "同意并立即办理" in page and "&lt;b&gt;并入&lt;/b&gt;隔壁" in page
    unsaid = await zheng.post(f"{path}/refuse", reason="")
    assert unsaid.status == 422
    assert (await zheng.post(f"{path}/approve")).status == 303
    assert await db.fetchval("select closed_at from house where id = $1", house) is not None
    late = await he.post(f"{path}/refuse", reason="不行")
    assert late.status == 409 and "郑华" in await late.text()
    assert "已同意并办理" in await wu.page(path)
    assert "翠湖苑 3-999" in await wu.page("/approvals?list=mine")
    assert "翠湖苑 3-999" not in await zheng.page("/approvals")


async def test_p10_what_could_not_be_done_says_why(visit: Visit, estate: Estate, house: int) -> None:
    wu, zheng = await visit("wu"), await visit("zheng")
    lived_in = estate.houses["1-2-201"]
    answer = await wu.post(f"/approvals/ask?kind=estate.remove&what=house&id={lived_in}", reason="拆了")
    path = answer.headers["Location"]
    assert (await zheng.post(f"{path}/approve")).status == 303
    page = await zheng.page(path)
    assert "已同意，没有办成" in page
    assert 'class="refused"' in page


@pytest.mark.parametrize(
    "query",
    ["", "?kind=x", "?kind=estate.remove&what=house&id=99999999999", "?kind=person.merge&keep=1&drop=%00"],
)
async def test_p10_what_is_not_there_is_not_found(visit: Visit, house: int, query: str) -> None:
    wu = await visit("wu")
    assert (await wu.get(f"/approvals/ask{query}")).status == 404
    assert (await wu.post(f"/approvals/ask{query}", reason="为什么")).status == 404
    assert (await wu.get("/approvals/999999999")).status == 404
    await wu.page("/approvals?list=nonsense")


async def test_p10_elsewhere_it_is_not_found(visit: Visit, estate: Estate, house: int) -> None:
    wu, zhou = await visit("wu"), await visit("zhou")
    there = estate.houses["A-101"]
    assert (await wu.get(f"/approvals/ask?kind=estate.remove&what=house&id={there}")).status == 404
    answer = await wu.post(f"/approvals/ask?kind=estate.remove&what=house&id={house}", reason="拆了")
    for path in ("", "/approve", "/refuse", "/withdraw"):
        where = answer.headers["Location"] + path
        said = await (zhou.post(where, reason="不行") if path else zhou.get(where))
        assert said.status == 404, path
