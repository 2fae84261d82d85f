"""The verb `call`: a real SIP call to the hotline, keys pressed when it waits for them; its transcript."""

import argparse
import asyncio
import json
import re
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from ops.hearing import Listening, Moment
from ops.rtp import babble, read_wav
from ops.settings import Settings
from ops.sip import NotAnswered, Telephone

HOTLINE = "96000"
CALLER = "127.0.0.2"
"""The demo provider's address: calls from it are calls from the telephone network."""
PORTS = 10
"""Ports from the table, one a call at a time; more calls at once take any."""
RING_LIMIT = 30.0
STAY = 45.0
"""Seconds without any news of the call after which the caller hangs up."""
LAST_WORDS = 1.0
"""Seconds the journal may need to tell how a call ended."""
HANG_UP, SPEAK = "-", "s"
_SPOKEN = 2.0


@dataclass(frozen=True)
class Line:
    """One line of a transcript. at: seconds since the answer; who: hotline, caller or call."""

    at: float
    who: str
    text: str


@dataclass
class Transcript:
    """What became of a call. status: SIP's final answer; ended_by: caller, hotline or "" (not answered)."""

    number: str
    dialled: str
    sip_call_id: str = ""
    call: str = ""
    status: int = 0
    reason: str = ""
    seconds: float = 0.0
    heard_seconds: float = 0.0
    ended_by: str = ""
    lines: list[Line] = field(default_factory=list)

    @property
    def answered(self) -> bool:
        """True when the far side took the call."""
        return self.status == 200

    def add(self, at: float, who: str, text: str) -> None:
        """Append a line."""
        self.lines.append(Line(round(at, 1), who, text))


async def dial(
    settings: Settings,
    number: str,
    keys: str,
    *,
    dialled: str = HOTLINE,
    record: Path | None = None,
    speak: Path | None = None,
    stay: float = STAY,
) -> Transcript:
    """Call the hotline over SIP and do as `keys` says.

    keys: groups parted by spaces, one for each time the hotline waits for a key or records: digits to press,
    `.` to let it wait, `s` to speak, `-` to hang up. When they are used up the caller hangs up at the next
    wait. Into a recording the journal tells of, the caller speaks in any case.
    record: a wav of what was heard. speak: a wav (8 kHz, one channel) to say into recordings.
    stay: seconds without news after which the caller hangs up. Raises OSError when 127.0.0.2 has no port.
    """
    transcript = Transcript(number, dialled)
    speech = read_wav(speak) if speak else babble(_SPOKEN)
    first = settings.port("caller")
    telephone = Telephone(number, dialled, ("127.0.0.1", settings.port("sip")))
    transcript.sip_call_id = telephone.call_id
    await telephone.open(CALLER, range(first, first + PORTS))
    try:
        async with Listening(_dsn(settings), telephone.call_id, telephone.stream.heard) as listening:
            try:
                await telephone.dial(RING_LIMIT)
            except NotAnswered as refusal:
                transcript.status, transcript.reason = refusal.status, refusal.reason
                return transcript
            transcript.status = 200
            listening.answered_at = time.time()
            call = _Caller(telephone, listening, transcript, keys.split(), speech)
            await call.live(stay)
            await call.last_words()
    finally:
        telephone.close()
    heard = telephone.stream.heard
    transcript.heard_seconds = round(len(heard.samples()) / 8000, 1)
    if record is not None:
        heard.write(record)
    return transcript


def _dsn(settings: Settings) -> str | None:
    try:
        return settings.dsn
    except FileNotFoundError:  # nothing was ever started here
        return None


