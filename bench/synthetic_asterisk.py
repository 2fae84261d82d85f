"""Asterisk's side of AGI on a real socket: for tests that say each reply, and for load that answers itself.

Speaks as Asterisk 22's res_agi.c does: a header, then one reply a command, `HANGUP` in between.
"""

import asyncio
import shlex
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

HEADER = {
    "agi_network": "yes",
    "agi_network_script": "hotline",
    "agi_request": "agi://127.0.0.1/hotline",
    "agi_channel": "PJSIP/provider-00000001",
    "agi_language": "zh",
    "agi_type": "PJSIP",
    "agi_uniqueid": "1780000000.1",
    "agi_version": "22.8.2",
    "agi_callerid": "13800000001",
    "agi_calleridname": "unknown",
    "agi_callingpres": "0",
    "agi_callingani2": "0",
    "agi_callington": "0",
    "agi_callingtns": "0",
    "agi_dnid": "96000",
    "agi_rdnis": "unknown",
    "agi_context": "from-provider",
    "agi_extension": "96000",
    "agi_priority": "4",
    "agi_enhanced": "0.0",
    "agi_accountcode": "",
    "agi_threadid": "140000000000000",
    "agi_arg_1": "call-id@127.0.0.2",
}
OK = "200 result=0"
HEARD = "200 result=0 endpos=8000"

Answers = Callable[[str], str]


def header(
    script: str = "hotline", args: tuple[str, ...] = (), extra: Mapping[str, str] | None = None
) -> bytes:
    """The lines Asterisk opens with, and the empty one behind them."""
    lines = HEADER | {"agi_network_script": script} | dict(extra or {})
    if args:
        lines |= {f"agi_arg_{number}": arg for number, arg in enumerate(args, 1)}
    return "".join(f"{name}: {value}\n" for name, value in lines.items()).encode() + b"\n"


def obliging(command: str) -> str:
    """What Asterisk says when all goes well and the caller presses nothing."""
    if command.startswith(("STREAM FILE", "RECORD FILE")):
        return HEARD
    if command.startswith("GET VARIABLE"):
        return "200 result=1 (value)"
    if command.startswith(("SET VARIABLE", "HANGUP", "NOOP")):
        return "200 result=1"
    return OK


class SyntheticAsterisk:
    """One channel in `AGI()`: `async with SyntheticAsterisk(port)` connects and sends the header."""

    def __init__(self, port: int, opening: bytes | None = None) -> None:
        self._port = port
        self._opening = header() if opening is None else opening
        self.heard: list[str] = []
        """Every command received, as it came."""

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._writer.write(self._opening)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()

    async def command(self) -> str:
        """The next command; "" when the script is over."""
        try:
            line = (await self._reader.readline()).decode().removesuffix("\n")
        except ConnectionError:
            return ""
        if line:
            self.heard.append(line)
        return line

    async def words(self) -> list[str]:
        """The next command as Asterisk takes it apart."""
        return shlex.split(await self.command())

    async def turn(self, reply: str = OK, passing: str = "") -> str:
        """Take a command and give one reply; those that begin with `passing` are obliged before."""
        while passing and (command := await self.command()).startswith(passing):
            self.say(obliging(command))
        if not passing:
            command = await self.command()
        self.say(reply)
        return command

    def say(self, line: str) -> None:
        """One line to the script."""
        self.send(line.encode() + b"\n")

    def send(self, data: bytes) -> None:
        """Bytes as they are."""
        self._writer.write(data)

    def finish(self) -> None:
        """Close our direction only: EOF for the script."""
        self._writer.write_eof()

    def reset(self) -> None:
        """Gone without a word."""
        self._writer.transport.abort()

    async def over(self) -> None:
        """Wait until the script lets go of the connection."""
        try:
            while await self._reader.read(65536):
                pass
        except ConnectionError:
            return

    async def oblige(self, answers: Answers = obliging) -> int:
        """Answer every command until the script is over; returns how many there were."""
        while command := await self.command():
            self.say(answers(command))
        return len(self.heard)
