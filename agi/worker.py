"""How a part of the engine lasts: through a Postgres or an Asterisk that is away, until it is cancelled."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NoReturn

import asyncpg
import structlog

from agi.manager import SwitchTrouble

log = structlog.get_logger()

AWAY = (
    OSError,  # TimeoutError is one
    SwitchTrouble,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # shut down by its administrator
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
)
"""What is no fault of ours and passes: said in one line, without a traceback."""


async def keep_on(
    part: str, work: Callable[[], Awaitable[object]], *, pause: float = 1.0, most: float = 10.0
) -> NoReturn:
    """Await `work()` again and again, `pause` seconds apart; after a failure ever longer, up to `most`.

    The top of a worker: whatever `work` raises is logged with the part's name, and then it is tried again.
    """
    failures = 0
    while True:
        wait = min(pause * 2**failures, most)
        try:
            await work()
            failures, wait = 0, pause
        except AWAY as away:
            failures = min(failures + 1, 10)
            log.warning(f"{part}.waiting", reason=str(away) or type(away).__name__, again_in=wait)
        except Exception:
            failures = min(failures + 1, 10)
            log.exception(f"{part}.failed", again_in=wait)
        await asyncio.sleep(wait)
