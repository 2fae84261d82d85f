"""The back office as a process: ready, serving, stopping while pages are open."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import aiohttp
import pytest

from backoffice.web.door import COOKIE
from ops.settings import ROOT
from tests.backoffice.web.estate import PASSWORD, Estate
from tests.backoffice.web.visitor import token_in
from tests.services import UNITS_PORT_BASE, settings


@pytest.mark.usefixtures("front")
async def test_it_serves_and_stops_on_sigterm_with_a_page_open(
    database: str, estate: Estate, tmp_path: Path
) -> None:
    base = UNITS_PORT_BASE + 700
    environment = {
        "DATABASE_URL": database,
        "ESTATELINE_PORT_BASE": str(base),
        "ESTATELINE_HOME": str(tmp_path),
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "backoffice.web"),
        env=os.environ | environment,
        cwd=ROOT,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stderr is not None
        ready = json.loads(await asyncio.wait_for(process.stderr.readline(), 20))
        assert (ready["event"], ready["port"]) == ("web.ready", settings(tmp_path, base).port("web"))
        async with aiohttp.ClientSession(
            f"http://127.0.0.1:{ready['port']}", cookie_jar=aiohttp.CookieJar(unsafe=True)
        ) as browser:
            async with browser.get("/sign-in") as answer:
                form = {"csrf": token_in(await answer.text()), "login": "chen", "password": PASSWORD}
            async with browser.post("/sign-in", data=form, allow_redirects=False) as answer:
                assert COOKIE in answer.cookies
            async with browser.get("/live") as events:
                assert (await events.content.readline()).startswith(b"event: state")
                process.send_signal(signal.SIGTERM)
                assert b"event: bye" not in await events.content.read()
        assert await asyncio.wait_for(process.wait(), 10) == 0
        lines = [json.loads(line) async for line in process.stderr]
        assert lines[-1]["event"] == "web.stopped"
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
