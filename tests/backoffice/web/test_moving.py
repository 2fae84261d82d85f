"""Pages of hand-overs, decorations and lettings, to the sheet that is signed (S2, P2)."""

import re

import asyncpg
import pytest
from playwright.async_api import Page, expect

from tests.backoffice.web.conftest import Look, Visit
from tests.backoffice.web.estate import PASSWORD, Estate

CLERK = [
    *("house.view", "request.view", "repair.register", "list.export"),
    *("movein.manage", "decoration.manage", "letting.manage"),
]


@pytest.fixture
async def house(estate: Estate) -> int:
    """A sold house of 翠湖苑, with 李娜; 何军 registers there and 郑华 decides."""
    await estate.person_of_staff("he", "何军", "翠湖苑", CLERK, None)
    await estate.person_of_staff("zheng", "郑华", "翠湖苑", ["house.view", "decoration.permit"], None)
    home = estate.houses["1-2-201"]
    await estate.db.execute("update house set state = 'sold' where id = $1", home)
    return home


async def test_s2_every_form_says_what_is_wrong_and_keeps_what_was_typed(
    visit: Visit, estate: Estate, house: int
) -> None:
    he = await visit("he")
    made = await he.post(f"/movein/new/{house}", day="2026-11-30", name="钟晓月")
    movein = made.headers["Location"]
    asked = {
        "person": str(estate.people["李娜"]),
        "firm": "锦城装饰",
        "phone": "13800000002",
        "scope": "全屋",
    }
    days = {"since": "2026-11-25", "until": "2026-12-25", "deposit": "2,000"}
    made = await he.post(f"/decoration/new/{house}", **asked, **days)
    decoration = made.headers["Location"]
    for path, form, words in (
        (f"/movein/new/{house}", {"day": "x", "name": "钟"}, "这里要填日期"),
        (f"/movein/new/{house}", {"day": "2026-11-30", "name": ""}, "这一项要填"),
        (f"/movein/new/{house}", {"day": "2026-11-30", "name": "钟", "phone": "abc"}, "不是电话号码"),
        (f"{movein}/look", {"version": "1", "meter_gas": "-1"}, "不能小于 0"),
        (f"{movein}/look", {"version": "1", "key_door": "十"}, "这里要填整数"),
        (f"{movein}/look", {"version": "1", "checkpoint": "1", "ok": "yes"}, "核对项目不完整"),
        (f"{movein}/look", {"version": "1", "checkpoint": "1", "ok": "no", "note": ""}, "要写明情况"),
        (f"{movein}/look", {"version": "9" * 30}, "有 1 处要改"),
        (f"{movein}/finish", {"version": "1", "day": "2026-11-24"}, "还没有登记完"),
        (f"{movein}/cancel", {"version": "1", "reason": ""}, "这一项要填"),
        (f"{movein}/defects/new", {"version": "1", "category": "1", "details": ""}, "这一项要填"),
        (f"{movein}/defects/new", {"version": "1", "category": "999", "details": "墙裂"}, "这个类别已停用"),
        (f"/decoration/new/{house}", asked | days, "已经有未结束的装修"),
        (f"/decoration/new/{house}", asked | days | {"deposit": "1.234"}, "小数点后最多 2 位"),
        (f"/decoration/new/{house}", asked | days | {"person": "9999"}, "申请人要是现在的"),
        (f"{decoration}/edit", asked | days | {"until": "2026-11-01"}, "结束日期不能早于开始日期"),
        (f"{decoration}/finished", {"version": "1", "day": "2026-11-24"}, "还没到这一步"),
        (f"{decoration}/withdrawn", {"version": "2", "reason": "不装了"}, "别人刚改过"),
        (f"/letting/new/{house}", {"since": "2026-11-01", "name": "", "phones": ""}, "这一项要填"),
        (f"/letting/new/{house}", {"since": "2026-11-01", "name": "<b>"}, "尖括号"),
        (
            f"/letting/new/{house}",
            {"since": "2026-11-01", "until": "2026-10-01", "name": "钱多"},
            "不能早于起租",
        ),
        (f"/letting/new/{house}", {"since": "2199-01-01", "name": "钱多"}, "不能晚于今天"),
    ):
        answer = await he.post(path, **form)
        page = await answer.text()
        assert answer.status in (409, 422), (path, form, answer.status)
        assert words in page, (path, form)
        for value in set(form.values()) - {"999", "9999"}:  # what is not on offer cannot be chosen again
            shown = value.replace("<", "&lt;").replace(">", "&gt;")
            assert shown in page, (path, form, value)
    assert await estate.db.fetchval("select count(*) from request") == 0
    assert await estate.db.fetchval("select count(*) from letting") == 0


