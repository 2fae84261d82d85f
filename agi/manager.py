"""One session with Asterisk's manager interface (AMI), from connecting to the end of the connection.

panoramisk's `Manager` parses, numbers actions and pairs answers with them. Its other habits are replaced here
(each has a test): it sends unanswered actions again after a reconnect, has no time limits, does not check the
ping's answer, swallows a refused login, decodes each TCP chunk alone, and quotes nothing. A session lives as
long as its TCP connection, so what it knew of unanswered actions dies with it.

    SwitchTrouble
    ├── LineDown        there is no link: nothing was sent
    ├── Unanswered      sent, and no answer came (time limit, link lost): it may have been done
    └── ActionRefused   Asterisk answered no; str() is its reason
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from panoramisk import Manager
from panoramisk.actions import Action
from panoramisk.ami_protocol import AMIProtocol

Value = str | int | Iterable[str]
MESSAGE_END = b"\r\n\r\n"
MOST_BYTES = 4 * 1024 * 1024  # of one message; more is no Asterisk


class SwitchTrouble(Exception):
    """The switch did not do what was asked, as far as is known."""


class LineDown(SwitchTrouble):
    """There is no link to Asterisk's manager: nothing was sent."""


class Unanswered(SwitchTrouble):
    """The action was sent and no answer came: it may have been done."""


class ActionRefused(SwitchTrouble):
    """Asterisk answered `Response: Error`."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event or answer of the manager. `event["Uniqueid"]` ignores case and is "" when absent.

    variables: what `channelvars` of manager.conf adds for Channel; of_destination: the same for DestChannel.
    """

    name: str
    fields: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    of_destination: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name.lower(), "")


def as_event(message: Any) -> Event:
    """Panoramisk's message as ours."""
    fields: dict[str, str] = {}
    variables: dict[str, dict[str, str]] = {"chanvariable": {}, "destchanvariable": {}}
    for name, value in message.items():
        values = value if isinstance(value, list) else [value]
        if name.lower() in variables:
            variables[name.lower()].update(one.partition("=")[::2] for one in values)
        else:
            fields[name.lower()] = values[-1]
    return Event(
        fields.get("event") or "Response", fields, variables["chanvariable"], variables["destchanvariable"]
    )


def _checked(value: Value) -> str | list[str]:
    """A field's value, or values, as they go on the wire: a line break would begin a field of its own."""
    if isinstance(value, str | int):
        value = str(value)
        if any(letter in value for letter in "\r\n\0"):
            raise ValueError(f"a line break in an action's field: {value!r}")
        return value
    return [str(_checked(one)) for one in value]


class Request(Action):  # type: ignore[misc]  # panoramisk has no types
    """An action and its answers. Done at the first answer, or at `…Complete` where a list was asked for."""

    def __init__(self, action: str, fields: Mapping[str, Value], *, of_list: bool = False) -> None:
        super().__init__({"Action": action} | {name: _checked(value) for name, value in fields.items()})
        self.of_list = of_list

    def add_message(self, message: Any) -> bool:
        """Called for each message with our ActionID; True ends it. An error is the end of a list, too."""
        self.responses.append(message)
        done = not self.of_list or not self.responses[0].success or message.event.endswith("Complete")
        if done and not self.future.done():
            self.future.set_result(self.responses)
        return done


class _Wire(AMIProtocol):  # type: ignore[misc]  # panoramisk has no types
    """Hands panoramisk whole messages only: a letter cut in two by TCP is not lost."""

    def __init__(self) -> None:
        self._tail = bytearray()

    def data_received(self, data: bytes) -> None:
        """Keep what follows the last end of a message for the next chunk."""
        self._tail += data
        end = self._tail.rfind(MESSAGE_END, max(0, len(self._tail) - len(data) - len(MESSAGE_END)))
        if end < 0:
            if len(self._tail) > MOST_BYTES:
                self.transport.abort()
            return
        whole = bytes(self._tail[: end + len(MESSAGE_END)])
        del self._tail[: end + len(MESSAGE_END)]
        super().data_received(whole)


class Session(Manager):  # type: ignore[misc]  # panoramisk has no types
    """One TCP connection. Never reconnects and pings nobody by itself: `Ami` does."""

    def __init__(self, hear: Callable[[Event], None], loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop=loop)
        self.hear = hear
        self.lost: asyncio.Future[None] = loop.create_future()
        self.booted: asyncio.Future[None] = loop.create_future()

    async def open(self, host: str, port: int) -> None:
        """Connect. Raises OSError."""
        connected = self.loop.create_future()
        connected.set_result(await self.loop.create_connection(_Wire, host, port))
        self.connection_made(connected)

    def connection_lost(self, exc: object) -> None:
        """Note it for everybody who waits."""
        if not self.lost.done():
            self.lost.set_result(None)

    def ping(self) -> None:
        """Panoramisk's unchecked ping: not sent."""

    def dispatch(self, event: Any) -> None:
        """Every event that answers no action."""
        if event.event == "FullyBooted" and not self.booted.done():
            self.booted.set_result(None)
        self.hear(as_event(event))

    async def ask(self, request: Request, limit: float) -> list[Event]:
        """Send once, await the answers for `limit` seconds. Raises LineDown, Unanswered, ActionRefused."""
        if self.lost.done() or self.protocol.transport.is_closing():
            raise LineDown("the link has just been lost")
        try:
            self.protocol.send(request)
            await asyncio.wait(
                {request.future, self.lost}, timeout=limit, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            self.protocol.responses.pop(request.id, None)
        if not request.future.done():
            raise Unanswered(f"{request['Action']}: no answer")
        answers = request.future.result()
        if not answers[0].success:
            raise ActionRefused(answers[0].message or request["Action"])
        return [as_event(answer) for answer in answers]

    def end(self) -> None:
        """Drop the connection at once; whoever waits for an answer gets Unanswered."""
        self.close()
        if self.protocol is not None:
            self.protocol.transport.abort()
        self.connection_lost(None)
