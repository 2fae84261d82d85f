"""Where speech begins and ends, and how loud it is."""

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float32]
WINDOW = 0.01
"""Seconds in which loudness is looked at."""
FLOOR = -42.0
"""Quieter than the loudest window by this many dB is silence."""


def windows(sound: Sound, rate: int) -> Sound:
    """Root mean square of each window of the sound."""
    size = int(rate * WINDOW)
    whole = sound[: len(sound) // size * size].reshape(-1, size)
    return np.asarray(np.sqrt(np.mean(np.square(whole, dtype=np.float64), axis=1)), dtype=np.float32)


def edges(sound: Sound, rate: int, *, before: float, after: float) -> Sound:
    """The sound without the silence around it, but with `before` and `after` seconds left (or fewer)."""
    level = windows(sound, rate)
    if not len(level) or not level.max():
        return sound
    loud = np.flatnonzero(level > level.max() * 10 ** (FLOOR / 20))
    start = loud[0] * WINDOW - before
    end = (loud[-1] + 1) * WINDOW + after
    return sound[max(0, int(start * rate)) : int(end * rate)]


def loudness(sound: Sound, rate: int) -> float:
    """Level of the speech in dB below full scale; pauses do not count. -inf for silence."""
    level = windows(sound, rate)
    if not len(level) or not level.max():
        return float("-inf")
    speech = level[level > level.max() * 10 ** (-25 / 20)]
    return float(10 * np.log10(np.mean(np.square(speech, dtype=np.float64))))
