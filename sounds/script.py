"""The recording script for a human speaker: `python -m sounds.script zh|en [--csv] [--missing]`.

Each line names the file wanted; put the files under `sounds/speaker/LANG/` and build again.
"""

import argparse
import csv
import sys
from collections.abc import Iterable
from typing import TextIO

from sounds.catalogue import LANGUAGES, Catalogue, Recording, load
from sounds.speak import MASTERS, master

_NOTES = """\
# Recording script ({language}): {count} recordings

Speaker: {about}.

- One file a line, named as in the last column, under one folder; WAV or FLAC, mono, 24 kHz or better.
- A quiet room, the same distance and pace throughout. Half a second of silence before and after is cut off.
- Loudness is made equal afterwards. “Goes on” means that another piece follows: do not let the voice fall.
- In codes, telephone numbers and rooms the digit 一 is written, and said, 幺.
"""


def recordings(catalogue: Catalogue, language: str) -> list[Recording]:
    """What a speaker of one language has to record, in the catalogue's order."""
    return [one for one in catalogue.recordings.values() if one.language == language]


def markdown(catalogue: Catalogue, chosen: list[Recording], language: str, out: TextIO) -> None:
    """Write the script as Markdown."""
    about = catalogue.speaker["host"].about
    out.write(_NOTES.format(language=language, count=len(chosen), about=about))
    out.write("\n| text | how | file |\n| --- | --- | --- |\n")
    for text, how, file in _lines(chosen):
        out.write(f"| {text} | {how} | `{file}` |\n")


def table(chosen: list[Recording], out: TextIO) -> None:
    """Write the script as CSV with a heading."""
    writer = csv.writer(out)
    writer.writerow(["id", "text", "hint", "file"])
    writer.writerows((file.rpartition(".")[0], text, how, file) for text, how, file in _lines(chosen))


def _lines(chosen: list[Recording]) -> Iterable[tuple[str, str, str]]:
    for one in chosen:
        how = "; ".join(part for part in (one.entry.hint, "goes on" if one.entry.goes_on else "") if part)
        yield one.text, how, f"{one.key}.wav"


def main() -> None:
    """Print the script."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("language", choices=LANGUAGES)
    arguments.add_argument("--csv", action="store_true", help="CSV instead of Markdown")
    arguments.add_argument("--missing", action="store_true", help="only what has no master yet")
    options = arguments.parse_args()
    catalogue = load()
    chosen = recordings(catalogue, options.language)
    if options.missing:
        chosen = [one for one in chosen if not master(one, MASTERS).exists()]
    if options.csv:
        table(chosen, sys.stdout)
    else:
        markdown(catalogue, chosen, options.language, sys.stdout)


if __name__ == "__main__":
    main()
