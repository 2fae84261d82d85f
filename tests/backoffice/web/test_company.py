"""Pages of the company: tree, posts, staff, rights, as an administrator and in a browser (P1, P2)."""

import re

import asyncpg
import pytest

from backoffice.company import handover
from backoffice.company.functions import READY_MADE
from backoffice.company.web_staff import LeaveForm
from tests.backoffice.web.conftest import Look, Visit
from tests.backoffice.web.estate import PASSWORD, Estate


@pytest.fixture
async def boss(estate: Estate, db: asyncpg.Connection) -> int:
    """An administrator, whose post is everywhere."""
    staff = await estate.person_of_staff("boss", "孙磊", "翠湖苑", sorted(READY_MADE["administrator"]), None)
    await db.execute("update staff_post set community_id = null where staff_id = $1", staff)
    return staff


async def _department(db: asyncpg.Connection, name: str, parent: int | None = None) -> int:
    made: int = await db.fetchval(
        "insert into department (name, parent_id) values ($1, $2) returning id", name, parent
    )
    return made


async def test_p1_an_empty_company_says_what_to_do_first_and_errors_stay_beside_fields(
    visit: Visit, boss: int
) -> None:
    sun = await visit("boss")
    assert "还没有部门" in await sun.page("/settings/company")
    answer = await sun.post("/settings/departments", name="甲" * 41, name_en="Kept")
    page = await answer.text()
    assert answer.status == 422
    assert 'value="Kept"' in page
    assert (await sun.post("/settings/departments", name="<script>alert(1)</script>")).status == 303
    page = await sun.page("/settings/company")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page


async def test_p1_the_tree_of_a_past_day_is_only_looked_at(
    visit: Visit, boss: int, db: asyncpg.Connection
) -> None:
    made = await _department(db, "安居物业")
    await db.execute("update department set opened_at = '2026-01-05'")
    await db.execute("update department_history set at = '2026-01-05'")
    await db.execute("update department set name = '安居服务' where id = $1", made)
    sun = await visit("boss")
    page = await sun.page("/settings/company?on=2026-02-01")
    assert "安居物业" in page
    assert "draggable" not in page
    assert "安居服务" in await sun.page("/settings/company")
    assert "安居" not in await sun.page("/settings/company?on=2025-02-01")
    for day in ("2026-02-31", "9999-12-31", "x"):
        assert await sun.page(f"/settings/company?on={day}")


async def test_p1_a_new_colleague_sees_the_password_once_and_signs_in_with_it(
    visit: Visit, boss: int, db: asyncpg.Connection
) -> None:
    sun = await visit("boss")
    answer = await sun.post("/settings/staff/new", login="Xu", name="徐岚", phone="13900000001")
    page = await answer.text()
    assert answer.status == 422
    assert "用户名要用小写字母和数字" in page
    assert 'value="徐岚"' in page
    answer = await sun.post("/settings/staff/new", login="xu", name="徐岚", language="zh")
    found = re.search(r'id="secret">([^<]+)<', await answer.text())
    assert found
    staff = await db.fetchval("select id from staff where login = 'xu'")
    assert found[1] not in await sun.page(f"/settings/staff/{staff}")
    stranger = await visit()
    assert (await stranger.sign_in("xu", found[1])).status == 303


async def test_p1_two_who_edit_the_same_person_are_told(visit: Visit, boss: int, estate: Estate) -> None:
    sun, path = await visit("boss"), f"/settings/staff/{estate.staff['chen']}"
    assert (await sun.post(path, login="chen", name="陈一", language="zh", version="1")).status == 303
    answer = await sun.post(path, login="chen", name="陈二", language="zh", version="1")
    page = await answer.text()
    assert answer.status == 409
    assert "别人刚改过这一项" in page
    assert 'value="陈二"' in page


async def test_p1_who_leaves_is_out_and_their_work_is_with_another(
    visit: Visit, boss: int, estate: Estate, db: asyncpg.Connection
) -> None:
    await db.execute("insert into job (kind, staff_id) values ('walk', $1)", estate.staff["chen"])
    sun, chen = await visit("boss"), await visit("chen")
    path = f"/settings/staff/{estate.staff['chen']}/leave"
    page = await sun.page(path)
    assert "没有做完的任务" in page
    assert "担任的岗位" in page
    answer = await sun.post(path, version="1")
    assert answer.status == 409
    assert "还有 1 项没有人接手" in await answer.text()
    answer = await sun.post(path, version="1", job=str(boss))
    assert answer.status == 303
    assert (await chen.get("/calls/desk")).headers["Location"].startswith("/sign-in")
    assert await db.fetchval("select staff_id from job") == boss


def test_p1_the_hand_over_asks_for_every_kind_of_open_work() -> None:
    kinds = {kind.code for kind in handover.KINDS if kind.of == "staff"}
    assert LeaveForm.model_fields.keys() == kinds | {"version"}


