"""Sounds that are computed, not spoken: the beep, the pause between groups of digits, music on hold.

The music is ours: a slow loop of four chords with a plucked melody, soft, in a telephone's narrow band.
"""

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float32]
RATE = 24_000
BAR = 2.5
"""Seconds of one bar of the music; sixteen bars make the 40 s loop."""
_CHORDS = (
    (220.00, 261.63, 329.63),
    (174.61, 220.00, 261.63),
    (196.00, 261.63, 329.63),
    (196.00, 246.94, 293.66),
)
_MELODY = (
    (659.26, 587.33, 523.25, 440.00),
    (523.25, 0.0, 440.00, 523.25),
    (659.26, 783.99, 659.26, 0.0),
    (587.33, 493.88, 587.33, 0.0),
    (440.00, 523.25, 659.26, 523.25),
    (698.46, 659.26, 523.25, 0.0),
    (783.99, 659.26, 523.25, 659.26),
    (587.33, 0.0, 493.88, 587.33),
)


def _time(seconds: float) -> Sound:
    return np.arange(int(seconds * RATE), dtype=np.float32) / np.float32(RATE)


def beep() -> Sound:
    """A short soft tone: speak now."""
    time = _time(0.35)
    shape = np.minimum(1, np.minimum(time / 0.02, (0.35 - time) / 0.08))
    return np.asarray(0.2 * shape * np.sin(2 * np.pi * 880 * time), dtype=np.float32)


def pause(seconds: float = 0.22) -> Sound:
    """Silence between groups of digits."""
    return np.zeros(int(seconds * RATE), dtype=np.float32)


def music() -> Sound:
    """The loop for callers on hold, 40 s; its end joins its beginning."""
    bars = 16
    loop = np.zeros(int(bars * BAR * RATE), dtype=np.float32)
    for bar in range(bars):
        _add(loop, bar * BAR, _chord(_CHORDS[bar % 4]))
        for beat, pitch in enumerate(_MELODY[bar % 8]):
            if pitch:
                _add(loop, bar * BAR + beat * BAR / 4, 0.16 * _pluck(pitch, 2.2))
    return np.asarray(0.5 * loop / np.abs(loop).max(), dtype=np.float32)


def _chord(pitches: tuple[float, ...]) -> Sound:
    time = _time(BAR * 1.3)
    shape = np.minimum(1, time / 0.5) * np.minimum(1, (BAR * 1.3 - time) / 0.7)
    # Two strings slightly apart make the pad breathe.
    tones = [np.sin(2 * np.pi * one * apart * time) for one in pitches for apart in (0.999, 1.001)]
    return np.asarray(0.05 * shape * np.sum(tones, axis=0), dtype=np.float32)


def _pluck(pitch: float, seconds: float) -> Sound:
    time = _time(seconds)
    tones = [
        np.sin(2 * np.pi * pitch * part * time) * np.exp(-time * 2.2 * part) / part**1.5 for part in (1, 2, 3)
    ]
    return np.asarray(np.minimum(1, time / 0.008) * np.sum(tones, axis=0), dtype=np.float32)


def _add(loop: Sound, at: float, sound: Sound) -> None:
    """Mix in, wrapping around the end so that the loop has no seam."""
    places = (int(at * RATE) + np.arange(len(sound))) % len(loop)
    np.add.at(loop, places, sound)
