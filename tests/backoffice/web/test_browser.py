"""The agent's page as an agent uses it, in a real browser (H6, R1, C2, P4)."""

import re

import asyncpg
import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import Page, expect

from tests.backoffice.web.conftest import Look
from tests.backoffice.web.estate import PASSWORD, TWO_HOMES, UNKNOWN, Estate

pytestmark = pytest.mark.browser


async def sign_in(page: Page, login: str = "chen") -> None:
    """Sign in by keyboard alone, and wait until live events flow."""
    await expect(page.locator("input[name=login]")).to_be_focused()
    await page.keyboard.type(login)
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/")
    await page.click("header a[href='/calls/desk']")
    await live(page)


async def live(page: Page) -> None:
    """The page hears what happens."""
    await expect(page.locator("body")).to_have_attribute("data-live", "yes")


async def test_h6_the_pop_comes_while_it_rings_and_follows_the_call(look: Look, estate: Estate) -> None:
    page = await look()
    await sign_in(page)
    await expect(page.get_by_text("等待来电")).to_be_visible()
    call = await estate.call(TWO_HOMES, "1-2-201", "pin")
    ring = await estate.ring("chen", call)
    state = page.get_by_role("status")
    await expect(state).to_contain_text("正在响铃")
    await expect(page).to_have_title("138 0000 0002 · 来电 · 物业热线")
    await expect(page.get_by_label("费用")).to_contain_text("1,234.05")
    await expect(page.get_by_label("来电者的房屋")).to_contain_text("翠湖苑 3-502")
    await estate.answered("chen", ring)
    await expect(state).to_contain_text("通话中")
    # What the caller goes on to do arrives by itself.
    await estate.event(call, 9, "key", key="7")
    await expect(page.locator("#call-log")).to_contain_text("按 7")
    await estate.ended("chen", ring)
    await expect(state).to_contain_text("通话已结束")
    await expect(page.get_by_label("费用")).to_contain_text("1,234.05")


async def test_r1_a_repair_is_registered_by_keyboard_and_typing_survives_the_call(
    look: Look, estate: Estate, db: asyncpg.Connection
) -> None:
    page = await look()
    await sign_in(page)
    ring = await estate.ring("chen", await estate.call(TWO_HOMES, "1-2-201", "pin"))
    await expect(page.get_by_role("status")).to_contain_text("正在响铃")
    await page.keyboard.press("r")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Tab")
    await page.keyboard.type("厨房没有电")
    # The state of the call changes meanwhile: what is being typed stays, and stays in focus.
    await estate.answered("chen", ring)
    await expect(page.get_by_role("status")).to_contain_text("通话中")
    await page.keyboard.type("，急。")
    await page.reload()
    await live(page)
    await expect(page.get_by_label("内容")).to_have_value("厨房没有电，急。")
    await page.get_by_label("类别").select_option(label="报修 · 电路故障")
    await page.get_by_label("内容").focus()
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#requests")).to_contain_text("请把单号告诉来电者。")
    row = await db.fetchrow("select number, details, kind from request")
    assert row is not None
    assert (row["details"], row["kind"]) == ("厨房没有电，急。", "repair")
    await expect(page.locator("#requests")).to_contain_text(str(row["number"]))
    await expect(page.get_by_label("内容")).to_have_value("")
    # Registered is registered: a reload sends nothing again.
    await page.reload()
    assert await db.fetchval("select count(*) from request") == 1
    await expect(page.locator("#requests")).to_contain_text("厨房没有电")


async def test_c2_key_c_begins_a_complaint(look: Look, estate: Estate) -> None:
    page = await look()
    await sign_in(page)
    await estate.ring("chen", await estate.call(TWO_HOMES, "1-2-201", "pin"))
    await expect(page.get_by_role("status")).to_contain_text("正在响铃")
    await page.keyboard.press("c")
    await expect(page.get_by_label("类别")).to_be_focused()
    selected = await page.get_by_label("类别").evaluate("one => one.selectedOptions[0].text")
    assert selected == "投诉 · 噪音"


async def test_h6_an_unknown_caller_is_found_by_room_without_the_mouse(look: Look, estate: Estate) -> None:
    page = await look()
    await sign_in(page)
    await estate.ring("chen", await estate.call(UNKNOWN))
    await expect(page.get_by_text("这个号码没有登记在您负责的小区。")).to_be_visible()
    await page.keyboard.press("/")
    await page.keyboard.type("10010201")
    await expect(page.locator("#found")).to_contain_text("翠湖苑 1-2-201")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("费用")).to_contain_text("1,234.05")


