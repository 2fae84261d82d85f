"""Callers by the hundred: many synthetic channels of Asterisk on one event loop, each turn timed."""

import asyncio
import random
import time
from collections.abc import Callable
from typing import cast

from bench.synthetic_asterisk import obliging


class Channel(asyncio.Protocol):
    """One channel that answers every command.

    pause: seconds each command takes (a sound playing), drawn anew each time; None answers at once.
    turns: collects the seconds from each reply to the command that follows it.
    """

    def __init__(self, opening: bytes, pause: Callable[[], float] | None, turns: list[float] | None) -> None:
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._loop = asyncio.get_running_loop()
        self._opening = opening
        self._pause = pause
        self._turns = turns
        self._replied = 0.0
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio: say what Asterisk says first."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._opening)

    def data_received(self, data: bytes) -> None:
        """asyncio: a command."""
        now = time.perf_counter()
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        for line in lines:
            if self._replied and self._turns is not None:
                self._turns.append(now - self._replied)
            answer = self.answer(line.decode())
            if not answer:
                continue
            reply = answer.encode() + b"\n"
            if self._pause is None or line.startswith(b"SET"):
                self._say(reply)
            else:
                self._loop.call_later(self._pause(), self._say, reply)

    def connection_lost(self, trouble: Exception | None) -> None:
        """asyncio: the script is over."""
        if not self.over.done():
            self.over.set_result(None)

    def answer(self, command: str) -> str:
        """The reply to a command; "" for none yet."""
        return obliging(command)

    def hang_up(self) -> None:
        """Gone."""
        self._transport.abort()

    def _say(self, reply: bytes) -> None:
        if not self._transport.is_closing():
            self._replied = time.perf_counter()  # uvloop's time() counts whole milliseconds
            self._transport.write(reply)


async def run_calls(port: int, opening: bytes, total: int, at_once: int) -> None:
    """`total` calls, `at_once` of them at any time, each until the script is over."""
    loop = asyncio.get_running_loop()

    async def caller(calls: int) -> None:
        for _ in range(calls):
            _, channel = await loop.create_connection(lambda: Channel(opening, None, None), "127.0.0.1", port)
            await channel.over

    await asyncio.gather(*[caller(total // at_once) for _ in range(at_once)])


async def time_turns(port: int, opening: bytes, at_once: int, wanted: int, longest: float) -> list[float]:
    """`wanted` turns of `at_once` calls whose commands take up to `longest` seconds; 0.0: no time at all."""
    loop = asyncio.get_running_loop()
    turns: list[float] = []
    draw = random.Random(at_once)  # the same pauses for what is measured and for its control
    pause = (lambda: draw.uniform(longest / 4, longest)) if longest else None
    channels: list[Channel] = []
    for _ in range(at_once):
        _, channel = await loop.create_connection(lambda: Channel(opening, pause, turns), "127.0.0.1", port)
        channels.append(channel)
    while len(turns) < wanted:  # noqa: ASYNC110 - an event a turn would be part of what is measured
        await asyncio.sleep(0.05)
    for channel in channels:
        channel.hang_up()
    await asyncio.gather(*[channel.over for channel in channels])
    return turns
