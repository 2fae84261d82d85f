"""The search box of every page (S1, S6, P2, pages.md)."""

from urllib.parse import quote

import pytest
from playwright.async_api import expect

from tests.backoffice.web.conftest import Look, Visit
from tests.backoffice.web.estate import Estate
from tests.backoffice.web.test_browser import sign_in

TYPING = {"HX-Request": "true"}


async def test_s1_what_is_typed_gives_options_and_a_page_of_its_own(visit: Visit, estate: Estate) -> None:
    chen = await visit("chen")
    house, person = estate.houses["1-2-201"], estate.people["李娜"]
    options = await chen.page("/search?text=1-2-201", **TYPING)
    assert f'href="/homes/{house}"' in options and "<html" not in options
    page = await chen.page(f"/search?text={quote('李')}")
    assert f'href="/people/{person}"' in page and "翠湖苑 1-2-201" in page and "<html" in page
    assert "138****0002" in page and "138 0000 0002" not in page
    assert 'role="option"' not in await chen.page("/search", **TYPING)


async def test_s1_a_request_is_found_by_its_number(visit: Visit, estate: Estate) -> None:
    number = await estate.db.fetchval(
        "insert into request (kind, house_id, channel, registered_by, registered_at)"
        " values ('repair', $1, 'counter', 'staff:1', now()) returning number",
        estate.houses["3-502"],
    )
    page = await (await visit("chen")).page(f"/search?text={number}")
    assert f'href="/requests/{number}"' in page and "翠湖苑 3-502" in page


@pytest.mark.parametrize("typing", [{}, TYPING])
async def test_p2_nothing_of_another_community_comes_up(
    visit: Visit, estate: Estate, typing: dict[str, str]
) -> None:
    chen = await visit("chen")
    for text in ("A-101", "赵敏", "30010101", "云顶公寓 A-101"):
        page = await chen.page(f"/search?text={quote(text)}", **typing)
        assert "没有找到" in page and "/homes/" not in page and "/people/" not in page


@pytest.mark.parametrize(
    "text", ["%00", "%25", "_", "%5C", "%20%20", "%F0%9F%98%80", "%FF%FE", "';--", "%3Cscript%3E", "a" * 5000]
)
async def test_s1_odd_text_is_text(visit: Visit, estate: Estate, text: str) -> None:
    chen = await visit("chen")
    assert "<script>" not in await chen.page(f"/search?text={text}", **TYPING)
    assert "李娜" not in await chen.page(f"/search?text={text}")


async def test_s1_strangers_are_sent_to_sign_in(visit: Visit, estate: Estate) -> None:
    answer = await (await visit()).get("/search?text=1-2-201")
    assert answer.status in (303, 401) and "翠湖苑" not in await answer.text()


@pytest.mark.browser
async def test_s1_the_box_works_by_keyboard_alone(look: Look, estate: Estate) -> None:
    page = await look()
    await sign_in(page)
    await page.goto("/requests")
    box = page.get_by_role("combobox", name="查找")
    options = page.get_by_role("listbox", name="查找结果").get_by_role("option")
    await page.keyboard.press("/")
    await expect(box).to_be_focused()
    await page.keyboard.type("翠湖苑 10010")
    await expect(options).to_have_count(2)
    first = await options.first.get_attribute("href")
    await expect(box).to_have_attribute("aria-expanded", "true")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    await expect(box).to_have_attribute(
        "aria-activedescendant", await options.nth(1).get_attribute("id") or ""
    )
    await page.keyboard.press("Escape")
    await expect(options).to_have_count(0)  # hidden is not there
    await expect(box).to_have_value("翠湖苑 10010")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**{first}")


@pytest.mark.browser
async def test_s1_enter_without_a_choice_leads_to_the_page_of_results(look: Look, estate: Estate) -> None:
    page = await look()
    await sign_in(page)
    await page.goto("/requests")
    await page.keyboard.press("/")
    await page.keyboard.type("李娜")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("main").get_by_role("link", name="李娜")).to_be_visible()
