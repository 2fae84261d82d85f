"""A call's verbs: say, menu, digits, record, filled (H1, H3, P8).

Timeouts, retries, barge-in and the keys that mean the same everywhere live here:
0 an agent, * back, 9 repeat, # the other language. While digits are collected: 0 alone, then silence,
is an agent; * clears; # ends.
"""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import TypeVar

from ivr import grammar, prompts
from ivr.line import Hangup, Journal, Line, Recorded
from ivr.say import Language, Prompt, Sayable

T = TypeVar("T")

BACK = "*"


class ToAgent(Exception):
    """The caller wants, or needs, a person. `reason`: `asked`, `silence`, or a flow's own word.

    recorded: what the caller had said when the wish came in the middle of a recording, or just after.
    """

    def __init__(self, reason: str = "asked", recorded: Recorded | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.recorded = recorded


class Call:
    """One call, from answer to hang-up, as verbs over a `Line`.

    Every verb raises Hangup when the call ends; `menu`, `digits` and `record` raise ToAgent on 0.
    """

    TRIES = 3
    SILENCE = 5.0
    BETWEEN = 4.0
    AT_ONCE = 0.02  # work done within this is not worth two commands to Asterisk
    SLOW = 0.25
    AGAIN = 3.0

    def __init__(self, line: Line, journal: Journal, *, language: Language = "zh") -> None:
        self.line = line
        self.journal = journal
        self.language: Language = language
        self._ahead = ""
        self._full = False

    async def say(self, *what: Sayable) -> None:
        """Say it; a key stops it and counts as the answer to the next question."""
        if not self._ahead:
            self._ahead = await self._play(what, 0.0)

    async def menu(self, *what: Sayable, keys: str, short: Sequence[Sayable] = ()) -> str:
        """Ask for one of `keys`; returns it, or "*" for back.

        what: the question, with its choices.
        short: a shorter, different wording after silence or a wrong key; `what` when empty.
        Three tries without an answer raise ToAgent("silence"); 0 raises ToAgent("asked"); 9 repeats and
        # changes the language, unless `keys` claims them. Source: H3.
        """
        question, failures = what, 0
        while failures < self.TRIES:
            key = await self._ask(question)
            if key and key in keys + BACK:
                return key
            if key == "0":
                raise ToAgent("asked")
            if key == "9":
                question = what
            elif key == "#":
                self.switch_language()
                question = what
            else:
                failures += 1
                question = (prompts.CALL_WRONG_KEY if key else prompts.CALL_NOTHING_HEARD, *(short or what))
        raise ToAgent("silence")

    async def digits(self, *what: Sayable, most: int, between: float = BETWEEN, secret: bool = False) -> str:
        """Ask for up to `most` keys (1 to 20); # ends early and is not returned, * starts over.

        between: seconds of silence that end the number. secret: a PIN, which no journal keeps.
        Returns "" when nothing came or only # was pressed. 0 alone, then silence, raises ToAgent.
        Never asks twice: that is the flow's. Source: H2.
        """
        got = await self._first(what)
        while got not in ("", "#"):
            got = "" if got.endswith("*") else got
            if len(got) == most:
                self._full = True
                break
            key = await self._key(between if got else self.SILENCE)
            if key in ("", "#"):
                break
            got += key
        got = got.removesuffix("#")
        self.journal.note("keys", keys="•" * len(got) if secret else got)
        if got == "0" and most > 1:
            raise ToAgent("asked")
        return got

    async def record(self, *what: Sayable, most: float = 180.0, silence: float = 5.0) -> Recorded | None:
        """Say `what`, beep, record up to `most` seconds; # or `silence` seconds of quiet end it.

        Returns None when the caller went back with *. 0 keeps what was said and raises ToAgent.
        Source: H4, H5.
        """
        await self._play(what, 0.0)
        self._ahead = ""
        self.journal.note("recording")
        recorded = await self.line.record(most, silence=silence, keys="#*0")
        self.journal.note(
            "recorded", recording=str(recorded.id), seconds=round(recorded.seconds, 1), key=recorded.key
        )
        if recorded.key == "0":
            raise ToAgent("asked", recorded)
        return None if recorded.key == BACK else recorded

    async def play_back(self, recorded: Recorded) -> None:
        """Let the caller hear the recording; a key stops it and counts as the next answer."""
        if not self._ahead:
            self._ahead = await self.line.play_recording(recorded.id)

    async def filled(self, work: Awaitable[T]) -> T:
        """The result of `work`; when it is slow the caller hears a filler instead of silence.

        Keys pressed meanwhile count for what is asked next. Raises what `work` raises; on Hangup the work
        is cancelled.
        """
        task = asyncio.ensure_future(work)
        pause = self.SLOW
        try:
            await asyncio.wait({task}, timeout=self.AT_ONCE)
            while not task.done():
                key = await self.line.hold(task, pause)
                if not key and not task.done():
                    key = await self._play((prompts.CALL_ONE_MOMENT,), 0.0)
                    pause = self.AGAIN
                if key == "#" and self._full:
                    key, self._full = "", False  # it ended the number that had ended by its length: see _play
                self._ahead += key
            return task.result()
        except (Hangup, asyncio.CancelledError):
            task.cancel()
            raise

    def switch_language(self) -> None:
        """Go on in the other language."""
        self.language = "en" if self.language == "zh" else "zh"
        self.journal.note("language", language=self.language)

    async def _ask(self, what: Sequence[Sayable]) -> str:
        key = await self._first(what)
        self.journal.note("key", key=key)
        return key

    async def _first(self, what: Sequence[Sayable]) -> str:
        """One key after the question; a key pressed ahead answers it unheard. "" after silence."""
        key, self._ahead = self._ahead[:1], self._ahead[1:]
        if not key:
            key = await self._play(what, self.SILENCE)
        if not key:
            self.journal.note("waiting")
            key = await self._key(self.SILENCE)
        return key

    async def _key(self, wait: float) -> str:
        """The next key; those pressed ahead come first. "" after `wait` seconds of silence."""
        key, self._ahead = self._ahead[:1], self._ahead[1:]
        return key or await self.line.key(wait)

    async def _play(self, what: Sequence[Sayable], within: float) -> str:
        """Say it all, each piece in the call's language; the key that stopped it, or ""."""
        self.journal.note(
            "said",
            text=" ".join(grammar.text(self.language, one) for one in what),
            prompts=[one.id for one in what if isinstance(one, Prompt)],
        )
        sounds = [sound for one in what for sound in grammar.sounds(self.language, one)]
        key = await self.line.play(sounds, within=within)
        if key == "#" and self._full:
            # A number of full length had already ended: this is the # the caller was told to press.
            self._full = False
            key = await self.line.play(sounds, within=within)
        self._full = False
        return key
