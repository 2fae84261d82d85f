"""`python -m backoffice.web`: the back office as a process; settings are read here and handed down."""

import asyncio
import signal
import sys

import asyncpg
import structlog
from aiohttp import web

from backoffice.web.app import create_app
from ops.front import ensure_front
from ops.settings import Settings

log = structlog.get_logger()

BACKING_UP = ("setpriv", "--pdeathsig", "TERM", "--", sys.executable, "-m", "ops", "backup", "--lines")
"""A process of its own, which ends with us: it reads all there is, as the role that owns it."""


async def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; pages that are open get a few seconds to finish what they asked."""
    stop = asyncio.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    front = await asyncio.to_thread(ensure_front)
    async with asyncpg.create_pool(settings.dsn, min_size=1, max_size=10, command_timeout=15) as pool:
        app = create_app(
            pool,
            dsn=settings.dsn,
            recordings_dir=settings.recordings,
            sounds_dir=settings.sounds,
            imports_dir=settings.imports,
            front_dir=front,
            backing_up=BACKING_UP,
            first_sign_in=settings.first_sign_in,
            trusted_proxies=settings.trusted_proxies,
        )
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=5)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", settings.port("web")).start()
        log.info("web.ready", port=settings.port("web"))
        await stop.wait()
        await runner.cleanup()
    log.info("web.stopped")


def main() -> None:
    """The process."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    asyncio.run(serve(Settings()))


if __name__ == "__main__":
    main()
