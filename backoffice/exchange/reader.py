"""`python -m backoffice.exchange.reader FILE`: a sheet as JSON lines, in a process with limits of its own.

Files come from anywhere: one made to fill the memory ends this process and nothing else. The first line says
how many rows to expect, each further one is [line, [cell, …]] with every cell as text; an unreadable file
ends with {"refused": key, …facts}. Formulas are never worked out: what the spreadsheet last saw stands.
"""

import csv
import io
import json
import resource
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import python_calamine

from backoffice.errors import Invalid, Refused

MEMORY = 1 << 30
"""Bytes this process may take; 100,000 houses need a fifth of it."""
SECONDS = 90
MOST_ROWS, MOST_COLUMNS = 200_000, 100
LONGEST_CELL = 32_767
"""Letters; no spreadsheet holds more in one cell."""
UNPACKED = 400 * 1024 * 1024
"""Bytes a packed file may hold: an honest sheet of 200,000 rows stays below."""
CHUNK = 1 << 20
GUARDED = ("'=", "'+", "'-", "'@")
Sheet = tuple[int, Iterable[tuple[int, list[Any]]]]
"""How many rows to expect, and the rows with their lines."""


def sheet_of(file: Path) -> Sheet:
    """The rows of a file's first sheet. Raises Invalid when it cannot be one, or is too large."""
    with file.open("rb") as opened:
        head = opened.read(4096)
    if not head.strip():
        raise Invalid("sheet.empty", field="file")
    if head.startswith(b"PK\x03\x04"):
        _check_packed(file)
        return _workbook(file)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _workbook(file)
    return _text(file.read_bytes())


def _check_packed(file: Path) -> None:
    """Refuse what is no spreadsheet, or unpacks to more than it may: by what it says, then by unpacking."""
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            if not any(one.filename.lower() in ("xl/workbook.xml", "content.xml") for one in parts):
                raise Invalid("sheet.wrong_kind", field="file")
            if sum(one.file_size for one in parts) > UNPACKED:
                raise Invalid("sheet.too_large", field="file")
            for one in parts:
                with packed.open(one) as part:
                    while part.read(CHUNK):
                        pass
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as broken:
        raise Invalid("sheet.broken", field="file") from broken


def _workbook(file: Path) -> Sheet:
    try:
        book = python_calamine.load_workbook(str(file))
        sheet = book.get_sheet_by_index(0)
    except python_calamine.PasswordError as locked:
        raise Invalid("sheet.locked", field="file") from locked
    except MemoryError as full:
        raise Invalid("sheet.too_large", field="file") from full
    except (python_calamine.CalamineError, OSError, ValueError, IndexError) as broken:
        raise Invalid("sheet.broken", field="file") from broken
    return sheet.total_height, enumerate(sheet.iter_rows(), 1)


def _text(content: bytes) -> Sheet:
    lines = io.StringIO(_decoded(content), newline="")
    first = lines.readline()
    lines.seek(0)
    if first.lstrip().startswith("<"):
        raise Invalid("sheet.wrong_kind", field="file")
    csv.field_size_limit(LONGEST_CELL)
    between = max(",;\t", key=first.count)
    return content.count(b"\n") + 1, _rows(csv.reader(lines, delimiter=between))


def _rows(reader: Any) -> Iterator[tuple[int, list[Any]]]:
    """Rows with the line each begins on; a cell may span several."""
    line = 1
    while True:
        try:
            row = next(reader, None)
        except csv.Error as broken:
            raise Invalid("sheet.cell_too_long", field="file", line=line) from broken
        if row is None:
            return
        # Our own CSV keeps text from being run by a quote in front (`exchange.sheets`).
        yield line, [cell[1:] if cell[:2] in GUARDED else cell for cell in row]
        line = reader.line_num + 1


def _decoded(content: bytes) -> str:
    """Text in UTF-8, GBK (GB18030) or what a byte order mark says.

    Raises Invalid naming the line that fits neither; binary files are of the wrong kind.
    """
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if content.startswith(mark):
            return _decode(content, encoding)
    if b"\0" in content[:4096] or content.startswith(b"%PDF-"):
        raise Invalid("sheet.wrong_kind", field="file")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        # GBK reads most UTF-8 as other words: what is mostly UTF-8 is broken UTF-8.
        foreign = [line for line in content.split(b"\n") if not line.isascii()]
        kept = sum(_is_utf8(line) for line in foreign)
        return _decode(content, "utf-8" if kept * 2 > len(foreign) else "gb18030")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decode(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as broken:
        line = content.count(b"\n", 0, broken.start) + 1
        raise Invalid("sheet.encoding", field="file", line=line) from broken


def written(value: Any) -> str:
    """A cell as a person reads it in the spreadsheet: 10010101.0 is 10010101, midnight is the day."""
    match value:
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            # Spreadsheets keep 15 digits; the rest is noise (0.1 + 0.2).
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
        case _:
            return str(value)


def lines_of(file: Path) -> Iterator[str]:
    """What this process prints, one after the other."""
    rows = 0
    try:
        expected, sheet = sheet_of(file)
        yield json.dumps({"rows": expected})
        for line, row in sheet:
            cells = [written(cell) for cell in row]
            while cells and not cells[-1].strip():
                cells.pop()
            if not cells:
                continue
            rows += 1
            if rows > MOST_ROWS + 1:
                raise Invalid("sheet.rows", field="file", most=MOST_ROWS)
            if len(cells) > MOST_COLUMNS:
                raise Invalid("sheet.columns", field="file", most=MOST_COLUMNS, line=line)
            yield json.dumps([line, cells])
        if not rows:
            raise Invalid("sheet.empty", field="file")
    except Refused as refused:
        yield json.dumps({"refused": refused.key, **refused.facts})


def main() -> None:
    """The process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in lines_of(Path(sys.argv[1])):
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
