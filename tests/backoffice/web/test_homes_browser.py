"""A community built from a pattern, and somebody moving in, as a clerk does it in a real browser (S1)."""

import pytest
from playwright.async_api import expect

from ops.pictures import sign_in
from tests.backoffice.web.conftest import Look
from tests.backoffice.web.estate import PASSWORD, Estate
from tests.backoffice.web.test_homes import CLERK

pytestmark = pytest.mark.browser


async def test_s1_build_from_a_pattern_then_move_somebody_in(look: Look, estate: Estate) -> None:
    await estate.person_of_staff("wen", "文静", "翠湖苑", CLERK, "805")
    page = await look()
    await sign_in(page, "wen", PASSWORD)
    await page.get_by_role("link", name="房产").click()
    await page.get_by_role("link", name="翠湖苑").click()
    await page.get_by_role("link", name="按规则生成房屋").click()
    await page.get_by_label("楼栋").fill("20")
    await page.get_by_label("最高楼层").fill("0")
    await page.get_by_role("button", name="预览").click()
    await expect(page.get_by_label("最高楼层")).to_be_focused()
    await expect(page.get_by_text("没有 0 层；没有保存")).to_be_visible()
    await expect(page.get_by_label("楼栋")).to_have_value("20")
    await page.get_by_label("最高楼层").fill("6")
    await page.get_by_role("button", name="预览").click()
    await expect(page.get_by_text("20-2-602")).to_be_visible()
    await page.get_by_role("button", name="生成 20 套房屋").click()
    await expect(page.get_by_role("status")).to_contain_text("20 套房屋")
    await page.get_by_role("link", name="查看小区").click()
    await page.get_by_role("link", name="20", exact=True).first.click()
    await page.get_by_role("link", name="20-2-602").click()
    await page.get_by_role("link", name="登记住户").click()
    await page.get_by_label("姓名").fill("欧阳小燕")
    await page.get_by_label("电话", exact=True).fill("138 1234 5678 手机\n8555 1234")
    await page.get_by_role("button", name="登记住户").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("20-2-602")
    resident = page.locator(".plainly li").filter(has_text="欧阳小燕")
    await expect(resident).to_contain_text("业主")
    await resident.get_by_role("button", name="看电话").click()
    await expect(resident).to_contain_text("138 1234 5678")
    await expect(page.get_by_text("欧阳小燕 成为业主")).to_be_visible()
    assert await estate.db.fetchval("select count(*) from audit where operation = 'phone.seen'") == 1