async def test_s2_a_decoration_is_decided_by_another_and_its_permit_prints(
    visit: Visit, estate: Estate, house: int
) -> None:
    he, zheng = await visit("he"), await visit("zheng")
    applied = await he.post(
        f"/decoration/new/{house}",
        person=str(estate.people["李娜"]),
        firm="锦城装饰",
        phone="13800000002",
        scope="全屋装修",
        since="2026-11-25",
        until="2026-12-25",
        deposit="2000",
    )
    path = applied.headers["Location"]
    assert "审批" not in await he.page(path)
    assert (await he.post(f"{path}/decision", version="1", step="approved")).status == 403
    assert (await he.get(f"{path}/permit.pdf")).status == 404
    assert "审批" in await zheng.page(path)
    decided = await zheng.post(f"{path}/decision", version="1", step="approved", reason="白天施工")
    assert decided.status == 303
    late = await zheng.post(f"{path}/decision", version="1", step="refused", reason="不行")
    assert late.status == 409
    permit = await he.get(f"{path}/permit.pdf")
    assert permit.status == 200 and (await permit.read()).startswith(b"%PDF-")
    today = await estate.db.fetchval("select (business_now() at time zone 'Asia/Shanghai')::date::text")
    for step, form in (
        ("deposited", {"amount": "2,000.00", "day": today}),
        ("inspected", {"day": today, "inspector": "马强", "findings": "水电合格", "passed": "yes"}),
        ("finished", {"day": today}),
        ("refund_asked", {"refund": "1800", "kept_reason": "电梯划伤"}),
        ("refunded", {"day": today}),
    ):
        form_page = await he.page(f"{path}/{step}")
        version = re.search(r'name="version" value="(\d+)"', form_page)
        assert version, step
        assert (await he.post(f"{path}/{step}", version=version[1], **form)).status == 303, step
    page = await he.page(path)
    for words in ("押金已退", "扣留原因 电梯划伤", "马强", "批准了装修", "说明 白天施工"):
        assert words in page, words
    assert "已装修" in await he.page(f"/homes/{house}")
    assert "ZX" in await he.page("/decoration?which=refunded&text=1-2-201&sort=-until")


async def test_s2_a_house_is_let_and_somebody_alike_is_pointed_out(
    visit: Visit, estate: Estate, house: int
) -> None:
    he, since = await visit("he"), "2026-11-01"
    form = {"since": since, "name": "李娜", "phones": "13800000002", "rent": "2600", "until": "2099-01-01"}
    page = await (await he.post(f"/letting/new/{house}", **form)).text()
    assert "可能已经登记过" in page and 'value="2600"' in page
    made = await he.post(f"/letting/new/{house}", **form, sure="yes")
    assert made.status == 303
    path = made.headers["Location"]
    assert "2,600.00" in await he.page(path)
    assert (await he.post(f"{path}/edit", version="1", rent="2800")).status == 303
    assert "月租 2600.00 → 2800.00" in await he.page(path)
    assert "李娜" in await he.page("/letting?sort=-rent")
    ended = await he.post(f"{path}/end", version="2", day=since, reason="提前解约")
    assert ended.status == 303
    assert "提前解约" in await he.page(path)
    assert "李娜" not in await he.page("/letting")
    assert await estate.db.fetchval("select state from house where id = $1", house) == "sold"


