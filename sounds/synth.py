"""Run-time voice for speakable names: a category, fee item, building or notice typed by staff.

Blocks while it speaks: call it in a thread. The good voice speaks when it is installed, else espeak-ng, whose
Mandarin is hard to understand, so the back office marks such a name as provisional.
"""

import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

import numpy as np
import soundfile

from sounds import telephone, voice
from sounds.catalogue import Language, load, tongue

LONGEST = 2_000
"""Characters of a text that may be spoken; a notice is shorter."""
_SECONDS = 60.0
_ESPEAK = {"zh": ["-v", "cmn", "-s", "150"], "en": ["-v", "en-us", "-s", "150"]}
_alone = Lock()
"""The good voice takes every core there is; two names at once would only slow both."""


class NoVoice(Exception):
    """Neither the good voice nor espeak-ng is installed, or it could not speak the text."""


def synthesise(text: str, language: Language, out_base: Path) -> str:
    """Speak `text` into `out_base`.alaw and .sln16, trimmed and as loud as every prompt.

    text: up to LONGEST characters; longer is cut. language: of the call; Chinese characters are always
    read in Mandarin. Returns the voice that spoke, `kokoro` or `espeak-ng`. Raises NoVoice.
    """
    said = " ".join(text.split())[:LONGEST]
    if not said:
        raise NoVoice("there is nothing to say")
    spoken_in = tongue(said, language)
    if not voice.missing():
        sound, rate, used = _good(said, spoken_in), voice.RATE, "kokoro"
    else:
        (sound, rate), used = _espeak(said, spoken_in), "espeak-ng"
    try:
        telephone.write(telephone.level(sound, rate, goes_on=len(said) < 20), out_base)
    except telephone.NotASound as silence:
        raise NoVoice(f"{used} makes nothing of {said!r}") from silence
    return used


def _good(text: str, language: Language) -> voice.Sound:
    """A sentence at a time, as the model's window is short."""
    chosen = load().speaker["host"].voice(language)
    with _alone:
        return np.concatenate([voice.speak(one, language, chosen) for one in voice.sentences(text)])


def _espeak(text: str, language: Language) -> tuple[telephone.Sound, int]:
    program = shutil.which("espeak-ng")
    if program is None:
        raise NoVoice("no voice: install espeak-ng, or sounds/requirements-voice.lock for the good one")
    with TemporaryDirectory() as folder:
        wav = Path(folder) / "said.wav"
        # The text goes in by a pipe, so that one beginning with a dash is no option.
        try:
            done = subprocess.run(
                [program, *_ESPEAK[language], "-w", str(wav), "--stdin"],
                input=text.encode(),
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as stuck:
            raise NoVoice(f"espeak-ng did not finish within {_SECONDS:.0f} s") from stuck
        if done.returncode or not wav.exists():
            raise NoVoice(f"espeak-ng: {done.stderr.decode(errors='replace').strip() or done.returncode}")
        sound, rate = soundfile.read(BytesIO(wav.read_bytes()), dtype="float32")
    return np.asarray(sound, dtype=np.float32), int(rate)
