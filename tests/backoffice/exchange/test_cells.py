"""One cell, whatever its typist and the spreadsheet made of it (P7, S1)."""

import datetime as dt
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from backoffice.exchange import cells
from backoffice.exchange.faults import SENTENCES, sentence
from backoffice.exchange.kinds import KINDS
from backoffice.exchange.model import Fault, Ground, Read, Wrong
from backoffice.exchange.reader import lines_of, written
from backoffice.exchange.workbooks import shown

CHENGDU = Ground("028")
WIDE = str.maketrans({digit: chr(ord(digit) + 0xFEE0) for digit in "0123456789.-/"})
SPACED: st.SearchStrategy[Callable[[str], str]] = st.sampled_from(
    [
        str,
        lambda text: f"　{text} ",
        lambda text: text.translate(WIDE),
        lambda text: f"\t{text}\n",
        lambda text: f"\u200b{text}",
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.text("0123456789.-/年月日,、+一二三栋A ", max_size=20))
READERS: list[tuple[str, Read]] = [
    (f"{kind.code}.{column.key}", column.read) for kind in KINDS.values() for column in kind.columns
]


@pytest.mark.parametrize(
    ("read", "raw", "meant"),
    [
        (cells.code, "10010101.0", "10010101"),
        (cells.code, "１００１０１０１", "10010101"),
        (cells.area, "1,089.50㎡", "1089.50"),
        (cells.area, "89.5 平方米", "89.5"),
        (cells.whole(-10, 200), "18层", 18),
        (cells.whole(-10, 200), "-1", -1),
        (cells.day, "2026年2月28日", "2026-02-28"),
        (cells.day, "20260228", "2026-02-28"),
        (cells.day, "46081", "2026-02-28"),
        (cells.day, "2026-02-28 00:00:00", "2026-02-28"),
        (cells.phones, "138 0000 0001；85551234/13800000001", ["13800000001", "02885551234"]),
        (cells.phones, "13800000001.0", ["13800000001"]),
        (cells.phones, "+44 20 7946 0018", ["00442079460018"]),
        (cells.plate, "川a·12 345", "川A12345"),
        (cells.yes, "TRUE", True),
        (cells.yes, "否", False),
        (cells.room, "3号楼2单元501室", "3-2-501"),
        (cells.room, "物业用房", "物业用房"),
        (cells.area_code, "28", "028"),
    ],
)
def test_p7_a_cell_is_read_as_it_is_meant(read: Read, raw: str, meant: Any) -> None:
    assert read(raw, CHENGDU) == meant


@pytest.mark.parametrize(
    ("read", "raw", "key"),
    [
        (cells.code, "1001010", "code"),
        (cells.area, "-1", "area"),
        (cells.area, "1.234", "area"),
        (cells.whole(1, 200), "201", "whole"),
        (cells.day, "2026-02-30", "no_such_day"),
        (cells.day, "1026-02-03", "no_such_day"),
        (cells.day, "昨天", "day"),
        (cells.phones, "1.38E+10", "phone"),
        (cells.phones, "1380000000", "phone"),
        (cells.phones, "138000000011", "phone"),
        (cells.email, "a@b", "email"),
        (cells.text(5), "六个字的名字", "too_long"),
        (cells.text(), "a\x00b", "control"),
        (cells.choice({"a": "甲"}), "乙", "choice"),
    ],
)
def test_p7_a_cell_that_cannot_be_is_told_why(read: Read, raw: str, key: str) -> None:
    with pytest.raises(Wrong) as wrong:
        read(raw, CHENGDU)
    assert wrong.value.key == key
    assert sentence(Fault("x", key, wrong.value.facts))


@pytest.mark.parametrize(("name", "read"), READERS, ids=[name for name, _ in READERS])
@given(raw=TEXTS.filter(str.strip))
def test_p7_any_text_is_read_or_refused_in_a_sentence_and_what_is_read_stays(
    name: str, read: Read, raw: str
) -> None:
    try:
        meant = read(raw, CHENGDU)
    except Wrong as wrong:
        assert "%(" not in sentence(Fault("x", wrong.key, wrong.facts))
        return
    json.dumps(meant)
    code, key = name.split(".")
    again = shown(KINDS[code].column(key), meant)
    text = "、".join(again) if isinstance(again, list) else str(again)
    if text and not isinstance(meant, bool):
        assert read(text, CHENGDU) == meant


@given(
    st.dates(dt.date(1900, 3, 1), dt.date(2100, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"]),
    SPACED,
)
def test_p7_every_way_to_write_a_day_is_that_day(
    day: dt.date, way: str, spaced: Callable[[str], str]
) -> None:
    assert cells.day(spaced(day.strftime(way)), CHENGDU) == day.isoformat()
    if day.year > 1927:  # days since 1900 with four digits could be a year
        assert cells.day(str((day - dt.date(1899, 12, 30)).days), CHENGDU) == day.isoformat()


@given(st.integers(0, 99_999_999), SPACED)
def test_p7_a_code_is_a_code_as_number_or_text(number: int, spaced: Callable[[str], str]) -> None:
    code = f"{number:08d}"
    assert cells.code(spaced(code), CHENGDU) == code
    if number >= 10_000_000:
        assert cells.code(written(float(number)), CHENGDU) == code


@given(st.decimals(0, 999_999, places=2), st.booleans())
def test_p7_an_area_keeps_its_value(value: Decimal, as_number: bool) -> None:
    text = written(float(value)) if as_number else f"{value:,} ㎡"
    assert Decimal(str(cells.area(text, CHENGDU))) == value


SHEETS = st.lists(
    st.lists(
        st.one_of(
            st.text(
                st.characters(min_codepoint=32, max_codepoint=0xFFFD, exclude_categories=["Cs"]), max_size=12
            ),
            st.integers(-(10**11), 10**11),
            st.dates(dt.date(1910, 1, 1), dt.date(2090, 1, 1)),
        ),
        min_size=1,
        max_size=4,
    ),
    min_size=1,
    max_size=6,
)


@given(SHEETS)
def test_p7_what_was_written_into_a_workbook_is_read_from_it(
    tmp_path_factory: pytest.TempPathFactory, table: list[list[Any]]
) -> None:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(table):
            for where, cell in enumerate(row):
                (sheet.write_string if isinstance(cell, str) else sheet.write)(at, where, cell)
    file = tmp_path_factory.mktemp("sheet") / "sheet"
    file.write_bytes(kept.getvalue())
    read = [json.loads(line) for line in lines_of(file)][1:]
    meant: list[Any] = []
    for line, row in enumerate(table, 1):
        cells_of = [str(cell) for cell in row]
        while cells_of and not cells_of[-1].strip():
            cells_of.pop()
        if cells_of:
            meant.append([line, cells_of])
    assert read == (meant or [{"refused": "sheet.empty", "field": "file"}])


def test_p7_every_fault_has_its_sentence() -> None:
    room = Path(cells.__file__).parent
    code = "\n".join(file.read_text("utf-8") for file in (*room.rglob("*.py"), *room.rglob("*.sql")))
    for key in SENTENCES:
        assert f'"{key}"' in code.replace("'", '"')
