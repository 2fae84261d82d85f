"""Lists as files: what is on the screen as .xlsx or .csv, as far as one may take it away (S1, P2, P5).

    view = await listing.view(request, HOUSES)
    async with database(request) as db:
        found = await houses.listed(db, sheets.taker(who(request), view), view.slice, **view.filters)
    if view.export:
        return await sheets.answer(request, view, found)

A cell is never run: text stays text, also when it begins like a formula.
"""

import asyncio
import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import xlsxwriter
from aiohttp import web

from backoffice.audit import desk as audit
from backoffice.company.actor import Staff
from backoffice.company.reach import reach_with
from backoffice.errors import Forbidden
from backoffice.estate.numbers import masked
from backoffice.paging import Found
from backoffice.web import listing, words
from backoffice.web.keys import database, who
from backoffice.web.words import _

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {"money": "#,##0.00", "number": "#,##0.##", "day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm"}
WIDTHS = {"money": 14, "number": 10, "day": 12, "moment": 17, "phone": 16, "yes": 6, "tag": 12}
"""Letters a column shows, by what it holds; text gets 20."""
CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a file. kind: as in `listing.Column`; choices: what may stand in it, as a drop-down."""

    name: str
    kind: str = "text"
    wide: int = 20
    choices: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet of a workbook. marked: (row, column), from 0 below the headings, of cells that stand out."""

    name: str
    headings: Sequence[Heading]
    rows: Iterable[Sequence[Any]]
    marked: frozenset[tuple[int, int]] = field(default_factory=frozenset)


def taker(reader: Staff, view: listing.View) -> Staff:
    """Whoever reads a list; for an export only where they have `list.export`, too.

    Raises Forbidden when they export and have it nowhere.
    """
    if not view.export:
        return reader
    where = reader.functions.get("list.export", frozenset())
    if where is not None and not where:
        raise Forbidden("right.missing", function="list.export")
    if where is None:
        return reader
    narrowed = {
        function: where if held is None else held & where for function, held in reader.functions.items()
    }
    return replace(reader, functions=narrowed)


async def answer(
    request: web.Request, view: listing.View, found: Found[Any], **cells: Callable[[Any], Any]
) -> web.StreamResponse:
    """The rows found as the file that was asked for; it is written to the trail. cells: a column's own
    value of a row, where the attribute is a code that the page shows as a word."""
    reader = taker(who(request), view)
    whole = _sees_numbers(reader)
    headings = [Heading(_(one.label), one.kind, WIDTHS.get(one.kind, 20)) for one in view.columns]

    def value(row: Any, column: listing.Column) -> Any:
        given = cells[column.key](row) if column.key in cells else getattr(row, column.key)
        if column.kind == "phone" and given and "*" not in given and not whole:
            return masked(given)
        return (
            given.astimezone(words.ZONE).date()
            if column.kind == "day" and isinstance(given, datetime)
            else given
        )

    rows = ([value(row, column) for column in view.columns] for row in found.rows)
    async with database(request) as db:
        await audit.record(
            db,
            reader,
            "list.exported",
            f"list:{view.list.name}",
            rows=len(found.rows),
            format=view.export,
            columns=[one.key for one in view.columns],
            filters={key: kept for key, kept in view.filters.items() if kept},
        )
    return await send(request, view.list.name, [Page(view.list.name, headings, rows)], view.export or "xlsx")


def place(row: Any) -> str:
    """The room of a row with its community: 翠湖苑 1-1-101; "" where it is about none."""
    return f"{words.named(row, 'community')} {row.label}".strip()


def _sees_numbers(reader: Staff) -> bool:
    """True with `phone.view` wherever they export."""
    out, numbers = reach_with(reader, "list.export"), reach_with(reader, "phone.view")
    return numbers.everything or (not out.everything and set(out.communities) <= set(numbers.communities))


async def send(
    request: web.Request, name: str, pages: Sequence[Page], kind: str = "xlsx"
) -> web.StreamResponse:
    """Answer with a file called `name`. Made in a thread, in a file without a name; sent piece by piece."""
    with tempfile.TemporaryFile() as file:
        await asyncio.to_thread(_csv if kind == "csv" else workbook, file, pages)
        file.seek(0)
        response = web.StreamResponse()
        response.content_type = "text/csv" if kind == "csv" else XLSX
        response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.{kind}"
        response.headers["Cache-Control"] = "no-store"
        await response.prepare(request)
        while piece := await asyncio.to_thread(file.read, CHUNK):
            await response.write(piece)
        await response.write_eof()
    return response


def workbook(file: Any, pages: Sequence[Page]) -> None:
    """Write .xlsx: one row after the other, none kept; headings stay in sight."""
    with xlsxwriter.Workbook(file, {"constant_memory": True, "remove_timezone": True}) as book:
        top = book.add_format({"bold": True, "bg_color": "#E8EEF4", "bottom": 1})
        red = book.add_format({"bg_color": "#FAD4D4"})
        formats = {kind: book.add_format({"num_format": form}) for kind, form in FORMATS.items()}
        for page in pages:
            sheet = book.add_worksheet(page.name[:31])
            sheet.freeze_panes(1, 0)
            for at, one in enumerate(page.headings):
                # A column of text keeps what is typed into it: 户号 and numbers lose no zero.
                sheet.set_column(
                    at, at, one.wide, formats.get(one.kind) or book.add_format({"num_format": "@"})
                )
                sheet.write_string(0, at, one.name, top)
                if one.choices:
                    sheet.data_validation(
                        1, at, 10_000, at, {"validate": "list", "source": list(one.choices)}
                    )
            for line, row in enumerate(page.rows, 1):
                for at, cell in enumerate(row):
                    form = red if (line - 1, at) in page.marked else None
                    _cell(sheet, line, at, cell, form or formats.get(page.headings[at].kind))


def _cell(sheet: Any, line: int, at: int, cell: Any, form: Any) -> None:
    match cell:
        case None | "":
            if form is not None:
                sheet.write_blank(line, at, None, form)
        case bool():
            sheet.write_string(line, at, _yes(cell))
        case int() | float() | Decimal():
            sheet.write_number(line, at, cell, form)
        case datetime():
            sheet.write_datetime(line, at, cell.astimezone(words.ZONE).replace(tzinfo=None), form)
        case date():
            sheet.write_datetime(line, at, cell, form)
        case _:
            sheet.write_string(line, at, _text(cell), form)


def _csv(file: Any, pages: Sequence[Page]) -> None:
    """Write the first page as CSV: UTF-8 with its mark, which Excel needs to know it."""
    out = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(out)
    page = pages[0]
    writer.writerow([one.name for one in page.headings])
    for row in page.rows:
        writer.writerow([_plain(cell) for cell in row])
    out.flush()
    out.detach()


def _plain(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return _yes(cell)
        case datetime():
            return f"{cell.astimezone(words.ZONE):%Y-%m-%d %H:%M}"
        case int() | float() | Decimal() | date():
            return str(cell)
    text = _text(cell)
    # CSV has no kinds of cells: a quote in front keeps spreadsheets from running what follows.
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _text(cell: Any) -> str:
    return "、".join(map(str, cell)) if isinstance(cell, list | tuple | frozenset) else str(cell)


def _yes(cell: bool) -> str:
    return _("是") if cell else _("否")
