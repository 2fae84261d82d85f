"""Reminders on pages: live on the right bells, read, followed; rules and habits edited (P4)."""

import asyncio

import asyncpg
import pytest
from playwright.async_api import Page, expect

from backoffice.company.actor import System
from backoffice.requests import desk as requests
from backoffice.requests.model import NewRequest
from tests.backoffice.web.conftest import Look, Visit
from tests.backoffice.web.estate import PASSWORD, Estate


async def watchers(estate: Estate) -> None:
    """Quality officers, one of each community, and somebody who makes the rules."""
    for login, name, community in (("fang", "方芳", "翠湖苑"), ("qian", "钱前", "云顶公寓")):
        await estate.person_of_staff(login, name, community, ["request.view"], None)
        await estate.db.execute("update post set kind = 'quality' where name = $1", login)
    await estate.person_of_staff("boss", "孙磊", "翠湖苑", ["reminder.manage"], None)
    await estate.db.execute(
        "update staff_post set community_id = null where staff_id = $1", estate.staff["boss"]
    )


async def complain(estate: Estate, house: str = "1-2-201") -> int:
    """A complaint of that house; returns its number."""
    category = await estate.db.fetchval("select id from category where kind = 'complaint'")
    made = await requests.register(
        estate.db,
        System("hotline"),
        NewRequest("complaint", estate.houses[house], category, None, "", "telephone", True, ""),
    )
    return made.number


async def enter(page: Page, login: str) -> None:
    """Sign in and hear what happens."""
    await page.get_by_label("用户名").fill(login)
    await page.get_by_label("密码").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.locator("body")).to_have_attribute("data-live", "yes")


@pytest.mark.browser
async def test_p4_a_complaint_makes_the_right_bell_count_up_by_itself(look: Look, estate: Estate) -> None:
    await watchers(estate)
    mine, others = await look(), await look()
    await enter(mine, "fang")
    await enter(others, "qian")
    number = await complain(estate)
    bell = mine.locator("#bell")
    await expect(bell).to_contain_text("1")
    await expect(bell).to_contain_text("急")
    second = await complain(estate)
    await expect(bell).to_contain_text("2")
    # What happens later in the other community shows that its bell lives, and had nothing to count.
    await complain(estate, "A-101")
    await expect(others.locator("#bell .number")).to_have_text("1")
    await expect(bell.locator(".number")).to_have_text("2")
    # One tab reads; the other counts down.
    tab = await mine.context.new_page()
    await tab.goto("/reminders")
    await tab.get_by_role("button", name=f"新投诉 {second}", exact=False).first.click()
    await tab.wait_for_url(f"**/requests?text={second}*")
    await expect(tab.locator("main")).to_contain_text(str(second))
    await expect(bell.locator(".number")).to_have_text("1")
    await mine.goto("/reminders")
    await expect(mine.locator("main")).to_contain_text(f"新投诉 {number}：1-2-201 噪音")
    await expect(mine.locator("main")).not_to_contain_text(str(second))
    await mine.get_by_role("button", name="全部标为已读").click()
    await expect(mine.locator("main")).to_contain_text("没有未读的提醒")
    await expect(mine.locator("#bell")).to_have_text("提醒")


async def test_p4_rules_are_edited_on_their_page(
    visit: Visit, estate: Estate, db: asyncpg.Connection
) -> None:
    await watchers(estate)
    boss = await visit("boss")
    await _rules(db)
    answer = await boss.post(
        "/settings/reminders", event="repair.registered", whom="kind:quality", channel="sms", escalate=""
    )
    assert answer.status == 303
    rule = await db.fetchrow("select id, version from reminder_rule where channel = 'sms'")
    assert rule is not None
    page = await boss.page("/settings/reminders")
    assert "短信（渠道开通后发送）" in page
    path = f"/settings/reminders/{rule['id']}"
    assert (await boss.post(path, version="1", escalate="45")).status == 303
    late = await boss.post(path, version="1", escalate="50")
    assert late.status == 409
    assert "别人刚改过" in await late.text()
    wrong = await boss.post(path, version="2", escalate="0")
    assert wrong.status == 422
    assert (await boss.post(path, version="2", remove="yes")).status == 303
    assert await db.fetchval("select count(*) from reminder_rule where channel = 'sms'") == 0
    twice = await boss.post("/settings/reminders", event="job.done", whom="related:concerned", channel="page")
    assert twice.status == 409
    assert "已经有同样的规则" in await twice.text()


async def test_p2_rules_are_closed_to_others(visit: Visit, estate: Estate, db: asyncpg.Connection) -> None:
    chen = await visit("chen")
    await _rules(db)
    for path in ("/settings/reminders", "/settings/reminders/sent"):
        assert (await chen.get(path)).status == 403
    asked = await chen.post("/settings/reminders", event="job.done", whom="kind:leader", channel="page")
    assert asked.status == 403
    assert (await chen.post("/settings/reminders/1", version="1", remove="yes")).status == 403
    assert (await chen.post("/reminders/1/read")).status == 404
    assert "提醒规则" not in await chen.page("/reminders")


async def test_p4_deliveries_show_who_read(visit: Visit, estate: Estate, db: asyncpg.Connection) -> None:
    await watchers(estate)
    boss = await visit("boss")
    number = await complain(estate)
    await _until(db, "select exists (select from event where matched_at is not null)")
    page = await boss.page("/settings/reminders/sent")
    assert f"新投诉 {number}：1-2-201 噪音" in page
    assert "方芳" in page and "还没有看到" in page and "钱前" not in page
    fang = await visit("fang")
    await fang.page("/reminders/bell")
    assert "已显示，未读" in await boss.page("/settings/reminders/sent?kind=complaint.registered")
    await db.execute("update staff set language = 'en' where login = 'boss'")
    assert f"New complaint {number}: 1-2-201 Noise" in await boss.page("/settings/reminders/sent")


async def test_p4_ones_own_habit(visit: Visit, db: asyncpg.Connection) -> None:
    chen = await visit("chen")
    path = "/reminders/mine/settings"
    assert (await chen.post(path, repeat="10", quiet_from="22:00", quiet_until="07:30")).status == 303
    page = await chen.page(path)
    assert all(f'value="{one}"' in page for one in ("10", "22:00", "07:30"))
    for form, words in (
        ({"repeat": "x", "quiet_from": "22:00"}, "这里要填整数"),
        ({"repeat": "10", "quiet_from": "22:00", "quiet_until": ""}, "免打扰要有开始和结束"),
        ({"repeat": "1441"}, "不能大于 1440"),
    ):
        answer = await chen.post(path, **form)
        assert answer.status == 422
        assert words in await answer.text()
    assert await db.fetchval("select repeat_minutes from reminder_habit") == 10


async def _rules(db: asyncpg.Connection) -> None:
    """The worker has laid down what comes ready-made."""
    await _until(db, "select exists (select from reminder_rule)")


async def _until(db: asyncpg.Connection, question: str) -> None:
    async with asyncio.timeout(10):
        while not await db.fetchval(question):  # noqa: ASYNC110 - rows have no event
            await asyncio.sleep(0.02)
