"""From key 0 to a person and back: the demo agent's telephone, the page, the recording (H6, R1, H9)."""

import json
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from ops import browser
from ops.rtp import babble
from ops.settings import Settings
from tests.services import Installation
from tests.telephony.callers import Caller, agents_telephone, calling
from tests.telephony.stories import CHEN, NOBODY, ZHANG, eventually, seconds_of

pytestmark = pytest.mark.telephony

RINGS = 3.0
"""Seconds the agent's telephone rings before it answers."""


@pytest.fixture(scope="module")
async def agent(installation: Installation) -> AsyncIterator[None]:
    """The telephone 801, signed in."""
    async with agents_telephone(installation.settings, "801", RINGS):
        yield


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    """A real browser."""
    async with browser.chromium() as found:
        yield found


@pytest.fixture
async def page(installation: Installation, chromium: Browser) -> AsyncIterator[Page]:
    """The agent's page, signed in and live."""
    settings = installation.settings
    staff = json.loads((settings.home / "secrets" / "demo.json").read_text(encoding="utf-8"))
    (wang,) = (one for one in staff if one.get("extension") == "801")
    window = await chromium.new_context(base_url=f"http://127.0.0.1:{settings.port('web')}/", locale="zh-CN")
    page = await window.new_page()
    await page.goto("/calls/desk")  # by way of signing in
    await page.get_by_label("用户名").fill(wang["login"])
    await page.get_by_label("密码").fill(wang["password"])
    await page.keyboard.press("Enter")
    await expect(page.locator("body")).to_have_attribute("data-live", "yes")
    yield page
    await window.close()


async def test_h6_nobody_there_and_a_message_is_taken(installation: Installation) -> None:
    async with calling(installation.settings, NOBODY) as caller:
        await caller.asks_for_an_agent()
        await caller.telephone.stream.press("1")  # the announcement ends; the next question is answered
        await caller.hears_of("queue", what="left", result="nobody")
        await caller.hears_of("recording")
        await caller.telephone.stream.speak(babble(2.0))
        await caller.telephone.stream.press("#1")
        await caller.hears_of("request", what="message")
        row = await eventually(
            caller.db,
            "select r.kind, r.house_id, k.id from request r join recording k on k.request_id = r.id"
            " where r.call_id = $1",
            caller.call,
        )
        assert (row["kind"], row["house_id"]) == ("message", None)
        assert seconds_of(installation.settings.recordings / f"{row['id']}.wav") > 1
        assert await caller.kinds("agent") == []


@pytest.mark.usefixtures("agent")
async def test_h6_the_star_leads_out_of_the_queue_into_the_menu(installation: Installation) -> None:
    async with calling(installation.settings, CHEN) as caller:
        await caller.asks_for_an_agent()
        await caller.telephone.stream.press("9")  # enough of the announcement; later it means nothing new
        await caller.hears_of("agent", state="ringing", extension="801")
        await caller.telephone.stream.press("*")
        await caller.hears_of("queue", what="left", result="came_back")
        await caller.hears_of("said", prompts=["hotline/main_menu"])
        ring = await eventually(
            caller.db, "select * from agent_call where call_id = $1 and ended_at is not null", caller.call
        )
        assert (ring["result"], ring["answered_at"]) == ("caller_left", None)


@pytest.mark.browser
@pytest.mark.usefixtures("agent")
async def test_h6_r1_h9_the_page_pops_up_while_it_rings_and_plays_the_talk_in_the_end(
    installation: Installation, page: Page
) -> None:
    async with calling(installation.settings, ZHANG) as caller:
        await caller.asks_for_an_agent()
        await caller.telephone.stream.press("9")
        state = page.locator("#call-state")
        await expect(state).to_contain_text("正在响铃", timeout=20_000)
        await expect(state).to_contain_text("138 0000 0001")
        await expect(page.get_by_label("费用")).to_contain_text("1,234.05")
        await expect(page.locator("#call-log")).to_contain_text("按 0")
        await expect(page.locator("#call-log")).to_contain_text("坐席 801 响铃")
        assert (
            await caller.db.fetchval("select answered_at from agent_call where call_id = $1", caller.call)
            is None
        )

        await expect(state).to_contain_text("通话中", timeout=10_000)
        await page.keyboard.press("r")
        await page.get_by_label("内容").fill("厨房水槽下面漏水")
        await page.keyboard.press("Control+Enter")
        await expect(page.locator("#requests")).to_contain_text("请把单号告诉来电者。")
        await caller.telephone.stream.speak(babble(2.0))
        await caller.telephone.hang_up()

        await expect(state).to_contain_text("通话已结束", timeout=10_000)
        await page.locator("#call-log audio").wait_for()
        played = "async sound => { await sound.play(); return sound.duration }"
        assert await page.locator("#call-log audio").evaluate(played) > 2
        await what_is_left(installation.settings, caller)


async def what_is_left(settings: Settings, caller: Caller) -> None:
    """The rows and the recording of a talk that was answered."""
    ring = await eventually(
        caller.db, "select * from agent_call where call_id = $1 and result = 'answered'", caller.call
    )
    assert ring["rang_at"] < ring["answered_at"] < ring["ended_at"]
    assert (ring["answered_at"] - ring["rang_at"]).total_seconds() == pytest.approx(RINGS, abs=1.5)
    await caller.hears_of("agent", state="ended", by="caller")
    assert await caller.kinds("queue") == ["joined"]
    assert await caller.kinds("agent") == ["ringing", "answered", "ended"]
    talk = await eventually(
        caller.db, "select * from recording where call_id = $1 and kind = 'agent'", caller.call
    )
    recorded = seconds_of(settings.recordings / f"{talk['id']}.wav")
    assert recorded == pytest.approx(float(talk["seconds"]), abs=0.1)
    made = await caller.db.fetchrow(
        "select kind, details, channel from request where call_id = $1", caller.call
    )
    assert made is not None
    assert (made["kind"], made["details"], made["channel"]) == ("repair", "厨房水槽下面漏水", "telephone")