class _Caller:
    """The one who holds the telephone: goes through the groups of keys as the hotline waits for them."""

    def __init__(
        self,
        telephone: Telephone,
        listening: Listening,
        transcript: Transcript,
        groups: list[str],
        speech: bytes,
    ) -> None:
        self._telephone = telephone
        self._listening = listening
        self._transcript = transcript
        self._groups = groups
        self._speech = speech

    @property
    def _now(self) -> float:
        return time.time() - self._listening.answered_at

    async def live(self, stay: float) -> None:
        """The call, from its answer to its end."""
        self._transcript.add(0.0, "call", "answered")
        over = asyncio.create_task(self._telephone.ended.wait())
        while not over.done():
            hearing = asyncio.create_task(self._listening.next(stay))
            await asyncio.wait({hearing, over}, return_when=asyncio.FIRST_COMPLETED)
            if not hearing.done():
                hearing.cancel()
                await asyncio.wait({hearing})
                break
            moment = hearing.result()
            if moment is None or not await self._react(moment):
                await self._hang_up()
        over.cancel()
        if not self._transcript.ended_by:
            self._transcript.ended_by = "hotline"
        self._transcript.seconds = round(self._now, 1)

    async def _hang_up(self) -> None:
        if not self._telephone.ended.is_set():
            self._transcript.ended_by = "caller"
            self._transcript.add(self._now, "caller", "hangs up")
        await self._telephone.hang_up()

    async def _react(self, moment: Moment) -> bool:
        """Note what happened, and press what is due. False: hang up."""
        self._note(moment)
        if moment.kind not in ("waiting", "recording"):
            return True
        group = self._groups.pop(0) if self._groups else HANG_UP
        if moment.kind == "recording" and SPEAK not in group:
            # The tone comes first; what is said into it would be lost.
            await asyncio.sleep(0.6)
            await self._speak()
        if group == HANG_UP:
            return False
        for one in re.findall(r"s|[^s.-]+", group):
            if one == SPEAK:
                await self._speak()
            else:
                self._transcript.add(self._now, "caller", f"presses {one}")
                await self._telephone.stream.press(one)
        return True

    async def _speak(self) -> None:
        self._transcript.add(self._now, "caller", f"speaks {len(self._speech) / 8000:.1f} s")
        await self._telephone.stream.speak(self._speech)

    def _note(self, moment: Moment) -> None:
        facts = moment.facts
        if moment.kind == "said":
            self._transcript.add(moment.at, "hotline", facts.get("text", ""))
        elif moment.kind == "waiting" and facts.get("by") == "ear":
            self._transcript.add(moment.at, "hotline", "(spoke, and waits)")
        elif moment.kind not in ("waiting", "key", "keys", "answered"):
            told = " ".join(str(value) for value in facts.values() if value not in ("", None))
            self._transcript.add(moment.at, "call", f"{moment.kind} {told}".strip())

    async def last_words(self) -> None:
        """What the journal still tells of the end."""
        while self._listening.call is not None:
            moment = await self._listening.next(LAST_WORDS)
            if moment is None or moment.kind == "ended":
                break
            self._note(moment)
        if self._listening.call is not None:
            self._transcript.call = str(self._listening.call)


def arguments(argv: list[str]) -> argparse.Namespace:
    """The command line of `call`."""
    parser = argparse.ArgumentParser(prog="estateline call")
    parser.add_argument("--from", dest="caller", required=True, metavar="NUMBER")
    parser.add_argument("--keys", default="", metavar='"1 2468#"')
    parser.add_argument("--number", default=HOTLINE)
    parser.add_argument("--record", type=Path, metavar="FILE.wav")
    parser.add_argument("--speak", type=Path, metavar="FILE.wav")
    parser.add_argument("--stay", type=float, default=STAY, metavar="SECONDS")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(argv)


def main(argv: list[str]) -> int:
    """Dial, print what was said and pressed. Returns 0 when the call was answered."""
    given = arguments(argv)
    bad = set(given.keys) - set("0123456789*#ABCDs.- ")
    if bad:
        print(f"--keys: no such keys: {''.join(sorted(bad))}", file=sys.stderr)
        return 2
    try:
        transcript = asyncio.run(
            dial(
                Settings(),
                given.caller,
                given.keys,
                dialled=given.number,
                record=given.record,
                speak=given.speak,
                stay=given.stay,
            )
        )
    except (OSError, ValueError) as trouble:
        print(f"call: {trouble}", file=sys.stderr)
        return 1
    show(transcript, as_json=given.json)
    return 0 if transcript.answered else 1


def show(transcript: Transcript, *, as_json: bool) -> None:
    """Print a transcript, for people or as one JSON object."""
    if as_json:
        print(json.dumps(asdict(transcript) | {"answered": transcript.answered}, ensure_ascii=False))
        return
    if not transcript.answered:
        print(f"not answered: {transcript.status} {transcript.reason}")
        return
    for line in transcript.lines:
        minutes, seconds = divmod(line.at, 60)
        print(f"{minutes:02.0f}:{seconds:04.1f}  {line.who:<7}  {line.text}")
    heard = f"{transcript.heard_seconds} s of sound heard"
    print(f"{transcript.seconds} s; {heard}; ended by the {transcript.ended_by}")
