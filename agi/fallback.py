#!/usr/bin/python3 -PB
"""What a caller hears when the engine does not answer: an apology, then a person or a recording (H11).

Run by the dialplan as a local AGI program inside Asterisk's own root: nothing but Python, pyst2 and
`agi.variables` is there. The argument says where to begin: none, the apology and the choice; `nobody`, the
queue had no agent; `record`, the caller left the queue to speak. A recording is left in the spool as ID.wav
and ID.json, the JSON last and whole, for the engine to take in (agi/spool.py). A missing sound is skipped.
"""

import json
import os
import sys
import wave
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from uuid import uuid4

from asterisk.agi import AGI, AGIAppError, AGIException

from agi import variables

SPOOL = Path(os.environ.get("ESTATELINE_FALLBACK_SPOOL", "/var/spool/asterisk/fallback"))
MOST = 180
"""Seconds a recording may last."""
SILENCE = 6
"""Seconds of quiet that end it."""
SHORTEST = 1.3
"""Seconds below which nothing was said: Asterisk leaves one of the quiet that ended a recording."""
ROOM = MOST * 16_000 + 1_000_000
"""Bytes a recording may need (8 kHz, 16 bit), with some to spare."""
WAIT_MS = 5_000
"""After the question; silence then means a recording, which asks nothing more of the caller."""

Next = Literal["queue", "done"]


def main(begin: str) -> None:
    """Serve one caller and tell the dialplan what comes next. A hang-up ends it wherever it happens."""
    with Path(os.devnull).open("w") as nowhere:  # pyst2 traces every line to its third stream
        agi = AGI(sys.stdin, sys.stdout, nowhere)
        caller = Caller(agi)
        try:
            agi.set_variable(variables.FALLBACK, serve(caller, begin))
        except (AGIException, ValueError, OSError) as end:
            # pyst2 reports the end of the call as one of these: a HANGUP line and end of file as ValueError.
            print(f"fallback: {caller.uniqueid}: {type(end).__name__} {end}", file=sys.stderr)


def serve(caller: "Caller", begin: str) -> Next:
    """From the apology to a person or a finished recording."""
    if begin == "nobody":
        caller.say("queue-empty")
    elif begin != "record" and caller.choose() == "1":
        return "queue"
    if not room():
        caller.say("no-recording")
        return "done" if begin else "queue"
    if caller.leave_recording():
        caller.say("thanks")
    return "done"


def room() -> bool:
    """True when a recording fits on the disk and may be written."""
    try:
        SPOOL.mkdir(parents=True, exist_ok=True)
        disk = os.statvfs(SPOOL)
    except OSError:
        return False
    return disk.f_bavail * disk.f_frsize > ROOM and os.access(SPOOL, os.W_OK)


class Caller:
    """The caller on the line, as far as this script needs him. Raises pyst2's exceptions."""

    def __init__(self, agi: AGI) -> None:
        self._agi = agi
        self.uniqueid: str = agi.env.get("agi_uniqueid", "")
        language = agi.get_variable(variables.LANGUAGE) or agi.env.get("agi_language", "")
        self._language = "en" if language.startswith("en") else "zh"
        self._number = agi.env.get("agi_callerid", "").replace("unknown", "")

    def choose(self) -> str:
        """Apologise and ask: the key pressed, "" for silence."""
        key = self.say("apology") or self.say("menu")
        # pyst2 knows no result but a letter: 0 is silence, and it says so by "".
        return key or str(self._agi.wait_for_digit(WAIT_MS))

    def say(self, prompt: str) -> str:
        """Play one of our prompts; a key stops it and is returned."""
        return self._play(f"estateline/{self._language}/fallback/{prompt}")

    def _play(self, sound: str) -> str:
        try:
            return str(self._agi.stream_file(sound, "0123456789*#"))
        except AGIAppError:
            # A missing sound, or the caller has gone: then the next command fails.
            return ""

    def leave_recording(self) -> bool:
        """Beep, record, leave it in the spool, even if the caller hung up meanwhile. False: nothing was said.

        Raises OSError when the disk filled up meanwhile.
        """
        self.say("after-beep")
        self._play(f"estateline/{self._language}/beep")
        facts = {
            "id": str(uuid4()),
            "number": self._number,
            "uniqueid": self.uniqueid,
            "linkedid": self._agi.get_full_variable("${CHANNEL(linkedid)}"),
            "sip_call_id": self._agi.get_full_variable("${CHANNEL(pjsip,call-id)}"),
            "recorded_at": datetime.now(UTC).isoformat(),
            "language": self._language,
        }
        sound = SPOOL / f"{facts['id']}.wav"
        try:
            self._agi.record_file(str(sound.with_suffix("")), "wav", "#", MOST * 1000, 0, "", SILENCE)
        finally:
            seconds = length(sound)
            if seconds >= SHORTEST:
                write_whole(sound.with_suffix(".json"), json.dumps(facts | {"seconds": round(seconds, 1)}))
            else:
                sound.unlink(missing_ok=True)
        return seconds >= SHORTEST


def length(sound: Path) -> float:
    """Seconds of sound in a file, 0.0 when there is none."""
    try:
        with wave.open(str(sound)) as reader:
            return float(reader.getnframes() / reader.getframerate())
    except (OSError, EOFError, wave.Error):
        return 0.0


def write_whole(file: Path, text: str) -> None:
    """Have the file appear complete or not at all. Raises OSError."""
    draft = file.with_suffix(".new")
    with draft.open("w", encoding="utf-8") as writer:
        writer.write(text)
        writer.flush()
        os.fsync(writer.fileno())
    draft.replace(file)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
