"""Parts of the engine, run for the length of a test."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from typing import Any

from agi.ami import Ami
from tests.agi.managing import Manager


@contextlib.asynccontextmanager
async def running(*parts: Coroutine[Any, Any, Any]) -> AsyncIterator[None]:
    """Run them at the same time; cancel them in the end. What one of them raises fails the test."""
    tasks = [asyncio.create_task(part) for part in parts]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(end, asyncio.CancelledError) for end in ends), ends


def link(manager: Manager, *, limit: float = 5, ping_every: float = 60) -> Ami:
    """A link to a manager of the tests', quick to try again."""
    return Ami(
        "127.0.0.1",
        manager.port,
        "engine",
        "secret",
        limit=limit,
        ping_every=ping_every,
        retry_first=0.01,
        retry_most=0.02,
        boot_limit=1,
    )
