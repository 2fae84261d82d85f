"""TCP proxies that lose connectivity on command (H7, H11, P8; as asyncpg tests adversity)."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Self
from urllib.parse import urlsplit, urlunsplit


class Proxy:
    """Leads from `port` on 127.0.0.1 to another listener.

    passes: asked about each chunk towards the listener; False swallows it.
    """

    port: int

    def __init__(self, host: str, port: int) -> None:
        self._to = (host, port)
        self._writers: set[asyncio.StreamWriter] = set()
        self.passes: Callable[[bytes], bool] = lambda data: True
        self.cut_off = False

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[Self]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            self.cut()
            await server.wait_closed()

    def cut(self) -> None:
        """The listener is away: connections break, new ones are closed at once."""
        self.cut_off = True
        for writer in self._writers:
            writer.transport.abort()

    def mend(self) -> None:
        """The listener is back."""
        self.cut_off = False

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.cut_off:
            writer.transport.abort()
            return
        back_reader, back_writer = await asyncio.open_connection(*self._to)
        self._writers |= {writer, back_writer}
        await asyncio.gather(
            _pour(reader, back_writer, lambda data: self.passes(data)),
            _pour(back_reader, writer, lambda data: True),
        )
        self._writers -= {writer, back_writer}


class Lead(Proxy):
    """`dsn` leads through the proxy to the database of the dsn given."""

    dsn: str

    @classmethod
    @contextlib.asynccontextmanager
    async def to(cls, dsn: str) -> AsyncIterator[Self]:
        parts = urlsplit(dsn)
        assert parts.hostname
        assert parts.port
        async with cls(parts.hostname, parts.port).listening() as self:
            login = parts.netloc.rpartition("@")[0]
            self.dsn = urlunsplit(parts._replace(netloc=f"{login}@127.0.0.1:{self.port}"))
            yield self


async def _pour(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, passes: Callable[[bytes], bool]
) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65536):
            if passes(data):
                writer.write(data)
                await writer.drain()
    writer.transport.abort()
