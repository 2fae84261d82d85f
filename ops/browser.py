"""A real browser for pictures and tests of pages."""

import contextlib
from collections.abc import AsyncIterator

from playwright.async_api import Browser, async_playwright


@contextlib.asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Chromium; it may reach nothing but us, and plays sound without being asked."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=[
                *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
                *("--disable-background-networking", "--disable-component-update"),
                "--autoplay-policy=no-user-gesture-required",
            ],
        )
        yield browser
        await browser.close()
