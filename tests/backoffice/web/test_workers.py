"""Workers beside the pages: all start, one that fails comes back, all end with the application."""

import asyncio

import pytest
from aiohttp import web

from backoffice.web import workers


async def test_p7_a_worker_that_fails_is_started_again_beside_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workers, "AGAIN", 0)
    starts, again, ended = 0, asyncio.Event(), asyncio.Event()

    async def failing() -> None:
        nonlocal starts
        starts += 1
        if starts == 1:
            raise RuntimeError
        again.set()

    async def steady() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    app = web.Application()
    app.cleanup_ctx.append(workers.running(failing, steady))
    runner = web.AppRunner(app)
    await runner.setup()
    async with asyncio.timeout(5):
        await again.wait()
    assert not ended.is_set()
    await runner.cleanup()
    assert ended.is_set()
