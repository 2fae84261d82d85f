"""One FastAGI connection: bytes in, header and replies out, and every end of it as `Hangup` (P8).

Framing only: what a command means and how it is spelled is `agi.channel`'s. Written on `asyncio.Protocol`,
because a stream reader costs more than all the rest (docs/benchmarks.md).
Source: Asterisk 22, res_agi.c: one command is answered by one reply, `HANGUP` may come at any time between.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import NamedTuple, cast

import structlog

from ivr.line import Hangup

log = structlog.get_logger()

MOST_HEADER_BYTES = 16 * 1024
MOST_HEADER_LINES = 100
HEADER_SECONDS = 3.0
MOST_REPLY_BYTES = 64 * 1024  # one line, or one usage text
GRACE = 10.0  # seconds a reply may be late before the line counts as dead
MOST_STRAYS = 100  # lines that answer nothing, in one call
NEVER = float("inf")
UNFINISHED = b"520-"  # a usage text follows, up to the line that begins with "520 "


class Reply(NamedTuple):
    """One answer of Asterisk's: `200 result=1 (timeout) endpos=8000`."""

    code: int
    result: int  # -1 when there is none
    rest: str  # what follows the result


Headers = dict[str, str]
Opened = Callable[["Connection", Headers], None]
Closed = Callable[["Connection"], None]
Admit = Callable[["Connection"], bool]


class Connection(asyncio.Protocol):
    """Asterisk's end of one AGI script.

    admit: asked once whether this peer may speak; opened: called once, when the header is whole;
    closed: called once, when the socket of an admitted peer is gone.
    """

    def __init__(self, opened: Opened, closed: Closed, admit: Admit) -> None:
        self.peer = ""
        self.ended = ""
        """Why the call is over (a cause of `Hangup`), or ""."""
        self._opened = opened
        self._closed = closed
        self._admit = admit
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._usage = b""
        self._in_header = True
        self._strays = 0
        self._waiting: deque[asyncio.Future[Reply]] = deque()
        self._deadline = 0.0
        self._watch: asyncio.TimerHandle | None = None

    def send(self, line: bytes, longest: float | None) -> "asyncio.Future[Reply]":
        """Send one command line (with its newline); await the result for its one reply.

        longest: seconds the command may take in Asterisk; None for a command without a limit (Queue).
        Raises Hangup, here or in the result, when the call is over, or ends meanwhile, or nothing comes
        GRACE s after `longest`. A second command while one runs interrupts it: see `AgiLine.hold`.
        """
        if self.ended or self._transport is None:
            raise Hangup(self.ended or "reset")
        waiting = self._loop.create_future()
        self._waiting.append(waiting)
        if longest is None:
            self._deadline = NEVER
        else:
            self._deadline = self._loop.time() + longest + GRACE
            if self._watch is None or self._watch.when() > self._deadline:
                self._watch_until(self._deadline)
        self._transport.write(line)
        return waiting

    def end(self, cause: str) -> None:
        """The call is over: whoever waits for a reply gets Hangup(cause). The first cause counts."""
        if not self.ended:
            self.ended = cause
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_exception(Hangup(self.ended))
                waiting.exception()  # whoever stopped waiting never fetches it: no error of anybody's

    def close(self) -> None:
        """Let go of the socket after what was written has gone out."""
        self.end("ended")
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Let go of the socket at once."""
        self.close()
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio: the socket is there. Asterisk has HEADER_SECONDS to say what it wants."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own does not derive from it
        self.peer = str((transport.get_extra_info("peername") or ("",))[0])
        if not self._admit(self):
            self.abort()
            return
        self._deadline = self._loop.time() + HEADER_SECONDS
        self._watch_until(self._deadline)

    def data_received(self, data: bytes) -> None:
        """asyncio: some bytes, cut anywhere."""
        if self._in_header:
            self._buffer += data
            self._read_header()
            return
        if self._buffer:
            data = self._buffer + data
        if data.count(b"\n") == 1 and data.endswith(b"\n"):
            self._buffer = b""
            self._read_line(data[:-1])
            return
        *lines, self._buffer = data.split(b"\n")
        for line in lines:
            self._read_line(line)
        if len(self._buffer) + len(self._usage) > MOST_REPLY_BYTES:
            self._refuse("agi.reply_too_long")

    def eof_received(self) -> bool:
        """asyncio: Asterisk has closed its side: the script is over whatever we think."""
        self.end("reset")
        return False

    def connection_lost(self, trouble: Exception | None) -> None:
        """asyncio: the socket is gone."""
        self.end("reset")
        self.close()
        self._closed(self)

    def _read_header(self) -> None:
        header, end, rest = self._buffer.partition(b"\n\n")
        if len(header) > MOST_HEADER_BYTES or header.count(b"\n") >= MOST_HEADER_LINES:
            self._refuse("agi.header_too_long")
        elif end:
            self._in_header = False
            self._deadline = NEVER
            self._buffer = b""
            self._opened(self, parse_header(header))
            if rest:
                self.data_received(rest)

    def _read_line(self, line: bytes) -> None:
        if self._usage:
            self._usage += b"\n" + line
            if line.startswith(b"520 "):
                line, self._usage = self._usage, b""
            else:
                if len(self._usage) > MOST_REPLY_BYTES:
                    self._refuse("agi.reply_too_long")
                return
        elif line.startswith(UNFINISHED):
            self._usage = line
            return
        if line == b"HANGUP":
            self.end("caller")
            return
        try:
            reply = parse_reply(line)
        except ValueError:
            reply = None
        if reply is None or not self._waiting:
            self._stray(line)
        elif reply.code == 511:
            self.end("dead_channel")
        elif reply.code != 100:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_result(reply)

    def _stray(self, line: bytes) -> None:
        # The tail of a variable whose value holds a newline, or a peer that is no Asterisk.
        self._strays += 1
        if self._strays > MOST_STRAYS:
            self._refuse("agi.too_many_strays")
        else:
            log.warning("agi.stray_line", line=line[:80].decode(errors="replace"))

    def _refuse(self, why: str) -> None:
        log.warning(why, peer=self.peer)
        self._buffer = self._usage = b""
        self.end("reset")
        self.abort()

    def _watch_until(self, when: float) -> None:
        # One timer a line, moved only when it fires or must fire earlier: cheaper than one a command.
        if self._watch is not None:
            self._watch.cancel()
        self._watch = self._loop.call_at(when, self._look)

    def _look(self) -> None:
        self._watch = None
        idle = self._in_header or bool(self._waiting)
        if idle and self._loop.time() >= self._deadline:
            log.warning("agi.header_too_slow" if self._in_header else "agi.idle", peer=self.peer)
            self.end("idle")
            self.abort()
        elif idle and self._deadline != NEVER:
            self._watch_until(self._deadline)


def parse_header(header: bytes) -> Headers:
    """`name: value` lines. The first of a name counts: Asterisk's own come before what a caller can shape."""
    headers: Headers = {}
    for line in header.decode("utf-8", "replace").split("\n"):
        name, colon, value = line.partition(":")
        if colon and name not in headers:
            headers[name] = value.strip()
    return headers


def parse_reply(line: bytes) -> Reply:
    """One reply. Raises ValueError for anything else."""
    head, _, rest = line.partition(b"result=")
    if not rest:
        return Reply(int(line[:3]), -1, line[4:].decode("utf-8", "replace"))
    result, _, rest = rest.partition(b" ")
    return Reply(int(head[:3]), int(result), rest.decode("utf-8", "replace"))
