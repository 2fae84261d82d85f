"""How soon a page shows something, in a real Chromium on the demo estate. Verb: `./estateline bench paint`.

Each page is opened in a new window with nothing cached, and again in the same window. First contentful paint
as the browser measures it; the control is a page of one line (`/health`) opened between them.
"""

import asyncio
import json

import asyncpg
from aiohttp import web

from backoffice.demo.load import load
from backoffice.web.app import create_app
from bench.postgres import postgres
from bench.turns import percentile
from ops import apt, testing
from ops.front import ensure_front
from ops.host import this_host
from ops.pictures import sign_in
from ops.root import PARTS

PAGES = (
    *("/", "/homes", "/homes/buildings/1", "/homes/1"),
    *("/homes/houses", "/people", "/requests", "/settings/rights"),
)
ROUNDS = 5
PAINT = """new Promise((done) => new PerformanceObserver((list) => {
  const found = list.getEntriesByName("first-contentful-paint")[0];
  if (found) done(found.startTime);
}).observe({ type: "paint", buffered: true }))"""


async def measure() -> dict[str, list[float]]:
    """Milliseconds to the first paint: `cold`, `warm` and the `control`."""
    from ops.browser import chromium  # its driver may have been installed just now

    found: dict[str, list[float]] = {"cold": [], "warm": [], "control": []}
    async with postgres() as fresh, asyncpg.create_pool(fresh.dsn, min_size=1, max_size=10) as pool:
        home = fresh.settings.home
        await load(fresh.dsn, home)
        people = {
            one["login"]: one["password"]
            for one in json.loads((home / "secrets" / "demo.json").read_text(encoding="utf-8"))
        }
        app = create_app(
            pool,
            dsn=fresh.dsn,
            recordings_dir=home,
            imports_dir=home,
            sounds_dir=home,
            first_sign_in=home / "none",
            front_dir=ensure_front(),
        )
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", fresh.settings.port("web")).start()
        address = f"http://127.0.0.1:{fresh.settings.port('web')}"
        async with chromium() as browser:
            window = await browser.new_context(base_url=address)
            page = await window.new_page()
            await sign_in(page, "administrator", people["administrator"])
            kept = await window.cookies()
            for _ in range(ROUNDS):
                for path in PAGES:
                    cold = await browser.new_context(
                        base_url=address, viewport={"width": 1366, "height": 768}
                    )
                    await cold.add_cookies(kept)  # type: ignore[arg-type]  # what it gave, it takes
                    page = await cold.new_page()
                    for state, where in (("cold", path), ("warm", path), ("control", "/health")):
                        await page.goto(where, wait_until="load")
                        found[state].append(await page.evaluate(PAINT))
                    await cold.close()
        await runner.cleanup()
    return found


def main() -> None:
    """Measure and print."""
    testing.python_packages()
    apt.install([*apt.FONTS, *apt.BROWSER], this_host(), apt.log_path(PARTS))
    found = asyncio.run(measure())
    for state, times in found.items():
        times.sort()
        print(f"{state:8} p50 {percentile(times, 0.5):6.0f} ms   p95 {percentile(times, 0.95):6.0f} ms")
    print(f"paint p95 = {percentile(found['cold'], 0.95):.0f} ms")
    print(f"paint ratio = {percentile(found['cold'], 0.5) / percentile(found['control'], 0.5):.2f}")


if __name__ == "__main__":
    main()
