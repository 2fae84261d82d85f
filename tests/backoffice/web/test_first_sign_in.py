"""The first sign-in of somebody new, then a second factor, in a real browser (P5)."""

import asyncpg
import pyotp
import pytest
from playwright.async_api import Page, expect

from tests.backoffice.web.conftest import Look
from tests.backoffice.web.estate import PASSWORD, Estate

pytestmark = pytest.mark.browser

OWN = "horses eat no cucumber"


async def sign_in(page: Page, password: str) -> None:
    await page.get_by_label("用户名").fill("chen")
    await page.get_by_label("密码").fill(password)
    await page.keyboard.press("Enter")


async def test_p5_first_sign_in_own_password_then_a_second_factor(
    look: Look, estate: Estate, db: asyncpg.Connection
) -> None:
    await db.execute("update staff set must_change_password = true where login = 'chen'")
    page = await look()
    await sign_in(page, PASSWORD)
    await expect(page.get_by_role("heading", name="先换成您自己的密码")).to_be_visible()
    # There is no way round it.
    await page.goto("/requests")
    await expect(page).to_have_url("/me/password")
    await page.get_by_label("现在的密码").fill(PASSWORD)
    await page.get_by_label("新密码", exact=False).first.fill("1234567890")
    await page.get_by_label("再填一次新密码").fill("1234567890")
    await page.get_by_role("button", name="修改密码").click()
    await expect(page.locator(".error")).to_contain_text("至少 10 个字符")
    await page.get_by_label("现在的密码").fill(PASSWORD)
    await page.get_by_label("新密码", exact=False).first.fill(OWN)
    await page.get_by_label("再填一次新密码").fill(OWN)
    await page.get_by_role("button", name="修改密码").click()
    await page.wait_for_url("/")

    await page.goto("/me/second-factor")
    await page.get_by_role("button", name="开始设置").click()
    picture = page.get_by_alt_text("验证器用的二维码")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("image => image.naturalWidth") > 100
    totp = pyotp.TOTP(await page.locator("[data-secret]").inner_text())
    await page.get_by_label("6 位验证码").fill(totp.now())
    await page.get_by_role("button", name="开启两步验证").click()
    await expect(page.locator("[data-recovery] li")).to_have_count(10)
    recovery = await page.locator("[data-recovery] li").first.inner_text()
    await page.get_by_role("link", name="已经抄好").click()
    await expect(page.get_by_text("还剩 10 个恢复码")).to_be_visible()

    # Half a minute later as far as codes are concerned: the clock stays, the row moves.
    await db.execute("update second_factor set last_step = last_step - 2")
    other = await look()
    await sign_in(other, OWN)
    await expect(other.get_by_label("手机上的 6 位验证码")).to_be_focused()
    code = totp.now()
    await other.keyboard.type(code)
    await other.keyboard.press("Enter")
    await other.wait_for_url("/")
    third = await look()
    await sign_in(third, OWN)
    await third.get_by_label("手机上的 6 位验证码").fill(code)
    await third.keyboard.press("Enter")
    await expect(third.get_by_role("alert")).to_contain_text("验证码不对或已经用过")
    await third.get_by_label("手机上的 6 位验证码").fill(recovery)
    await third.keyboard.press("Enter")
    await third.wait_for_url("/")

    # Both are seen, and ended, from the first window.
    await page.goto("/me/sessions")
    await expect(page.get_by_role("button", name="结束这次登录")).to_have_count(2)
    await page.get_by_role("button", name="结束其他全部登录").click()
    await expect(page.get_by_role("button", name="结束这次登录")).to_have_count(0)
    await other.reload()
    await expect(other).to_have_url("/sign-in?next=/")