async def test_h6_the_pop_survives_a_reload_and_the_next_call_replaces_it(look: Look, estate: Estate) -> None:
    page = await look()
    await sign_in(page)
    ring = await estate.ring("chen", await estate.call(TWO_HOMES))
    await page.get_by_role("link", name="翠湖苑 3-502").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("翠湖苑 3-502")
    await page.reload()
    await expect(page.get_by_role("heading", level=1)).to_have_text("翠湖苑 3-502")
    await live(page)
    await estate.ended("chen", ring)
    await estate.ring("chen", await estate.call(UNKNOWN))
    await expect(page.get_by_text("139 0000 0000")).to_be_visible()
    assert page.url.endswith("/calls/desk")


async def test_p4_a_ring_is_seen_on_every_page(look: Look, estate: Estate) -> None:
    page = await look()
    await sign_in(page)
    await page.goto("/requests")
    await live(page)
    ring = await estate.ring("chen", await estate.call(TWO_HOMES, "1-2-201", "pin"))
    bell = page.get_by_role("link", name="138 0000 0002 正在响铃，打开来电页")
    await bell.click()
    await expect(page.get_by_label("费用")).to_contain_text("1,234.05")
    await page.goto("/requests")
    await live(page)
    await expect(bell).to_be_visible()
    await estate.answered("chen", ring)
    await expect(bell).to_be_hidden()


async def test_h9_a_recording_plays_in_place_and_one_that_is_gone_says_so(
    look: Look, estate: Estate, db: asyncpg.Connection
) -> None:
    call = await estate.call(TWO_HOMES, "1-2-201", "pin")
    await estate.recording(call)
    gone = await estate.call(UNKNOWN)
    await estate.recording(gone, file=False)
    page = await look()
    await sign_in(page)
    await page.goto("/calls")
    sounds = page.locator("audio")
    await expect(sounds).to_have_count(2)
    seconds = (
        await page.get_by_role("row", name="138 0000 0002")
        .locator("audio")
        .evaluate(
            "one => new Promise((done, fail) => {"
            "  one.onended = () => done(one.duration); one.onerror = () => fail(one.error); one.play(); })"
        )
    )
    assert seconds == 2
    assert await db.fetchval("select count(*) from audit where operation = 'recording.played'") >= 1
    await (
        page.get_by_role("row", name="139 0000 0000")
        .locator("audio")
        .evaluate("one => one.play().catch(() => null)")
    )
    await expect(page.get_by_text("这段录音放不出来")).to_be_visible()


async def test_h6_the_page_in_english(look: Look, estate: Estate) -> None:
    page = await look()
    await page.get_by_role("button", name="English").click()
    await expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    await page.get_by_label("User name").focus()
    await sign_in(page)
    await estate.ring("chen", await estate.call(TWO_HOMES, "1-2-201", "pin"))
    await expect(page.get_by_role("status")).to_contain_text("Ringing")
    await expect(page.get_by_label("Fees")).to_contain_text("Property fee")


async def test_p4_a_lost_connection_is_said_at_once_and_nothing_is_missed(
    look: Look, estate: Estate, server: TestServer
) -> None:
    page = await look()
    await sign_in(page)
    window = page.context
    await window.set_offline(True)
    await expect(page.get_by_role("alert")).to_contain_text("与服务器的连接断开了")
    await estate.ring("chen", await estate.call(TWO_HOMES, "1-2-201", "pin"))
    await window.set_offline(False)
    await live(page)
    await expect(page.get_by_role("alert")).to_be_hidden()
    await expect(page.get_by_role("status")).to_contain_text("正在响铃")


async def test_p4_postgres_gone_is_said_and_the_listener_comes_back(
    look: Look, estate: Estate, db: asyncpg.Connection
) -> None:
    page = await look()
    await sign_in(page)
    listener = (
        "datname = current_database() and pid <> pg_backend_pid() "
        "and (query like 'LISTEN%' or query = 'select 1')"
    )
    async with page.expect_response(lambda answer: "/calls/desk/pop" in answer.url):
        # The page asks again for everything once the listener is back.
        await db.execute(f"select pg_terminate_backend(pid) from pg_stat_activity where {listener}")  # noqa: S608
    await live(page)
    await estate.ring("chen", await estate.call(TWO_HOMES, "1-2-201", "pin"))
    await expect(page.get_by_role("status")).to_contain_text("正在响铃")


async def test_p5_a_session_that_ended_elsewhere_leads_to_the_sign_in(
    look: Look, estate: Estate, db: asyncpg.Connection
) -> None:
    page = await look()
    await sign_in(page)
    ring = await estate.ring("chen", await estate.call(TWO_HOMES, "1-2-201", "pin"))
    await expect(page.get_by_role("status")).to_contain_text("正在响铃")
    await db.execute("update session set ended_at = now()")
    await estate.answered("chen", ring)
    await expect(page).to_have_url(re.compile("/sign-in"))
