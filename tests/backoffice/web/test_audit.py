"""The trail's pages: old and new side by side, times of use, errors by number, a file (P5)."""

import csv
import io
import re

import asyncpg
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from backoffice.audit import desk as audit
from backoffice.company.actor import Staff
from backoffice.company.functions import CODES
from tests.backoffice.web.conftest import Visit
from tests.backoffice.web.estate import Estate
from tests.backoffice.web.visitor import Visitor


@pytest.fixture
async def chief(visit: Visit, estate: Estate) -> Visitor:
    """An administrator, signed in."""
    staff = await estate.person_of_staff("gu", "顾问", "翠湖苑", sorted(CODES), None)
    await estate.db.execute("update staff_post set community_id = null where staff_id = $1", staff)
    return await visit("gu")


async def edited(db: asyncpg.Connection, estate: Estate, name: str) -> None:
    who = Staff(estate.staff["chen"], "陈晨", address="10.7.7.7")
    await audit.record(
        db, who, "house.edited", "house:1", before={"name": "甲楼"}, after={"name": name}, reason="写错了"
    )


async def test_p5_an_edit_is_shown_in_words_with_old_and_new_value(
    chief: Visitor,
    db: asyncpg.Connection,
    estate: Estate,
) -> None:
    await edited(db, estate, "<b>乙楼</b>")
    page = await chief.page("/settings/audit?user=chen&text=%E4%B9%99%E6%A5%BC")
    assert re.search(r"<del>甲楼</del>.*<ins>&lt;b&gt;乙楼&lt;/b&gt;</ins>", page, re.DOTALL)
    assert "写错了" in page and "10.7.7.7" in page and "房屋 1" in page
    assert "没有符合条件的记录" in await chief.page("/settings/audit?until=1999-01-01&since=nonsense")


@pytest.mark.parametrize(
    "query", ["since=9999-12-31&until=9999-12-31", "before=x", "before=" + "9" * 30, "text=%00", "module='"]
)
async def test_p5_a_senseless_search_is_answered(chief: Visitor, query: str) -> None:
    await chief.page(f"/settings/audit?{query}")


async def test_p5_what_is_found_is_exported_and_no_cell_is_a_formula(
    chief: Visitor,
    db: asyncpg.Connection,
    estate: Estate,
) -> None:
    await edited(db, estate, "=1+1")
    await audit.record(db, Staff(1, "=HYPERLINK()"), "house.edited", "house:2")
    answer = await chief.get("/settings/audit?module=house&export=csv")
    text = (await answer.read()).decode("utf-8-sig")
    head, *lines = csv.reader(io.StringIO(text))
    assert head[:2] == ["时间", "用户"]
    assert [line[1] for line in lines] == ["'=HYPERLINK()", "陈晨"]
    assert lines[1][6] == "名称: 甲楼 → =1+1"
    told = await db.fetchval("select facts from audit where operation = 'audit.exported'")
    assert told == '{"wanted": {"module": "house"}}'


async def test_p5_times_of_use_of_everybody(chief: Visitor, visit: Visit) -> None:
    await visit("chen")
    page = await chief.page("/settings/audit/use?user=chen")
    assert "陈晨" in page and "127.0.0.1" in page and "使用中" in page
    assert "顾问" not in page.partition("<main")[2]


async def test_p5_an_error_is_found_by_the_number_its_user_saw(
    chief: Visitor, visit: Visit, owner: asyncpg.Connection
) -> None:
    await owner.execute("alter table agent_call rename to elsewhere")
    chen = await visit("chen")
    answer = await chen.get("/calls/desk")
    assert answer.status == 500
    number = re.search(r'<span class="code">([0-9a-f]{8})</span>', await answer.text())
    assert number
    page = await chief.page(f"/settings/audit/faults?id={number[1]}")
    assert "UndefinedTableError" in page and "陈晨" in page and "/calls/desk" in page


@pytest.mark.parametrize("path", ["/settings/audit", "/settings/audit/use", "/settings/audit/faults"])
async def test_p5_the_trail_is_closed_to_others(visit: Visit, path: str) -> None:
    chen = await visit("chen")
    assert (await chen.get(path)).status == 403
    assert (await chen.get(path + "?export=csv")).status == 403


def test_p5_pages_of_the_trail_are_read_only(server: TestServer) -> None:
    methods = {
        route.method
        for route in server.app.router.routes()
        if isinstance(route, web.ResourceRoute) and route.resource
        if route.resource.canonical.startswith("/settings/audit")
    }
    assert methods <= {"GET", "HEAD"}
