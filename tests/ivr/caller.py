"""A scripted caller: what is pressed, what is heard (tests of flows; the double of `Line` and `Journal`)."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from ivr import grammar
from ivr.call import Call
from ivr.line import Hangup, Recorded
from ivr.say import Language, Sayable, Sound


def words(*what: Sayable, language: Language = "zh") -> str:
    """What a caller hears when `what` is said at once."""
    return " ".join(grammar.text(language, one) for one in what)


class Caller:
    """Each entry of `does` answers one moment in which the line waits.

    "123": keys, one at a time · "": silence · "hangs up" · "<1": pressed while the next prompt plays ·
    "says 12": speaks for 12 s into a recording, "says 12 #": and presses # · "says 3 hangs up".
    """

    def __init__(self, *does: str) -> None:
        self.does = list(does)
        self.heard: list[str] = []
        self.notes: list[tuple[str, dict[str, Any]]] = []
        self.sounds: list[Sound] = []
        self.recordings: list[Recorded] = []
        self.played_back: list[UUID] = []
        self._keys = ""

    def call(self, language: Language = "zh") -> Call:
        """A call on this caller's line."""
        return Call(self, self, language=language)

    def note(self, kind: str, **facts: Any) -> None:
        self.notes.append((kind, facts))
        if kind == "said":
            self.heard.append(facts["text"])

    def noted(self, kind: str) -> list[dict[str, Any]]:
        return [facts for one, facts in self.notes if one == kind]

    async def answer(self) -> None:
        return None

    async def play(self, sounds: Sequence[Sound], *, within: float = 0.0) -> str:
        self.sounds += sounds
        if not self._keys and self.does and self.does[0].startswith("<"):
            self._keys = self._next().removeprefix("<")
        return self._key()

    async def key(self, wait: float) -> str:
        if not self._keys:
            self._keys = self._next()
        return self._key()

    async def hold(self, until: "asyncio.Future[Any]", most: float) -> str:
        await asyncio.wait({until}, timeout=most)
        return ""

    async def record(self, most: float, *, silence: float, keys: str) -> Recorded:
        what = self._next()
        assert what.startswith("says "), f"the line records; the script has {what!r}"
        seconds, _, end = what.removeprefix("says ").partition(" ")
        recorded = Recorded(uuid4(), min(most, float(seconds)), end if end and end in keys else "")
        self.recordings.append(recorded)
        if end == "hangs up":
            raise Hangup("caller", recorded)
        return recorded

    async def play_recording(self, recording: UUID) -> str:
        self.played_back.append(recording)
        return ""

    async def hang_up(self) -> None:
        return None

    def _next(self) -> str:
        assert self.does, f"nothing left to do after hearing {self.heard[-1:]}"
        what = self.does.pop(0)
        if what == "hangs up":
            raise Hangup("caller")
        return what

    def _key(self) -> str:
        key, self._keys = self._keys[:1], self._keys[1:]
        return key
