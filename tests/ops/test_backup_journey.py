"""The journey: back up in the browser, lose something, restore by one command, sign in again (P6)."""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator

import asyncpg
import pytest
from playwright.async_api import Page, expect

from ops import backups, probes
from ops.browser import chromium
from ops.estate import prepare
from ops.parts import environment
from ops.pictures import sign_in
from ops.settings import ROOT, Settings
from ops.state import Health
from tests.ops.test_backups import run, settings

__all__ = ["settings"]

pytestmark = pytest.mark.browser


@contextlib.asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[None]:
    """Postgres with the demo, and the back office."""
    async with backups._postgres(settings):
        await prepare(settings)
        web = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "backoffice.web"),
            env={**os.environ, **environment(settings)},
            cwd=ROOT,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(60):
                while await probes.http(settings.port("web")) is not Health.HEALTHY:  # noqa: ASYNC110
                    await asyncio.sleep(0.1)
            yield
        finally:
            web.terminate()
            await web.wait()


@contextlib.asynccontextmanager
async def signed_in(settings: Settings) -> AsyncIterator[Page]:
    """The administrator's browser."""
    people = json.loads((settings.home / "secrets" / "demo.json").read_text(encoding="utf-8"))
    chief = next(one for one in people if one["login"] == "administrator")
    async with chromium() as browser:
        window = await browser.new_context(
            base_url=f"http://127.0.0.1:{settings.port('web')}",
            locale="zh-CN",
            viewport={"width": 1366, "height": 768},
        )
        page = await window.new_page()
        await sign_in(page, chief["login"], chief["password"])
        yield page


async def test_p6_a_backup_of_the_page_brings_everything_back(settings: Settings) -> None:
    async with serving(settings), signed_in(settings) as page:
        await page.goto("/settings/backup")
        await page.get_by_role("button", name="立即备份").click()
        await expect(page.get_by_text("已核对")).to_be_visible(timeout=60_000)
        db = await asyncpg.connect(settings.dsn)
        before = await db.fetchval("select count(*) from request")
        await db.execute("delete from handover_defect; delete from request")
        await db.execute("update staff set password_hash = 'lost', active = false")
        await db.close()
    (file,) = (settings.home / "backups").glob("estateline-*.tar")
    status, _, words = await run(settings, "restore", str(file), "--replace")
    assert status == 0, words
    async with serving(settings), signed_in(settings) as page:
        await page.goto("/settings/backup")
        await expect(page.get_by_text("已核对")).to_be_visible()
        await page.goto("/requests?state=all")
        await expect(page.locator("tbody tr").first).to_be_visible()
        db = await asyncpg.connect(settings.dsn)
        assert await db.fetchval("select count(*) from request") == before
        await db.close()
