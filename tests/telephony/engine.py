"""A tiny FastAGI server that a test scripts line by line, and makes misbehave."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Self

Script = Callable[["Call"], Awaitable[None]]


@dataclass
class Call:
    """One call as Asterisk hands it over: its header, then commands."""

    header: dict[str, str]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    keys: str = ""

    async def send(self, command: str) -> str:
        """The reply's line; "" when Asterisk has gone."""
        self.writer.write(command.encode() + b"\n")
        while (line := await self.reader.readline()).startswith(b"HANGUP"):
            pass
        return line.decode().strip()

    async def result(self, command: str) -> int:
        """The number behind `result=`."""
        return int((await self.send(command)).partition("result=")[2].split()[0])

    async def answer(self, seconds: float = 30) -> None:
        """Take the call and give ourselves `seconds`."""
        await self.send("ANSWER")
        await self.send(f'SET VARIABLE "TIMEOUT(absolute)" "{seconds}"')

    async def say(self, sound: str) -> None:
        """Play a sound; a key that stops it is kept."""
        self._keep(await self.result(f'STREAM FILE "estateline/{sound}" "0123456789*#"'))

    async def listen(self, count: int, wait_ms: int = 5000) -> str:
        """Up to `count` keys."""
        while len(self.keys) < count:
            key = await self.result(f"WAIT FOR DIGIT {wait_ms}")
            if key <= 0:
                break
            self._keep(key)
        return self.keys

    def _keep(self, key: int) -> None:
        if key > 0:
            self.keys += chr(key)

    async def done(self) -> None:
        """The engine's last act."""
        await self.send('SET VARIABLE "ESTATELINE_DONE" "yes"')
        await self.send("HANGUP")


async def hears_keys(call: Call) -> None:
    """Asks, and takes four keys."""
    await call.answer()
    await call.say("zh/test/question")
    await call.listen(4)
    await call.done()


@dataclass
class Engine:
    """Listens at the engine's port. `script` serves each call; what it did stands in `served`."""

    port: int
    script: Script = hears_keys
    served: list[Call] = field(default_factory=list)
    finished: asyncio.Queue[Call] = field(default_factory=asyncio.Queue)
    _server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for call in self.served:
            call.writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        header = {}
        while line := (await reader.readline()).decode().strip():
            name, _, value = line.partition(": ")
            header[name] = value
        call = Call(header, reader, writer)
        self.served.append(call)
        try:
            await self.script(call)
        except (ConnectionError, IndexError, ValueError):
            pass  # Asterisk has gone
        finally:
            writer.close()
            self.finished.put_nowait(call)
