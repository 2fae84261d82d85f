"""From a recording of any kind to the two files Asterisk plays, equally trimmed and equally loud.

`ID.alaw` is 8 kHz A-law for the telephone network, `ID.sln16` 16 kHz signed 16-bit linear for wideband and
browsers; both raw mono without header. Source: Asterisk 22, formats/format_pcm.c and format_sln.c.
"""

import warnings
from io import BytesIO
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from sounds import trim

with warnings.catch_warnings():
    # pydub wants ffmpeg for compressed formats, which libsndfile reads for us, and audioop is old.
    warnings.simplefilter("ignore")
    from pydub import AudioSegment

Sound = NDArray[np.float32]
LOUDNESS = -20.0
"""Level of the speech, dB below full scale, pauses left out."""
CEILING = -1.0
"""No sample goes above this, dB below full scale; peaks that would are rounded off."""
BEFORE, AFTER, AFTER_IF_MORE_FOLLOWS = 0.015, 0.12, 0.02
"""Seconds of quiet left around speech."""
FADE_MS = 4
RATES = {"alaw": 8_000, "sln16": 16_000}


class NotASound(Exception):
    """The file cannot be decoded, or holds nothing but silence."""


def read(path: Path) -> tuple[Sound, int]:
    """Samples of a recording, mono, and its rate. Any format libsndfile knows. Raises NotASound."""
    try:
        sound, rate = soundfile.read(BytesIO(path.read_bytes()), dtype="float32", always_2d=True)
    except soundfile.LibsndfileError as error:
        raise NotASound(f"{path.name}: {error}") from error
    return np.asarray(sound.mean(axis=1), dtype=np.float32), int(rate)


def level(sound: Sound, rate: int, *, goes_on: bool = False) -> AudioSegment:
    """Trimmed, at the common loudness, faded at the ends, as pydub's segment of 16-bit samples.

    goes_on: another piece follows at once. Raises NotASound for silence.
    """
    sound = trim.edges(sound, rate, before=BEFORE, after=AFTER_IF_MORE_FOLLOWS if goes_on else AFTER)
    loud = trim.loudness(sound, rate)
    if not np.isfinite(loud):
        raise NotASound("nothing but silence")
    sound = _round_off(sound * 10 ** ((LOUDNESS - loud) / 20))
    segment = segment_of(sound, rate)
    fade = min(FADE_MS, len(segment) // 2)
    return segment.fade_in(fade).fade_out(fade)


def segment_of(sound: Sound, rate: int) -> AudioSegment:
    """As pydub's segment, 16 bit, mono."""
    samples = np.clip(np.rint(sound * 32767), -32768, 32767).astype("<i2")
    return AudioSegment(samples.tobytes(), frame_rate=rate, sample_width=2, channels=1)


def write(segment: AudioSegment, base: Path) -> None:
    """Write `base`.alaw and `base`.sln16; each appears whole or not at all."""
    base.parent.mkdir(parents=True, exist_ok=True)
    sound = np.frombuffer(segment.raw_data, dtype="<i2").astype(np.float32) / 32768
    for ending, rate in RATES.items():
        resampled = _round_off(np.asarray(soxr.resample(sound, segment.frame_rate, rate), dtype=np.float32))
        whole = base.with_name(f".{base.name}.{ending}")
        subtype = "ALAW" if ending == "alaw" else "PCM_16"
        soundfile.write(whole, resampled, rate, format="RAW", subtype=subtype)
        whole.replace(base.with_name(f"{base.name}.{ending}"))


def _round_off(sound: Sound) -> Sound:
    """Bend what is louder than half the ceiling smoothly below it; quieter samples stay as they are."""
    top = 10 ** (CEILING / 20)
    knee = top / 2
    over = np.abs(sound) > knee
    bent = knee + (top - knee) * np.tanh((np.abs(sound) - knee) / (top - knee))
    return np.asarray(np.where(over, np.sign(sound) * bent, sound), dtype=np.float32)
