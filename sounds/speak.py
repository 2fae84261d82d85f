"""Makes masters with the good voice: `python -m sounds.speak [--only TEXT] [--all]` (H1).

Only what is missing, or whose wording, voice or pace changed, is spoken; `masters/index.json` remembers what
each master was made from. Masters of entries that left the catalogue are removed.
"""

import argparse
import json
import os
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import TypedDict

import numpy as np
import soundfile

from sounds import trim, voice
from sounds.catalogue import Catalogue, Recording, Speaker, load

MASTERS = Path(__file__).with_name("masters")
ENDING = ".opus"
_SAVE_EVERY = 50


class Made(TypedDict):
    """What a master was made from, and how long it is."""

    made_from: str
    seconds: float


def made_from(speaker: Speaker, one: Recording) -> str:
    """A fingerprint of everything a master depends on."""
    said = one.entry.spoken(one.language)
    who = speaker.voice(one.tongue)
    parts = [said, who, f"{one.entry.speed:.2f}", "goes on" if one.entry.goes_on else "ends"]
    return sha256("\n".join(parts).encode()).hexdigest()[:16]


def master(one: Recording, folder: Path = MASTERS) -> Path:
    """Where the master of a recording lies."""
    return folder / one.language / f"{one.place}{ENDING}"


def index(folder: Path = MASTERS) -> dict[str, Made]:
    """What the masters were made from, by key; empty when there are none."""
    path = folder / "index.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def outdated(catalogue: Catalogue, folder: Path = MASTERS) -> list[Recording]:
    """Recordings without a master, or with one that says something else."""
    known = index(folder)
    return [
        one
        for key, one in catalogue.recordings.items()
        if key not in known
        or known[key]["made_from"] != made_from(catalogue.speaker[one.entry.speaker], one)
        or not master(one, folder).exists()
    ]


def speak(speaker: Speaker, one: Recording, folder: Path = MASTERS) -> Made:
    """Make one master. Raises voice.VoiceMissing."""
    sound = voice.speak(
        one.entry.spoken(one.language),
        one.tongue,
        speaker.voice(one.tongue),
        speed=one.entry.speed,
        goes_on=one.entry.goes_on,
    )
    sound = trim.edges(sound, voice.RATE, before=0.06, after=0.12)
    path = master(one, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, np.clip(sound, -1, 1), voice.RATE, format="OGG", subtype="OPUS")
    return {"made_from": made_from(speaker, one), "seconds": round(len(sound) / voice.RATE, 2)}


def _save(folder: Path, known: dict[str, Made]) -> None:
    lines = [f"{json.dumps(key)}: {json.dumps(known[key])}" for key in sorted(known)]
    (folder / "index.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _forget(catalogue: Catalogue, folder: Path, known: dict[str, Made]) -> int:
    gone = known.keys() - catalogue.recordings.keys()
    for key in gone:
        del known[key]
        (folder / f"{key}{ENDING}").unlink(missing_ok=True)
    return len(gone)


def main() -> None:
    """Speak what is missing."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--only", default="", help="only keys with this text in them, e.g. zh/hotline")
    arguments.add_argument("--all", action="store_true", help="also what is up to date")
    arguments.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    chosen = arguments.parse_args()
    catalogue, known = load(), index()
    todo = list(catalogue.recordings.values()) if chosen.all else outdated(catalogue)
    todo = [one for one in todo if chosen.only in one.key]
    print(f"{len(todo)} of {len(catalogue.recordings)} recordings to speak")
    speakers = [catalogue.speaker[one.entry.speaker] for one in todo]
    with ProcessPoolExecutor(chosen.jobs, mp_context=get_context("spawn")) as pool:
        for number, (one, made) in enumerate(zip(todo, pool.map(speak, speakers, todo), strict=True), 1):
            known[one.key] = made
            if number % _SAVE_EVERY == 0:
                _save(MASTERS, known)
                print(f"{number}  {one.key}  {one.text}", flush=True)
    removed = _forget(catalogue, MASTERS, known)
    _save(MASTERS, known)
    minutes = sum(one["seconds"] for one in known.values()) / 60
    print(f"{len(known)} masters, {minutes:.1f} minutes; {removed} removed")


if __name__ == "__main__":
    main()
