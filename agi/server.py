"""The FastAGI server: panoramisk's registry of scripts, and a handler that hostile clients cannot hurt.

panoramisk's own handler freezes the whole process when a client connects and closes at once, has no limit
of size or time, and swallows cancellation: design.md's traps, docs/decisions.md. P8.
"""

import asyncio
import ipaddress
import socket
from asyncio.trsock import TransportSocket
from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

import structlog
from panoramisk.fast_agi import Application, Request

from agi.channel import AgiLine, Length
from agi.connection import Connection, Headers
from ivr.line import Hangup

log = structlog.get_logger()

MOST_CALLS = 1000
STOP_SECONDS = 20.0
LAST_WORK = 5.0  # seconds a handler has for its own `finally` after its line was taken away


class AgiRequest(Request):  # type: ignore[misc] # panoramisk has no types
    """What Asterisk asks for: the script's name, its arguments, the channel's facts, and the line to it."""

    headers: Mapping[str, str]

    def __init__(self, app: "FastAgiServer", headers: Headers, connection: Connection) -> None:
        super().__init__(app, MappingProxyType(headers), None, None)
        self.connection = connection
        self.line = AgiLine(connection, app.length)
        path, _, _ = headers.get("agi_network_script", "").partition("?")
        self.script = path.strip("/")

    @property
    def args(self) -> tuple[str, ...]:
        """agi_arg_1 and so on, up to the first one that is missing."""
        args: list[str] = []
        while (one := self.headers.get(f"agi_arg_{len(args) + 1}")) is not None:
            args.append(one)
        return tuple(args)

    async def send_command(self, command: str) -> None:
        """Refused: commands are spelled and quoted in agi.channel alone."""
        raise TypeError("say it by agi.channel.AgiLine")


Handler = Callable[[AgiRequest], Awaitable[None]]


class FastAgiServer(Application):  # type: ignore[misc] # panoramisk has no types
    """Serves `agi://host:port/SCRIPT`. `add_route(SCRIPT, handler)` before `start`.

    most: calls at once; whoever comes beyond them is closed, and the dialplan's fallback takes that call.
    anywhere: also serve peers beyond this machine (AGI has no password: a firewall must stand before it).
    length: seconds a sound lasts, for each call's line.
    """

    def __init__(self, length: Length, *, most: int = MOST_CALLS, anywhere: bool = False) -> None:
        super().__init__(loop=asyncio.get_running_loop())
        self.total = 0
        """Calls taken since the start, for health and metrics."""
        self.failed = 0
        """Calls whose handler raised something else than Hangup."""
        self.length = length
        self._most = most
        self._anywhere = anywhere
        self._open: set[Connection] = set()
        self._calls: dict[asyncio.Task[None], Connection] = {}
        self._listening: asyncio.Server | None = None
        self._all_closed: asyncio.Future[None] | None = None

    @property
    def now(self) -> int:
        """Calls in progress."""
        return len(self._calls)

    @property
    def connections(self) -> int:
        """Sockets open, with those whose header is still awaited."""
        return len(self._open)

    async def start(self, host: str, port: int) -> int:
        """Listen; port 0 takes a free one. Returns the port. Raises OSError when it is taken."""
        self._listening = await self.loop.create_server(self._accept, host, port, backlog=1024)
        for one in self._listening.sockets:
            keep_alive(one)
        return int(self._listening.sockets[0].getsockname()[1])

    async def stop(self, limit: float = STOP_SECONDS) -> None:
        """Take no new calls, let those in progress finish.

        limit: seconds; then every line left raises Hangup("stopping"), and handlers have LAST_WORK seconds
        for their `finally`. After this no task and no socket of the server is left.
        """
        if self._listening is not None:
            self._listening.close()
        for connection in self._open - set(self._calls.values()):
            connection.abort()
        for cause in ("stopping", "cancelled"):
            if not self._calls:
                break
            await asyncio.wait(self._calls, timeout=limit if cause == "stopping" else LAST_WORK)
            for task, connection in list(self._calls.items()):
                connection.end(cause)
                if cause == "cancelled":
                    log.error("agi.call_cancelled", script=task.get_name())
                    task.cancel()
        if self._calls:
            await asyncio.wait(self._calls)
        if self._open:
            self._all_closed = self.loop.create_future()
            await self._all_closed
        if self._listening is not None:
            await self._listening.wait_closed()

    def _accept(self) -> Connection:
        return Connection(self._opened, self._closed, self._admit)

    def _admit(self, connection: Connection) -> bool:
        if not self._anywhere and not is_loopback(connection.peer):
            log.warning("agi.stranger_refused", peer=connection.peer)
            return False
        if len(self._open) >= self._most:
            log.error("agi.too_many_calls", most=self._most)
            return False
        self._open.add(connection)
        return True

    def _opened(self, connection: Connection, headers: Headers) -> None:
        request = AgiRequest(self, headers, connection)
        handler: Handler | None = self._route.get(request.script)
        if handler is None:
            log.warning("agi.no_such_script", script=request.script[:80], peer=connection.peer)
            connection.close()
            return
        self.total += 1
        task = self.loop.create_task(self._serve(handler, request), name=request.script)
        self._calls[task] = connection
        task.add_done_callback(self._finished)

    async def _serve(self, handler: Handler, request: AgiRequest) -> None:
        try:
            await handler(request)
        except Hangup as over:
            log.info("agi.hung_up", script=request.script, cause=over.cause)
        except Exception:
            self.failed += 1
            log.exception("agi.call_failed", script=request.script)
        finally:
            request.connection.close()

    def _finished(self, task: asyncio.Task[None]) -> None:
        del self._calls[task]

    def _closed(self, connection: Connection) -> None:
        self._open.discard(connection)
        if self._all_closed is not None and not self._open and not self._all_closed.done():
            self._all_closed.set_result(None)


def keep_alive(listening: "socket.socket | TransportSocket") -> None:
    """A peer whose machine died is noticed within a minute, in Queue too. Inherited from this socket."""
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 30)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 10)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3)


@lru_cache(maxsize=64)
def is_loopback(peer: str) -> bool:
    """True for an address of this machine's loopback network."""
    try:
        return ipaddress.ip_address(peer).is_loopback
    except ValueError:
        return False
