"""docs/import.md says what the code does (P7)."""

import re
from pathlib import Path

from backoffice.exchange import reader
from backoffice.exchange.kinds import KINDS
from backoffice.exchange.web import LARGEST

GUIDE = (Path(__file__).parents[3] / "docs" / "import.md").read_text(encoding="utf-8")


def test_p7_the_guide_names_every_column_of_every_kind() -> None:
    sections = dict(re.findall(r"^### (\w+)\n(.*?)(?=^##|\Z)", GUIDE, re.MULTILINE | re.DOTALL))
    assert list(sections) == list(KINDS)
    for code, kind in KINDS.items():
        assert " · ".join(one.name for one in kind.columns) in sections[code], code


def test_p7_the_guide_names_the_limits() -> None:
    limits = f"{LARGEST} MB, {reader.MOST_ROWS:,} rows, {reader.MOST_COLUMNS} columns"
    assert limits in GUIDE
