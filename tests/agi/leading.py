"""A TCP proxy before Postgres that loses connectivity on command (H11, P8; as asyncpg tests adversity)."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from urllib.parse import urlsplit, urlunsplit


class Lead:
    """`dsn` leads through the proxy to the database of the dsn given."""

    dsn: str

    def __init__(self, dsn: str) -> None:
        self._parts = urlsplit(dsn)
        self._writers: set[asyncio.StreamWriter] = set()
        self.cut_off = False

    @classmethod
    @contextlib.asynccontextmanager
    async def to(cls, dsn: str) -> AsyncIterator["Lead"]:
        self = cls(dsn)
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        login = self._parts.netloc.rpartition("@")[0]
        self.dsn = urlunsplit(self._parts._replace(netloc=f"{login}@127.0.0.1:{port}"))
        try:
            yield self
        finally:
            server.close()
            self.cut()
            await server.wait_closed()

    def cut(self) -> None:
        """Postgres is away: connections break, new ones are closed at once."""
        self.cut_off = True
        for writer in self._writers:
            writer.transport.abort()

    def mend(self) -> None:
        """Postgres is back."""
        self.cut_off = False

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.cut_off:
            writer.transport.abort()
            return
        back_reader, back_writer = await asyncio.open_connection(self._parts.hostname, self._parts.port)
        self._writers |= {writer, back_writer}
        await asyncio.gather(_pour(reader, back_writer), _pour(back_reader, writer))
        self._writers -= {writer, back_writer}


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.transport.abort()
