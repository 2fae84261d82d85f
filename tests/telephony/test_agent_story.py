"""From key 0 to a person and back: the demo agent's telephone, the page, the recording (H6, R1, H9)."""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg
import pytest
from playwright.async_api import Browser, Page, expect

from ops import browser
from ops.parts import environment
from ops.phone import CALLER, HOTLINE
from ops.rtp import babble
from ops.settings import ROOT, Settings
from ops.sip import Telephone
from tests.services import Installation
from tests.telephony.stories import CHEN, NOBODY, ZHANG, eventually, seconds_of

pytestmark = pytest.mark.telephony

RINGS = 3.0
"""Seconds the agent's telephone rings before it answers."""
HAPPENED = "select seq, at from call_event where call_id = $1 and kind = $2 and facts @> $3 and seq > $4"


class Caller:
    """Somebody on the line of the hotline, who does one thing after the other."""

    def __init__(self, db: asyncpg.Connection, telephone: Telephone, call: UUID) -> None:
        self.db = db
        self.telephone = telephone
        self.call = call
        self._seq = 0

    async def hears_of(self, kind: str, **facts: object) -> None:
        """Return when the call's journal says so, behind what it said before."""
        row = await eventually(self.db, HAPPENED, self.call, kind, json.dumps(facts), self._seq)
        self._seq = row["seq"]

    async def asks_for_an_agent(self) -> None:
        """Key 0 into the greeting, another key into the announcement; returns in the queue, or past it."""
        await self.hears_of("said")
        await self.telephone.stream.press("0")
        await self.hears_of("said", prompts=["agent/connecting"])

    async def kinds(self, kind: str) -> list[str]:
        """What the journal holds of one kind: its states, or what it was."""
        rows = await self.db.fetch(
            "select coalesce(facts ->> 'state', facts ->> 'what') as told from call_event"
            " where call_id = $1 and kind = $2 order by seq",
            self.call,
            kind,
        )
        return [row["told"] for row in rows]


@contextlib.asynccontextmanager
async def calling(settings: Settings, number: str) -> AsyncIterator[Caller]:
    """A call to the hotline from `number`, answered; hung up in the end."""
    db = await asyncpg.connect(settings.dsn)
    telephone = Telephone(number, HOTLINE, ("127.0.0.1", settings.port("sip")))
    await telephone.open(CALLER, range(0))
    try:
        await telephone.dial(30)
        call = await eventually(db, "select id from call where sip_call_id = $1", telephone.call_id)
        yield Caller(db, telephone, call["id"])
    finally:
        await telephone.hang_up()
        telephone.close()
        await db.close()


@pytest.fixture(scope="module")
async def agent(installation: Installation) -> AsyncIterator[None]:
    """The telephone 801, signed in."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ops", "agent", "801", "--rings", str(RINGS)),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, **environment(installation.settings)},
        cwd=ROOT,
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(20):
            while b"200 OK" not in (line := await process.stdout.readline()):
                assert line, "the telephone is not there"
        yield
    finally:
        process.terminate()
        await process.communicate()


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
    await page.goto("/sign-in")
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
