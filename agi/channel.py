"""The telephone line over AGI: the only module that knows how a command is spelled (P8).

Every command goes through `_send`, which quotes; every reply is judged by the command that asked. Seconds
here, milliseconds only in what is sent. Source: Asterisk 22, res_agi.c and app_queue.c.
"""

import time
from asyncio import Future, wait
from collections.abc import Awaitable, Callable, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

import structlog

from agi.connection import Connection, Reply
from ivr.line import Hangup, Recorded
from ivr.say import Language, Sound
from ivr.world import AgentResult

log = structlog.get_logger()

KEYS = "0123456789*#"
SOUNDS = "estateline/"
RECORDINGS = "/var/spool/asterisk/recordings/"
RATE = 8000  # samples a second of a recording
MOST_BYTES = 8190
"""Of one command line without its end. Asterisk takes what is behind them for a second command."""
QUICK = 2.0  # seconds a command may take that only changes or reads something
ANSWERING = 5.0
MARGIN = 3.0  # seconds after a verb's longest time in which the dead man's switch has the call
LEAST_MARGIN, MOST_MARGIN = 1.5, 4.5  # between these the switch is left as it stands
BETWEEN_SOUNDS = 0.03  # seconds a file may last longer than it should: its last frame, and the way to us
READ_AHEAD = 0.25  # seconds after which an interruption counts as unseen
NOTHING = b"NOOP\n"
SWITCH = "TIMEOUT(absolute)"
UP = 6  # CHANNEL STATUS of a line that is up

Length = Callable[[Sound], float]


class CommandRefused(ValueError):
    """A command that cannot be said to Asterisk: a line break or NUL in an argument, or too long."""


