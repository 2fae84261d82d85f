"""Which column of a file is which: in any order, Chinese or English, in anybody's spelling (P7)."""

import re
import unicodedata
from collections.abc import Sequence

from backoffice.errors import Invalid
from backoffice.exchange.model import Kind
from backoffice.web import words
from backoffice.web.words import N_

ERRORS = N_("错误")
"""Heading of the column we add to a file with wrong cells; ignored when the mended file comes back."""
DEEPEST = 10
"""Titles and notes may stand above the headings, in so many rows."""


def spelled(heading: str) -> str:
    """A heading without what people vary: width, capitals, spaces, *, : and remarks in brackets."""
    plain = unicodedata.normalize("NFKC", heading).casefold()
    return re.sub(r"[\s*::_\-]", "", re.sub(r"\(.*?\)", "", plain))


def spelled_name(name: str) -> str:
    """A name as names are compared; the database's `spelled` does the same."""
    return unicodedata.normalize("NFKC", name).replace(" ", "").upper()


def columns_of(kind: Kind, headings: Sequence[str]) -> list[str]:
    """The key of each heading's column, "" for one nobody knows and for the second of the same."""
    known = {
        spelled(name): column.key
        for column in kind.columns
        for name in (*column.aliases, column.key, words.english(column.name), column.name)
    }
    found: list[str] = []
    for heading in headings:
        key = known.get(spelled(heading), "")
        found.append("" if key in found else key)
    return found


def missing(kind: Kind, columns: Sequence[str]) -> list[str]:
    """Names of columns that must be there and are not."""
    return [one.name for one in kind.columns if one.required and one.key not in columns]


def find(kind: Kind, top: Sequence[tuple[int, list[str]]]) -> tuple[int, list[str]]:
    """Which of a file's first rows holds the headings (its place in `top`), and the columns they name.

    Raises Invalid naming what is missing in the best of them.
    """
    candidates = [(at, columns_of(kind, row)) for at, (_, row) in enumerate(top)]
    at, columns = max(candidates, key=lambda one: sum(map(bool, one[1])))
    if lacking := missing(kind, columns):
        raise Invalid("sheet.headings", field="file", headings="、".join(lacking))
    return at, columns


def is_ours(heading: str) -> bool:
    """True for the column of errors we added."""
    return spelled(heading) in (spelled(ERRORS), spelled(words.english(ERRORS)))
