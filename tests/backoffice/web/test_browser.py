"""The agent's page as an agent uses it, in a real browser (H6, R1, C2, P4)."""

import pytest
from playwright.async_api import Page, expect

from tests.backoffice.web.conftest import Look
from tests.backoffice.web.estate import PASSWORD, TWO_HOMES, Estate

pytestmark = pytest.mark.browser


async def sign_in(page: Page, login: str = "chen") -> None:
    """Sign in by keyboard alone."""
    await page.keyboard.type(login)
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/calls/desk")
    # Live events flow once the page said hello.
    await expect(page.locator("body")).to_have_attribute("data-live", "yes")


async def test_h6_the_pop_arrives_while_the_telephone_rings(look: Look, estate: Estate) -> None:
    page = await look()
    await sign_in(page)
    call = await estate.call(TWO_HOMES, "1-2-201", "pin")
    ring = await estate.ring("chen", call)
    await expect(page.get_by_role("status").first).to_contain_text("正在响铃")
    await expect(page.locator("#pop")).to_contain_text("1,234.05")
    await estate.answered("chen", ring)
    await expect(page.get_by_role("status").first).to_contain_text("通话中")