class AgiLine:
    """`ivr.line.Line` over one FastAGI connection.

    length: seconds a sound lasts, 0.0 for one that is missing.
    Asterisk drops keys while it waits for our next command, so verbs do nothing between a reply and the next
    command, and slow work is waited for under `hold`.
    """

    def __init__(self, connection: Connection, length: Length) -> None:
        self.recordings: list[Recorded] = []
        """Everything recorded in this call, in order, with what a hang-up cut off."""
        self._connection = connection
        self._length = length
        self._armed = 0.0  # time.monotonic() at which the dead man's switch goes off

    async def answer(self) -> None:
        """Take the call."""
        reply = await self._send("ANSWER", longest=ANSWERING)
        if reply.result < 0:
            await self._gone()

    async def play(self, sounds: Sequence[Sound], *, within: float = 0.0) -> str:
        """See `ivr.line.Line`. A missing sound is logged and skipped."""
        lengths = [self._length(sound) for sound in sounds]
        await self._arm(sum(lengths) + BETWEEN_SOUNDS * len(lengths) + within)
        for sound, length in zip(sounds, lengths, strict=True):
            key = await self._stream(stream_file(SOUNDS + sound), length, sound)
            if key:
                return key
        return ""

    async def key(self, wait: float) -> str:
        """See `ivr.line.Line`."""
        await self._arm(wait)
        return await self._digit(await self._wait_for_digit(wait))

    async def hold(self, until: "Future[Any]", most: float) -> str:
        """See `ivr.line.Line`. Asterisk listens for keys, and is interrupted when `until` is done."""
        await self._arm(most)
        listening = self._wait_for_digit(most)
        await wait({until, listening}, return_when="FIRST_COMPLETED")
        if not listening.done():
            await self._interrupt()
        return await self._digit(await listening)

    async def _interrupt(self) -> None:
        """End WAIT FOR DIGIT by a second command: it answers 1 then, or a key's code that came first.

        When Asterisk reads two commands at once, it looks at the second only when a third comes (res_agi.c
        polls the socket, not what it has read ahead): said again until all of them are answered.
        """
        said = [self._connection.send(NOTHING, QUICK)]
        while (await wait(said, timeout=READ_AHEAD))[1]:
            said.append(self._connection.send(NOTHING, QUICK))
        for reply in said:
            await reply

    async def record(self, most: float, *, silence: float, keys: str) -> Recorded:
        """See `ivr.line.Line`. `silence` is rounded to whole seconds, which is all Asterisk knows."""
        await self._arm(most + 1.0)
        name = uuid4()
        quiet = f"s={max(1, round(silence))}"
        record = ("RECORD FILE", f"{RECORDINGS}{name}", "wav", keys, ms(most), "BEEP", quiet)
        try:
            reply = await self._send(*record, longest=most + 1.0)
        except Hangup as over:
            # The connection is gone: the file is there, its length unknown.
            raise self._cut_off(over.cause, Recorded(name, 0.0)) from over
        recorded = Recorded(name, end_position(reply) / RATE, key_of(reply))
        if reply.result < 0:
            if await self._hung_up():
                raise self._cut_off("caller", recorded)
            log.error("line.not_recorded", recording=str(name), why=reply.rest)
            recorded = Recorded(name, 0.0)
        self.recordings.append(recorded)
        return recorded

    def recorded_seconds(self, recording: UUID) -> float:
        """How long a recording of this call is; 0.0 for one of another call."""
        return next((one.seconds for one in self.recordings if one.id == recording), 0.0)

    async def play_recording(self, recording: UUID) -> str:
        """See `ivr.line.Line`."""
        length = self.recorded_seconds(recording)
        await self._arm(length)
        return await self._stream(stream_file(f"{RECORDINGS}{recording}"), length, str(recording))

    async def hang_up(self) -> None:
        """End the call. Does not raise."""
        try:
            await self._send("HANGUP")
        except Hangup:
            return
        self._connection.end("ended")

    async def get_variable(self, name: str) -> str:
        """A channel variable's value, its first 1,000 bytes or so; "" when it is not set."""
        reply = await self._send("GET VARIABLE", name)
        return reply.rest[1:-1] if reply.result == 1 else ""

    async def set_variable(self, name: str, value: str) -> None:
        """Set a channel variable, or a function's value: `CHANNEL(language)`."""
        await self._send("SET VARIABLE", name, value)

    async def set_language(self, language: Language) -> None:
        """The language of what Asterisk itself says, as a place in the queue."""
        await self.set_variable("CHANNEL(language)", language)

    async def queue(self, code: str, *, most: int = 0) -> AgentResult:
        """Wait in the queue `code` and talk; most: seconds of waiting, 0 without limit.

        Returns `talked` when a conversation was ended by the agent, `came_back` when the caller pressed the
        way out, `nobody` when the queue gave up. Raises Hangup when the caller hung up, also after talking.
        The dead man's switch is off meanwhile. Source: H6; app_queue.c (a way out leaves QUEUESTATUS alone).
        """
        if not code.replace("-", "").replace("_", "").isalnum():
            raise CommandRefused(f"no queue can have the code {code!r}")
        await self.lift()
        await self.set_variable("QUEUESTATUS", "")
        reply = await self._send("EXEC", "Queue", f"{code},c,,,{most or ''}", longest=None)
        await self._arm(0.0)
        if reply.result == -1:
            await self._gone()
        if reply.result < 0:
            log.error("line.no_queue_application")
            return "nobody"
        status = await self.get_variable("QUEUESTATUS")
        if status == "CONTINUE":
            return "talked"
        return "nobody" if status else "came_back"

    async def record_talk(self, name: UUID) -> None:
        """Record both sides into `name`, from the moment an agent answers (option b)."""
        await self._send("EXEC", "MixMonitor", f"{RECORDINGS}{name}.wav,b")

    async def end_talk(self) -> None:
        """Record no longer: the caller is back in the menu."""
        await self._send("EXEC", "StopMixMonitor", "")

    async def lift(self) -> None:
        """Put the dead man's switch out: what follows may last, or is no business of ours."""
        await self.set_variable(SWITCH, "0")
        self._armed = 0.0

    async def _arm(self, longest: float) -> None:
        """Let the dead man's switch go off MARGIN s after a verb that lasts `longest` at most."""
        now = time.monotonic()
        wanted = now + longest + MARGIN
        if LEAST_MARGIN <= self._armed - now - longest <= MOST_MARGIN:
            return  # near enough: a command less between a prompt and the listening for its key
        self._armed = wanted
        await self._send("SET VARIABLE", SWITCH, f"{wanted - now:.2f}")

    async def _stream(self, line: bytes, length: float, name: str) -> str:
        reply = await self._connection.send(line, length)
        if reply.result > 0:
            return chr(reply.result)
        if reply.result < 0 or reply.code != 200:
            if await self._hung_up():
                raise Hangup("caller")
            log.error("line.sound_missing", sound=name, code=reply.code)
        return ""

    def _wait_for_digit(self, wait: float) -> "Future[Reply]":
        return self._connection.send(command("WAIT FOR DIGIT", ms(wait)), wait)

    async def _digit(self, reply: Reply) -> str:
        if reply.result < 0:
            await self._gone()
        return key_of(reply)

    def _cut_off(self, cause: str, recorded: Recorded) -> Hangup:
        self.recordings.append(recorded)
        return Hangup(cause, recorded)

    async def _hung_up(self) -> bool:
        """After -1: was it the caller's hang-up, or only a failure? Asterisk says HANGUP right behind it."""
        try:
            return (await self._send("CHANNEL STATUS")).result != UP
        except Hangup as over:
            if over.cause in ("caller", "reset", "dead_channel"):
                return True
            raise

    async def _gone(self) -> None:
        """After a -1 that leaves nothing to go on with: find the cause."""
        raise Hangup("caller" if await self._hung_up() else "dead_channel")

    def _send(self, verb: str, *args: str, longest: float | None = QUICK) -> Awaitable[Reply]:
        """Say one command; await its one reply. Raises CommandRefused, Hangup."""
        return self._connection.send(command(verb, *args), longest)


def command(verb: str, *args: str) -> bytes:
    """One command line, every argument in quotes. Raises CommandRefused."""
    line = " ".join([verb, *[quoted(arg) for arg in args]]).encode()
    if len(line) > MOST_BYTES:
        raise CommandRefused(f"{verb} of {len(line)} bytes; Asterisk reads {MOST_BYTES}")
    return line + b"\n"


def quoted(arg: str) -> str:
    """In double quotes, with what would end them escaped. Raises CommandRefused on CR, LF and NUL."""
    if "\n" in arg or "\r" in arg or "\0" in arg:
        raise CommandRefused(f"a line break or NUL in {arg[:80]!r}")
    escaped = arg.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@lru_cache(maxsize=4096)
def stream_file(path: str) -> bytes:
    """The line that plays a file; kept, because a hotline says the same few hundred sounds all day."""
    return command("STREAM FILE", path, KEYS)


def ms(seconds: float) -> str:
    """As Asterisk counts."""
    return str(max(1, round(seconds * 1000)))


def key_of(reply: Reply) -> str:
    """The key a result stands for; "" for time-outs, errors, and 1, which is an interruption."""
    return chr(reply.result) if reply.result > 1 else ""


def end_position(reply: Reply) -> int:
    """`endpos` in samples; 0 when it is not told."""
    _, _, position = reply.rest.partition("endpos=")
    return int(position) if position.isdigit() else 0
