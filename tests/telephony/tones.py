"""Prompts that can be told apart by ear: each a tone of its own, so that a recording says what was played."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ops.rtp import encode

TONES = {
    "test/question": 440,
    "fallback/apology": 500,
    "fallback/menu": 620,
    "fallback/after-beep": 740,
    "fallback/thanks": 860,
    "fallback/queue-empty": 980,
    "fallback/no-recording": 1100,
    "beep": 1400,
}
SECONDS = 0.8
RATE = 8000


def build(sounds: Path) -> None:
    """Write every tone where prompts lie, in both languages."""
    at = np.arange(int(SECONDS * RATE)) / RATE
    for name, pitch in TONES.items():
        tone = encode((9000 * np.sin(2 * np.pi * pitch * at)).astype(np.int16))
        for language in ("zh", "en"):
            file = sounds / language / f"{name}.alaw"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(tone)
    music = encode((3000 * np.sin(2 * np.pi * 300 * np.arange(RATE * 5) / RATE)).astype(np.int16))
    (sounds / "moh").mkdir(parents=True, exist_ok=True)
    (sounds / "moh" / "music.alaw").write_bytes(music)


def heard(samples: NDArray[np.int16]) -> list[str]:
    """The names of the tones in a recording, in order, each once in a row."""
    names: list[str] = []
    for start in range(0, len(samples) - 1600, 800):
        piece = samples[start : start + 1600].astype(float)
        if np.abs(piece).max() < 2000:
            continue
        spectrum = np.abs(np.fft.rfft(piece * np.hanning(1600)))
        pitch = float(np.argmax(spectrum)) * RATE / 1600
        close = [name for name, one in TONES.items() if abs(one - pitch) < 15]
        if close and names[-1:] != close:
            names += close
    return names
