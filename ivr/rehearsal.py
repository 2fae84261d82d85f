"""A call as text: the same flows, no Asterisk (H10's rehearsal; the verb `rehearse`).

Keys are typed; an empty line is silence, `-` hangs up. Recordings are pretended: a typed line stands for
what would be said, one second for each four letters.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID, uuid4

from ivr.line import Hangup, Recorded
from ivr.say import Sound

Ask = Callable[[str], Awaitable[str]]
Show = Callable[[str], None]


class TextLine:
    """A `Line` for a reader: `ask` gets what the caller types, `show` takes what the caller hears."""

    def __init__(self, ask: Ask, show: Show) -> None:
        self._ask = ask
        self._show = show
        self._typed = ""

    async def answer(self) -> None:
        """Say that the call is up."""
        self._show("☎")

    async def play(self, sounds: Sequence[Sound], *, within: float = 0.0) -> str:
        """Nothing to do: the journal shows the words. Keys typed ahead stop it."""
        return self._next()

    async def key(self, wait: float) -> str:
        """One key of what is typed."""
        if not self._typed:
            self._typed = await self._typed_line(f"[{wait:g} s] > ")
        return self._next()

    async def hold(self, until: "asyncio.Future[Any]", most: float) -> str:
        """Nothing is typed while work is done."""
        await asyncio.wait({until}, timeout=most)
        return ""

    async def record(self, most: float, *, silence: float, keys: str) -> Recorded:
        """A typed line stands for what is said; a last character of `keys` ends it."""
        said = await self._typed_line("● > ")
        key = said[-1:] if said[-1:] and said[-1:] in keys else ""
        return Recorded(uuid4(), min(most, len(said.removesuffix(key)) / 4), key)

    async def play_recording(self, recording: UUID) -> str:
        """Only named."""
        self._show(f"▶ {recording}")
        return self._next()

    async def hang_up(self) -> None:
        """Say that the call is over."""
        self._show("☏")

    def _next(self) -> str:
        key, self._typed = self._typed[:1], self._typed[1:]
        return key

    async def _typed_line(self, prompt: str) -> str:
        typed = (await self._ask(prompt)).strip()
        if typed == "-":
            raise Hangup("caller")
        return typed


class ShownJournal:
    """A `Journal` that shows what is said as it is said."""

    def __init__(self, show: Show) -> None:
        self._show = show

    def note(self, kind: str, **facts: Any) -> None:
        """Show what the caller hears and what the call decides."""
        if kind == "said":
            self._show(str(facts["text"]))
        elif kind in ("request", "identified", "refused", "queue"):
            self._show(f"({kind}: {' '.join(f'{name}={value}' for name, value in facts.items())})")