async def test_r11_the_matrix_says_what_will_change_and_keeps_what_it_did_not_show(
    visit: Visit, boss: int, db: asyncpg.Connection
) -> None:
    post = await db.fetchval("select id from post where name = 'chen'")
    sun = await visit("boss")
    assert "查看房产" in await sun.page(f"/settings/rights?area=homes&post={post}")
    assert "没有符合条件" in await sun.page("/settings/rights?text=%3Cscript%3E")
    form = {"version": "1", "shown": "notice.view", "function": "house.edit"}
    answer = await sun.post(f"/settings/rights/{post}", **form)
    page = await answer.text()
    assert "将增加：" in page and "登记房产资料" in page
    assert "将取消：" in page and "查看通知" in page
    before = await db.fetchval("select array_agg(function) from post_function where post_id = $1", post)
    assert "notice.view" in before
    assert (await sun.post(f"/settings/rights/{post}", **form, confirmed="yes")).status == 303
    after = await db.fetchval("select array_agg(function) from post_function where post_id = $1", post)
    assert set(after) == set(before) - {"notice.view"} | {"house.edit"}
    assert (await sun.post(f"/settings/rights/{post}", **form, confirmed="yes")).status == 409
    assert (await sun.post(f"/settings/rights/{post}", version="2", function="moon.sell")).status == 422


@pytest.mark.browser
async def test_p1_a_department_is_dragged_below_another(
    look: Look, boss: int, db: asyncpg.Connection
) -> None:
    head = await _department(db, "安居物业")
    await _department(db, "客服中心", head)
    moved = await _department(db, "工程部", head)
    page = await _signed_in(look, "boss")
    await page.goto("/settings/company")
    await page.drag_and_drop("text=工程部", "text=客服中心")
    await page.wait_for_selector("li li li[data-department]")
    above = await db.fetchval(
        "select p.name from department d join department p on p.id = d.parent_id where d.id = $1", moved
    )
    assert above == "客服中心"
    # The keyboard's way: its own page and a choice.
    await page.get_by_role("link", name="工程部").focus()
    await page.keyboard.press("Enter")
    await page.select_option("#f-parent", label="安居物业")
    await page.get_by_role("button", name="移到这里").press("Enter")
    await page.wait_for_url("**/settings/company")
    assert await page.locator("li li li[data-department]").count() == 0


@pytest.mark.browser
async def test_p1_two_departments_are_merged_with_what_stands_in_them(
    look: Look, boss: int, db: asyncpg.Connection
) -> None:
    service, engineering = await _department(db, "客服中心"), await _department(db, "工程部")
    post = await db.fetchval(
        "insert into post (name, department_id) values ('维修工', $1) returning id", engineering
    )
    page = await _signed_in(look, "boss")
    await page.goto(f"/settings/departments/{engineering}")
    assert "维修工" in await page.inner_text(".pile")
    await page.select_option("#f-into", label="客服中心")
    await page.get_by_role("button", name="合并到该部门").click()
    await page.wait_for_url("**/settings/company")
    assert "工程部" not in await page.inner_text(".tree")
    assert await db.fetchval("select department_id from post where id = $1", post) == service


@pytest.mark.browser
async def test_p2_a_clerk_with_rights_in_one_community_finds_the_other_closed(
    look: Look, visit: Visit, boss: int, estate: Estate, db: asyncpg.Connection
) -> None:
    clerk = await estate.person_of_staff("clerk", "徐岚", "翠湖苑", [], None)
    await db.execute("update staff_post set until = now() where staff_id = $1", clerk)
    here = await estate.call("13800000002", "1-2-201")
    there = await estate.call("13800000009", "A-101")
    post = await db.fetchval("select id from post where name = 'clerk'")
    page = await _signed_in(look, "boss")
    # The post gets its rights in the matrix …
    await page.goto(f"/settings/rights?post={post}")
    for name in ("查看通话记录", "查看房产"):
        await page.get_by_role("checkbox", name=f"clerk · {name}").check()
    await page.get_by_role("button", name="保存").click()
    await page.get_by_role("button", name="保存权限").click()
    await page.wait_for_url("**/settings/rights")
    # … and the clerk gets the post in one community.
    await page.goto(f"/settings/staff/{clerk}")
    await page.select_option("#f-post", label="clerk")
    await page.get_by_role("checkbox", name="翠湖苑").check()
    await page.get_by_role("button", name="安排岗位").click()
    await page.wait_for_selector("text=不再担任")
    xu = await visit("clerk")
    assert (await xu.get(f"/calls/{here}")).status == 200
    assert (await xu.get(f"/calls/{there}")).status == 404
    assert (await xu.get("/settings/company")).status == 403


async def _signed_in(look: Look, login: str):  # type: ignore[no-untyped-def]  # a Playwright page
    page = await look()
    await page.fill("input[name=login]", login)
    await page.fill("input[name=password]", PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/")
    return page
