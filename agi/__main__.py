"""The engine: `python -m agi`. Answers Asterisk, follows it, carries out what the back office asks (design).

Composition root: settings are read here and handed down.
"""

import asyncio
import contextlib
import logging
import os
import shutil
import signal
import sys
from collections.abc import Coroutine, Mapping
from pathlib import Path
from typing import Any

import asyncpg
import structlog
import uvloop

from agi import health
from agi.agents import AgentCalls
from agi.ami import Ami
from agi.attempts import Attempts
from agi.channel import Length
from agi.dialler import Dialler
from agi.hotline import Answering
from agi.journal import JournalWriter
from agi.orphans import Orphans
from agi.queues import AsteriskFiles
from agi.server import FastAgiServer
from agi.settling import Settling
from agi.shipper import Shipper
from agi.spool import Spool
from agi.switch import Switch
from ivr.say import Sound
from ops.settings import Settings

log = structlog.get_logger()

POOL = 12
"""Connections to Postgres: questions are short, and none is held while a caller listens."""
LEAST_DISK = 500 * 1024 * 1024
"""Bytes free below which the engine says so; calls go on without recordings when there are none."""


async def engine(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT; calls in progress then finish within the server's limit."""
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    settings.recordings.mkdir(parents=True, exist_ok=True)
    pool = await asyncpg.create_pool(
        settings.dsn, min_size=0, max_size=POOL, timeout=5, command_timeout=10, reset=nothing_to_reset
    )
    writer = JournalWriter(pool, settings.home / "run" / "journal.spill")
    writer.start()
    ami = Ami("127.0.0.1", settings.port("ami"), "engine", settings.secret("ami_engine"))
    shipper = Shipper(pool, settings.asterisk_logs)
    attempts = Attempts(pool, ami, shipper)
    dialler = Dialler(pool, ami, attempts)
    files = AsteriskFiles(pool, ami, settings.home / "asterisk" / "etc")
    switch = Switch(
        pool,
        {
            "reload_agents": files.reload,
            "reload_queues": files.reload,
            "remind": dialler.remind,
            "join": dialler.join,
            "hang_up": dialler.hang_up,
        },
    )
    server = FastAgiServer(sound_length(settings.sounds))
    answering = Answering(pool, writer, settings.recordings, settings.fallback_spool)
    server.add_route("hotline", answering.hotline)
    server.add_route("reminder", answering.reminder)

    async def facts() -> Mapping[str, Any]:
        free = shutil.disk_usage(settings.home).free
        return {
            "ok": True,  # callers are served, by the fallback's queue at least, whatever else is away
            "calls": server.now,
            "calls_total": server.total,
            "calls_failed": server.failed,
            "asterisk": ami.up,
            "journal_waiting": writer.waiting,
            "disk_free_bytes": free,
            "disk_low": free < LEAST_DISK,
        }

    workers: list[Coroutine[Any, Any, object]] = [
        one.run()
        for one in (
            ami,
            shipper,
            attempts,
            dialler,
            files,
            switch,
            AgentCalls(pool, ami, writer.note),
            Spool(pool, settings.fallback_spool, settings.recordings),
            Orphans(pool, settings.recordings, settings.fallback_spool),
            Settling(pool, ami),
        )
    ]
    running: asyncio.Future[Any] = asyncio.gather(*workers)
    await server.start("127.0.0.1", settings.port("agi"))
    watched = await health.serve(settings.port("metrics"), facts)
    log.info("engine.ready", port=settings.port("agi"), pid=os.getpid())
    stopping: asyncio.Future[Any] = asyncio.ensure_future(stop.wait())
    await asyncio.wait((running, stopping), return_when=asyncio.FIRST_COMPLETED)
    log.info("engine.stopping", calls=server.now)
    await server.stop()
    failed = running.done()
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    await writer.stop()
    await watched.cleanup()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(pool.close(), 5)
    if failed:
        raise SystemExit("a worker of the engine ended")


async def nothing_to_reset(_: asyncpg.Connection) -> None:
    """A connection comes back with no state of a session's: saves a round trip after each question.

    asyncpg itself still rolls back what was left open. Nobody here may SET, open cursors, take locks that
    outlast a transaction, or LISTEN without UNLISTEN on a connection of the pool.
    """


def sound_length(sounds: Path) -> Length:
    """Seconds a sound lasts, from its A-law file's size (8,000 bytes a second); 0.0 when it is missing.

    Remembered once it is there: a sound that is made anew while the engine runs is about as long.
    """
    known: dict[Sound, float] = {}

    def length(sound: Sound) -> float:
        if sound not in known:
            try:
                known[sound] = (sounds / f"{sound}.alaw").stat().st_size / 8000
            except OSError:
                return 0.0
        return known[sound]

    return length


def main() -> None:
    """Read settings, log as JSON lines, run."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.dict_tracebacks,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    uvloop.run(engine(Settings()))


if __name__ == "__main__":
    main()
