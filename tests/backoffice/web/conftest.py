"""The application on a database of its own, with a small estate, and a browser."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import asyncpg
import pytest
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import Browser, BrowserContext, Page

from backoffice.web.app import create_app
from ops import browser
from ops.front import ensure_front
from tests.backoffice.web.estate import Estate
from tests.backoffice.web.visitor import Visitor


@pytest.fixture(scope="session")
def front() -> Path:
    """The pages' libraries."""
    return ensure_front()


@pytest.fixture
async def estate(db: asyncpg.Connection, tmp_path: Path) -> Estate:
    """The small estate, in the database of this test."""
    made = Estate(db, tmp_path)
    await made.make()
    return made


@pytest.fixture
async def server(database: str, estate: Estate, front: Path) -> AsyncIterator[TestServer]:
    """The back office, listening."""
    async with asyncpg.create_pool(database, min_size=1, max_size=5) as pool:
        app = create_app(
            pool,
            dsn=database,
            recordings_dir=estate.recordings,
            sounds_dir=estate.recordings,
            imports_dir=estate.recordings / "imports",
            front_dir=front,
            first_sign_in=estate.recordings / "first-sign-in.json",
        )
        running = TestServer(app)
        async with running:
            yield running


Visit = Callable[..., Awaitable[Visitor]]
Look = Callable[..., Awaitable[Page]]


@pytest.fixture
async def visit(server: TestServer) -> AsyncIterator[Visit]:
    """Make visitors: `await visit()` is a stranger, `await visit("chen")` is signed in."""
    clients: list[TestClient] = []  # type: ignore[type-arg]

    async def make(login: str = "", *, language: str = "zh") -> Visitor:
        client = TestClient(server)
        clients.append(client)
        visitor = Visitor(client, language)
        if login:
            assert (await visitor.sign_in(login)).status == 303
        return visitor

    yield make
    for client in clients:
        # The server belongs to its own fixture.
        await client.session.close()


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """A real browser."""
    async with browser.chromium() as chromium:
        yield chromium


@pytest.fixture
async def look(chromium: Browser, server: TestServer) -> AsyncIterator[Look]:
    """The sign-in page in a window of its own: `page = await look()`; faults on the page fail the test."""
    windows: list[BrowserContext] = []
    faults: list[str] = []

    async def open_page(language: str = "zh-CN") -> Page:
        window = await chromium.new_context(
            base_url=str(server.make_url("/")), locale=language, viewport={"width": 1366, "height": 768}
        )
        windows.append(window)
        page = await window.new_page()
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
        await page.goto("/sign-in")
        return page

    yield open_page
    for window in windows:
        await window.close()
    assert not faults