async def test_p2_pages_lead_only_where_one_may(visit: Visit, estate: Estate, house: int) -> None:
    chen, zheng, he = await visit("chen"), await visit("zheng"), await visit("he")
    assert "收房、装修、出租" not in await chen.page(f"/homes/{house}")
    page = await he.page(f"/homes/{house}")
    assert f"/movein/new/{house}" in page and "/decoration?which=all&amp;text=1-2-201" in page
    assert 'href="/decoration"' in await zheng.page("/homes")
    assert "/decoration/new" not in await zheng.page("/decoration")
    for path in ("/movein", "/letting", "/movein/new", f"/decoration/new/{house}"):
        assert (await zheng.get(path)).status == 403, path
    assert "云顶公寓" not in await he.page("/movein/new?text=101")
    await he.post(f"/movein/new/{house}", day="2026-11-30", name="钟晓月")
    sheet = await (await he.get("/movein?export=csv")).text(encoding="utf-8-sig")
    assert sheet.splitlines()[1] == "翠湖苑 1-2-201,钟晓月,2026-11-30,,0,待收房"


async def _enter(page: Page, login: str) -> None:
    await page.get_by_label("用户名").fill(login)
    await page.get_by_label("密码").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/")


@pytest.mark.browser
async def test_s2_a_house_is_handed_over_with_a_defect_and_the_sheet_is_printed(
    look: Look, estate: Estate, house: int, db: asyncpg.Connection
) -> None:
    page = await look()
    await _enter(page, "he")
    await page.goto("/movein")
    await page.get_by_role("link", name="安排收房").first.click()
    await page.get_by_label("哪一套房屋").fill("10010201")
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="翠湖苑 1-2-201").click()
    today = await db.fetchval("select (business_now() at time zone 'Asia/Shanghai')::date::text")
    await page.get_by_label("安排在").fill(today)
    await page.get_by_label("业主").select_option(label="李娜")
    await page.get_by_role("button", name="安排收房").click()
    await page.get_by_role("link", name="开始办理").click()
    for at in range(1, 10):
        await page.locator(f"#ok-{at}").select_option("no" if at == 4 else "yes")
    await page.get_by_label("给水和排水 说明").fill("厨房水槽下面漏水")
    await page.get_by_label("水表", exact=True).fill("3")
    await page.get_by_role("button", name="保存并登记问题").click()
    await page.get_by_label("类别").select_option(label="水管漏水")
    await page.get_by_label("问题").fill("厨房水槽下面漏水")
    await page.get_by_role("button", name="登记并报修").click()
    number = str(await db.fetchval("select number from request"))
    await page.get_by_role("link", name=number).click()
    await expect(page.locator("main")).to_contain_text("厨房水槽下面漏水")
    await page.go_back()
    # Half-way nothing was lost; what is missing is said.
    await page.get_by_role("link", name="完成收房").click()
    await expect(page.locator("main")).to_contain_text("还没有登记钥匙")
    await page.get_by_role("link", name="继续办理").click()
    await expect(page.get_by_label("给水和排水 说明")).to_have_value("厨房水槽下面漏水")
    await page.get_by_label("入户门钥匙").fill("5")
    await page.get_by_role("button", name="保存并完成收房").click()
    await page.get_by_role("button", name="完成收房").click()
    await expect(page.locator(".bar")).to_contain_text("已收房")
    await expect(page.locator(".timeline")).to_contain_text("收房完成")
    address = await page.get_by_role("link", name="打印交接单").get_attribute("href")
    assert address
    sheet = await page.request.get(address)
    assert (sheet.status, sheet.headers["content-type"]) == (200, "application/pdf")
    assert sheet.headers["content-disposition"] == 'inline; filename="handover.pdf"'
    assert sheet.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in sheet.headers["content-security-policy"]
    assert (await sheet.body()).startswith(b"%PDF-")
    await page.goto(f"/homes/{house}")
    await expect(page.locator(".bar")).to_contain_text("已交房")
