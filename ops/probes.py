"""One look at each part: does it answer, and does it say that it is well. None of these raises."""

import asyncio

import asyncpg

from ops.database import Cluster
from ops.state import Health

LIMIT = 2.0
"""Seconds an answer may take."""


async def http(port: int) -> Health:
    """GET /health on 127.0.0.1: 200 is healthy, any other status says that something is missing."""
    answer = await _ask(port, b"GET /health HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
    words = answer.split()
    if len(words) < 2 or not words[0].startswith(b"HTTP/"):
        return Health.SILENT
    return Health.HEALTHY if words[1] == b"200" else Health.UNWELL


async def manager(port: int) -> Health:
    """Asterisk's manager greets whoever connects, without a log-in and without a log line."""
    greeting = await _ask(port, b"")
    return Health.HEALTHY if greeting.startswith(b"Asterisk Call Manager") else Health.SILENT


async def postgres(cluster: Cluster) -> Health:
    """A connection with the installation's own password."""
    try:
        db = await asyncpg.connect(cluster.dsn("postgres"), timeout=LIMIT)
    except (OSError, TimeoutError):
        return Health.SILENT
    except (
        asyncpg.PostgresError,
        asyncpg.InterfaceError,
    ):  # starting up, shutting down, too many connections
        return Health.UNWELL
    await db.close(timeout=LIMIT)
    return Health.HEALTHY


async def _ask(port: int, question: bytes) -> bytes:
    """The first line of the answer, b"" when there is none in time."""
    try:
        async with asyncio.timeout(LIMIT):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(question)
                return await reader.readline()
            finally:
                writer.close()
    except (OSError, TimeoutError, ValueError):
        return b""
