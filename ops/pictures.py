"""`screenshots`: a picture of every page, found by following links as a reader would; tests walk so, too."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

from ops import apt, testing
from ops.host import this_host
from ops.messages import Unready, note, say
from ops.root import PARTS
from ops.settings import Settings

if TYPE_CHECKING:
    from playwright.async_api import Page

MOST = 200
"""Pages of one walk; more would be a link that leads nowhere new."""
LEFT_OUT = re.compile(r"^/(static|recordings|live|sign-|sheets)|[?&]export=|\.(pdf|xlsx|csv)$")


def kind_of(address: str) -> str:
    """Pages that differ only in the thing they show are one kind: /people/12 and /people/13."""
    path = address.partition("?")[0].partition("#")[0]
    return re.sub(r"/(\d+|[0-9a-f-]{36})(?=/|$)", "/1", path)


async def walk(page: "Page", start: str = "/") -> AsyncIterator[str]:
    """Open one page of each kind that links lead to; yields its kind while it is open."""
    seen, waiting = {kind_of(start)}, [start]
    while waiting and len(seen) < MOST:
        address = waiting.pop(0)
        answer = await page.goto(address)
        if answer is None or answer.status >= 400:
            raise Unready("pictures.broken", page=address, status=answer.status if answer else 0)
        links = await page.eval_on_selector_all("a[href^='/']", "all => all.map(a => a.getAttribute('href'))")
        for link in links:
            if not LEFT_OUT.search(link) and kind_of(link) not in seen:
                seen.add(kind_of(link))
                waiting.append(link)
        yield kind_of(address)


async def sign_in(page: "Page", login: str, password: str) -> None:
    """Through the front door."""
    await page.goto("/sign-in")
    await page.fill("[name=login]", login)
    await page.fill("[name=password]", password)
    await page.press("[name=password]", "Enter")
    await page.wait_for_selector("header.top")


def main(argv: list[str]) -> int:
    """The verb."""
    if len(argv) != 1:
        raise Unready("pictures.where")
    testing.python_packages()
    apt.install([*apt.FONTS, *apt.BROWSER], this_host(), apt.log_path(PARTS))
    folder, settings = Path(argv[0]), Settings()
    folder.mkdir(parents=True, exist_ok=True)
    count = asyncio.run(_take(folder, settings))
    print(say("pictures.taken", count=count, folder=folder))
    return 0


async def _take(folder: Path, settings: Settings) -> int:
    from ops.browser import chromium  # its driver may have been installed just now

    people = json.loads((settings.home / "secrets" / "demo.json").read_text(encoding="utf-8"))
    administrator = next(one for one in people if one["login"] == "administrator")
    count = 0
    async with chromium() as browser:
        for language in ("zh", "en"):
            window = await browser.new_context(
                base_url=f"http://127.0.0.1:{settings.port('web')}", viewport={"width": 1366, "height": 768}
            )
            address = f"http://127.0.0.1:{settings.port('web')}"
            await window.add_cookies([{"name": "estateline_language", "value": language, "url": address}])
            page = await window.new_page()
            await sign_in(page, administrator["login"], administrator["password"])
            async for kind in walk(page):
                name = kind.strip("/").replace("/", "-") or "home"
                await page.wait_for_timeout(250)  # charts draw
                await page.screenshot(path=folder / f"{name}.{language}.png", full_page=True)
                note("pictures.one", page=kind, language=language)
                count += 1
            await window.close()
    return count
