"""Builds what Asterisk plays, from masters or a speaker's recordings (H1).

    python -m sounds.build OUT [SPEAKER]

    OUT/zh/hotline/greeting.alaw  .sln16     every recording of the catalogue, in each language
    OUT/zh/digits/…                          what Asterisk's own announcements look for
    OUT/zh/beep, OUT/zh/pause/short          computed
    OUT/moh/hold                             music on hold, a 40 s loop

A speaker's file `LANG/ID.(wav|flac|ogg|mp3|…)` in `sounds/speaker/`, or in the folder given, replaces the
master of the same id. Only what changed is built: OUT/.built.json remembers each file's source.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

from sounds import telephone, tones
from sounds.catalogue import LANGUAGES, Catalogue, Recording, load
from sounds.speak import MASTERS, master

SPEAKER = Path(__file__).with_name("speaker")
RULES = "1"
"""Change when trimming, loudness or encoding changes: everything is built again."""
_ENDINGS = (".wav", ".flac", ".ogg", ".opus", ".mp3", ".aiff", ".aif", ".au", ".w64", ".caf")
_COMPUTED: dict[str, Callable[[], telephone.Sound]] = {
    **{f"{language}/beep": tones.beep for language in LANGUAGES},
    **{f"{language}/pause/short": tones.pause for language in LANGUAGES},
    "moh/hold": tones.music,
}


@dataclass(frozen=True, slots=True)
class Built:
    """The outcome of a build: files made, files already right, keys without any source, bad recordings."""

    made: int
    kept: int
    missing: list[str]
    bad: list[str]


def build(out: Path, *, speaker: Path | None = None, masters: Path = MASTERS, only: str = "") -> Built:
    """Bring `out` up to date with the catalogue.

    speaker: a folder whose files replace masters, before those of sounds/speaker.
    only: keys that start with this, for a quick look. A recording without source, or whose file cannot
    be read, is named in the outcome and left as it was.
    """
    catalogue = load()
    folders = [folder for folder in (speaker, SPEAKER) if folder and folder.is_dir()]
    known = _known(out)
    todo: list[tuple[str, Path, bool, str]] = []
    missing: list[str] = []
    wanted = {key: one for key, one in catalogue.recordings.items() if key.startswith(only)}
    for key, one in wanted.items():
        source = _source(one, folders, masters)
        if source is None:
            missing.append(key)
            continue
        mark = _mark(source.read_bytes(), one.entry.goes_on)
        if known.get(key) != mark or not _there(out / key):
            todo.append((key, source, one.entry.goes_on, mark))
    bad = []
    for key, mark, trouble in _each(partial(_make, out), todo):
        if trouble:
            bad.append(f"{key}: {trouble}")
        else:
            known[key] = mark
    made = len(todo) - len(bad) + _compute(out, known)
    _same(out, catalogue, known)
    _remember(out, known)
    return Built(made=made, kept=len(wanted) - len(todo) - len(missing), missing=missing, bad=bad)


def _source(one: Recording, folders: list[Path], masters: Path) -> Path | None:
    for folder in folders:
        for ending in _ENDINGS:
            path = folder / one.language / f"{one.place}{ending}"
            if path.is_file():
                return path
    path = master(one, masters)
    return path if path.is_file() else None


def _make(out: Path, job: tuple[str, Path, bool, str]) -> tuple[str, str, str]:
    key, source, goes_on, mark = job
    try:
        sound, rate = telephone.read(source)
        telephone.write(telephone.level(sound, rate, goes_on=goes_on), out / key)
    except telephone.NotASound as trouble:
        return key, mark, str(trouble)
    return key, mark, ""


def _each(
    make: Callable[[tuple[str, Path, bool, str]], tuple[str, str, str]],
    jobs: list[tuple[str, Path, bool, str]],
) -> list[tuple[str, str, str]]:
    """In as many processes as there are cores when there is enough to do."""
    if len(jobs) < 200:
        return [make(job) for job in jobs]
    # Not fork: the caller may have threads.
    with ProcessPoolExecutor(os.cpu_count() or 2, mp_context=get_context("spawn")) as pool:
        return list(pool.map(make, jobs, chunksize=50))


def _compute(out: Path, known: dict[str, str]) -> int:
    made = 0
    for key, tone in _COMPUTED.items():
        mark = _mark(f"{tone.__name__}".encode(), False)
        if known.get(key) == mark and _there(out / key):
            continue
        telephone.write(telephone.segment_of(tone(), tones.RATE), out / key)
        known[key] = mark
        made += 1
    return made


def _same(out: Path, catalogue: Catalogue, known: dict[str, str]) -> None:
    """Copies under a second name: Asterisk follows links, but a copied sounds folder may lose them."""
    for alias, place in catalogue.same.items():
        for language in LANGUAGES:
            mark, to = known.get(f"{language}/{place}"), f"{language}/{alias}"
            if mark is None or (known.get(to) == mark and _there(out / to)):
                continue
            for ending in telephone.RATES:
                target = out / f"{to}.{ending}"
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(out / f"{language}/{place}.{ending}", target)
            known[to] = mark


def _mark(source: bytes, goes_on: bool) -> str:
    return sha256(b"\n".join([RULES.encode(), str(goes_on).encode(), source])).hexdigest()[:20]


def _there(base: Path) -> bool:
    return all(base.with_name(f"{base.name}.{ending}").is_file() for ending in telephone.RATES)


def _known(out: Path) -> dict[str, str]:
    path = out / ".built.json"
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}


def _remember(out: Path, known: dict[str, str]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    new = out / ".built.json.new"
    new.write_text(json.dumps(known, indent=0, sort_keys=True), encoding="utf-8")
    new.replace(out / ".built.json")


def main() -> None:
    """Build; exit status 1 when a recording is missing or bad."""
    if len(sys.argv) not in (2, 3):
        sys.exit("python -m sounds.build OUT [SPEAKER]")
    outcome = build(Path(sys.argv[1]), speaker=Path(sys.argv[2]) if len(sys.argv) == 3 else None)
    print(f"{outcome.made} sounds built, {outcome.kept} up to date")
    for trouble in [*(f"{key}: no recording" for key in outcome.missing), *outcome.bad]:
        print(trouble)
    sys.exit(1 if outcome.missing or outcome.bad else 0)


if __name__ == "__main__":
    main()
