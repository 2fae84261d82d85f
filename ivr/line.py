"""The seam between what a call says and the telephone line that carries it (P8).

`agi.channel.AgiLine`, `ivr.rehearsal.TextLine` and the tests' `ScriptedLine` fulfil `Line`; the verbs of
`ivr.call.Call` are written once, above it. Every way a call can end is one exception, `Hangup`.
"""

from asyncio import Future
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from ivr.say import Sound


@dataclass(frozen=True, slots=True)
class Recorded:
    """A finished recording: its id (the opaque name of the file), length, and the key that ended it or ""."""

    id: UUID
    seconds: float
    key: str = ""


class Hangup(Exception):
    """The call is over. `cause` says how: `caller`, `dead_channel`, `reset`, `idle`, `stopping`, `ended`.

    recorded: what the caller had said when the call ended in the middle of a recording, or just after.
    """

    def __init__(self, cause: str, recorded: Recorded | None = None) -> None:
        super().__init__(cause)
        self.cause = cause
        self.recorded = recorded


class Line(Protocol):
    """A telephone line. Every method raises Hangup when the call ends."""

    async def answer(self) -> None:
        """Take the call. Until then the caller hears ringing."""

    async def play(self, sounds: Sequence[Sound], *, within: float = 0.0) -> str:
        """Play in order; the first key stops it (barge-in).

        within: seconds of waiting for a key that will follow this (for the dead man's switch).
        Returns the key, or "" when all was heard.
        """

    async def key(self, wait: float) -> str:
        """One key, or "" after `wait` seconds of silence. A key pressed earlier and not yet read counts."""

    async def hold(self, until: "Future[Any]", most: float) -> str:
        """Listen while work is done: a key pressed before `until` is done or `most` seconds are over, or "".

        Keys pressed while nobody listens are lost on a telephone line. Does not raise what `until` raises.
        """

    async def record(self, most: float, *, silence: float, keys: str) -> Recorded:
        """Beep, then record up to `most` seconds; ends after `silence` seconds of quiet or one of `keys`.

        Returns seconds 0.0 when nothing could be recorded (disk full): the call goes on. When the caller
        hangs up meanwhile, Hangup carries what was recorded.
        """

    async def play_recording(self, recording: UUID) -> str:
        """Play back what was recorded in this call; the first key stops it and is returned."""

    async def hang_up(self) -> None:
        """End the call. Does not raise."""


class Journal(Protocol):
    """The record of a call, readable afterwards as a transcript."""

    def note(self, kind: str, **facts: Any) -> None:
        """Keep one event; never waits and never fails. Kinds: docs/architecture.md."""
