"""Every page of the demo, walked by its links as the administrator: readable by all, and light (pages.md)."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from aiohttp.test_utils import TestServer
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page

from backoffice.web.app import create_app
from ops.pictures import sign_in, walk
from tests.backoffice.web.estate import CHEAP, PASSWORD

pytestmark = pytest.mark.browser

LIGHT = 200_000
"""Bytes of script a page may load, compressed; charts and the softphone apart."""
SERIOUS = ("serious", "critical")


@pytest.fixture
async def demo_page(
    demo: str, chromium: Browser, front: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Page]:
    """The demo's pages, signed in as its administrator; the parameter: window size, colours, language."""
    width, colours, language = request.param
    async with asyncpg.create_pool(demo, min_size=1, max_size=5) as pool:
        await pool.execute("update staff set password_hash = $1 where login = 'administrator'", CHEAP)
        app = create_app(
            pool,
            dsn=demo,
            recordings_dir=tmp_path,
            sounds_dir=tmp_path,
            imports_dir=tmp_path,
            front_dir=front,
            first_sign_in=tmp_path / "first-sign-in.json",
        )
        async with TestServer(app) as server:
            address = str(server.make_url("/"))
            window = await chromium.new_context(
                base_url=address, viewport={"width": width, "height": 768}, color_scheme=colours
            )
            await window.add_cookies([{"name": "estateline_language", "value": language, "url": address}])
            page = await window.new_page()
            await sign_in(page, "administrator", PASSWORD)
            yield page
            await window.close()


@pytest.mark.parametrize(
    "demo_page", [(1366, "light", "zh"), (390, "dark", "en")], indirect=True, ids=["desk", "phone"]
)
async def test_p2_every_page_can_be_used_by_everybody_and_loads_little(demo_page: Page) -> None:
    said: list[str] = []
    demo_page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
    demo_page.on("pageerror", lambda fault: said.append(str(fault)))
    scripts: dict[str, int] = {}

    async def weigh(response) -> None:  # type: ignore[no-untyped-def]
        if response.request.resource_type == "script" and "/echarts/" not in response.url:
            scripts[response.url] = len(gzip.compress(await response.body()))

    demo_page.on("response", weigh)
    axe, wrong, walked = Axe(), [], 0
    async for kind in walk(demo_page):
        walked += 1
        found = await axe.run(demo_page)
        wrong += [
            f"{kind}: {one['id']}: {one['nodes'][0]['html'][:160]}"
            for one in found.response["violations"]
            if one["impact"] in SERIOUS
        ]
        wide = await demo_page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            wrong.append(f"{kind}: {wide} px wider than its window")
    assert walked >= 5
    assert wrong == []
    assert said == []
    assert sum(scripts.values()) < LIGHT
