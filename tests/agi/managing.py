"""A manager interface on a real socket that answers as Asterisk does, and misbehaves on demand."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Self

Action = dict[str, str]


def message(*lines: str) -> bytes:
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class Manager:
    """Every action received stands in `actions`; `await heard(name)` waits for the next of that name.

    silent: names of actions never answered. cut: names of actions on which the connection drops.
    refuse: how many logins are refused. answers: action name → what to answer instead of plain success.
    """

    def __init__(self) -> None:
        self.actions: list[Action] = []
        self.silent: set[str] = set()
        self.cut: set[str] = set()
        self.refuse = 0
        self.boots = True
        self.answers: dict[str, Callable[[Action], bytes]] = {}
        self.connections = 0
        self._heard = asyncio.Condition()
        self._seen: dict[str, int] = {}
        self._writers: set[asyncio.StreamWriter] = set()

    @classmethod
    @contextlib.asynccontextmanager
    async def listening(cls) -> AsyncIterator[Self]:
        self = cls()
        await self.start()
        try:
            yield self
        finally:
            await self.stop()

    async def start(self, port: int = 0) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        self.port: int = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        self._server.close()
        self.drop()
        await self._server.wait_closed()

    def drop(self) -> None:
        """Cut every connection."""
        for writer in self._writers:
            writer.transport.abort()

    def say(self, data: bytes) -> None:
        for writer in self._writers:
            writer.write(data)

    def event(self, name: str, *lines: str) -> None:
        self.say(message(f"Event: {name}", *lines))

    async def heard(self, name: str) -> Action:
        """The next action `name` not yet waited for."""
        async with self._heard:
            seen = self._seen.get(name, 0)
            await asyncio.wait_for(self._heard.wait_for(lambda: len(self.named(name)) > seen), 10)
            self._seen[name] = seen + 1
            return self.named(name)[seen]

    def named(self, name: str) -> list[Action]:
        return [action for action in self.actions if action["Action"] == name]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.add(writer)
        try:
            writer.write(b"Asterisk Call Manager/11.0.0\r\n")
            while True:
                data = (await reader.readuntil(b"\r\n\r\n")).decode()
                pairs = [line.partition(": ") for line in data.splitlines() if line]
                action: Action = {}
                for name, _, value in pairs:
                    action[name] = f"{action[name]},{value}" if name in action else value
                self.actions.append(action)
                async with self._heard:
                    self._heard.notify_all()
                if action["Action"] in self.cut:
                    writer.transport.abort()
                elif action["Action"] not in self.silent:
                    writer.write(self._answer(action))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()

    def _answer(self, action: Action) -> bytes:
        number = f"ActionID: {action['ActionID']}"
        if action["Action"] in self.answers:
            return self.answers[action["Action"]](action)
        if action["Action"] == "Login":
            if self.refuse:
                self.refuse -= 1
                return message("Response: Error", number, "Message: Authentication failed")
            booted = message("Event: FullyBooted", "Status: Fully Booted") if self.boots else b""
            return message("Response: Success", number, "Message: Authentication accepted") + booted
        if action["Action"] == "Ping":
            return message("Response: Success", number, "Ping: Pong")
        if action["Action"] == "CoreShowChannels":
            return live()(action)
        return message("Response: Success", number)


def live(*channels: dict[str, str]) -> Callable[[Action], bytes]:
    """What CoreShowChannels answers."""

    def answer(action: Action) -> bytes:
        number = f"ActionID: {action['ActionID']}"
        return b"".join(
            [
                message("Response: Success", number, "EventList: start", "Message: Channels will follow"),
                *(
                    message("Event: CoreShowChannel", number, *(f"{k}: {v}" for k, v in channel.items()))
                    for channel in channels
                ),
                message("Event: CoreShowChannelsComplete", number, "EventList: Complete"),
            ]
        )

    return answer
