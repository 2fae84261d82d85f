"""The parts of an installation: what each runs, how its health is seen, what it needs."""

import asyncio
import os
import sys

from ops import asterisk, estate, probes, secrets
from ops.child import Child
from ops.database import DATABASE, cluster
from ops.host import PROVIDER
from ops.logfile import LogFile
from ops.provider import start as provider
from ops.raw import BIN
from ops.settings import Settings
from ops.state import Health
from ops.supervisor import Part

CALLS_MAY_FINISH = 30.0
"""Seconds the engine may take to end when it is told to: calls in progress finish within it."""
HUNG_AFTER = 30.0
"""Seconds without an answer after which the engine or the back office is started anew."""


def parts(settings: Settings) -> list[Part]:
    """What `up` runs, in the order of starting; nothing is started yet."""
    secrets.ensure(settings.home)
    found = [_postgres(settings)] if settings.demo else []
    found.append(_asterisk(settings))
    found.append(_room(settings, "engine", "agi", "metrics", CALLS_MAY_FINISH))
    found.append(_room(settings, "web", "backoffice.web", "web", 10.0))
    if settings.demo and not settings.provider:
        found.append(_provider(settings))
    return found


def log(settings: Settings, name: str) -> LogFile:
    """A part's log."""
    return LogFile(settings.home / "log" / f"{name}.log")


def environment(settings: Settings) -> dict[str, str]:
    """What names the installation to our own processes."""
    return {
        "ESTATELINE_HOME": str(settings.home),
        "ESTATELINE_PORT_BASE": str(settings.port_base),
        "DATABASE_URL": settings.database_url,
        "DATABASE_OWNER_URL": settings.database_owner_url,
        "ESTATELINE_PROVIDER": settings.provider,
        "ESTATELINE_SIP_ADDRESS": settings.sip_address,
        "ESTATELINE_TRUSTED_PROXIES": settings.trusted_proxies,
        "ASTERISK": settings.asterisk,
        "PYTHONUNBUFFERED": "1",
    }


def _postgres(settings: Settings) -> Part:
    server = cluster(settings)

    async def prepare() -> None:
        await asyncio.to_thread(server.prepare)

    async def settle() -> None:
        await server.create(DATABASE)
        await server.admit_application()
        await estate.prepare(settings)

    return Part(
        name="postgres",
        port=server.port,
        child=lambda: server.child(log(settings, "postgres").path),
        health=lambda: probes.postgres(server),
        prepare=prepare,
        settle=settle,
    )


def _room(settings: Settings, name: str, module: str, port: str, stop_limit: float) -> Part:
    """One of our own Python processes, which answers GET /health."""
    argv = [sys.executable, "-m", module]
    return Part(
        name=name,
        port=settings.port(port),
        child=lambda: Child(argv, log(settings, name), environment(settings)),
        health=lambda: probes.http(settings.port(port)),
        needs=("postgres",),
        stop_limit=stop_limit,
        silence_limit=HUNG_AFTER,
    )


def _asterisk(settings: Settings) -> Part:
    async def prepare() -> None:
        asterisk.render(settings)

    async def settle() -> None:
        await asterisk.ready(settings)

    return Part(
        name="asterisk",
        port=settings.port("sip"),
        child=lambda: Child(asterisk.argv(settings), log(settings, "asterisk")),
        health=lambda: probes.manager(settings.port("ami")),
        prepare=prepare,
        settle=settle,
    )


def _provider(settings: Settings) -> Part:
    """The demo's telephone company: SIPp, which answers nothing before it is called."""

    async def prepare() -> None:
        await asyncio.to_thread(provider.render, settings)

    async def health() -> Health:
        return Health.HEALTHY if PROVIDER.taken(settings) else Health.SILENT

    return Part(
        name="provider",
        port=settings.port("provider"),
        child=lambda: Child(
            provider.argv(settings),
            log(settings, "provider"),
            {"PATH": f"{BIN}:{os.environ['PATH']}"},
        ),
        health=health,
        prepare=prepare,
    )
