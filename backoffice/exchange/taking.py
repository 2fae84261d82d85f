"""From the rows of a file to rows of the database: every cell read, nothing decided (P7)."""

import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from backoffice.errors import Invalid
from backoffice.exchange import headings, reading
from backoffice.exchange.desk import sql
from backoffice.exchange.model import Cells, Ground, Kind, Wrong
from backoffice.jobs.worker import Progress
from backoffice.sql import Database

AT_ONCE = 250
"""Rows put together into the database, progress said; between two of these, pages get their turn."""
COLUMNS = ["import_id", "line", "written", "cells", "faults"]


async def take(db: Database, kind: Kind, sheet_id: UUID, file: Path, progress: Progress) -> None:
    """Put every row of `file` into import_row. Raises Unreadable, Invalid for its headings or no rows."""
    grounds = {row["name"]: Ground(row["area_code"]) async for row in sql.areas(db)}
    async with reading.opened(file) as sheet:
        rows = aiter(sheet)
        top = [row async for row in _first(rows, headings.DEEPEST)]
        at, columns = headings.find(kind, top)
        names = top[at][1]
        ours = [headings.is_ours(name) for name in names]
        await sql.put_headings(
            db,
            id=sheet_id,
            headings=[name for name, our in zip(names, ours, strict=True) if not our],
            columns=[key for key, our in zip(columns, ours, strict=True) if not our],
        )
        taken, waiting = 0, [(sheet_id, *_row(kind, columns, grounds, *row)) for row in top[at + 1 :]]
        async for row in rows:
            waiting.append((sheet_id, *_row(kind, columns, grounds, *row)))
            if len(waiting) >= AT_ONCE:
                taken += await _put(db, waiting)
                await progress(taken, max(sheet.rows, taken), "reading")
        taken += await _put(db, waiting)
    if not taken:
        raise Invalid("sheet.no_rows", field="file")


async def _first(rows: AsyncIterator[Any], most: int) -> AsyncIterator[Any]:
    for _ in range(most):
        if (row := await anext(rows, None)) is None:
            return
        yield row


async def _put(db: Database, waiting: list[tuple[Any, ...]]) -> int:
    await db.copy_records_to_table("import_row", columns=COLUMNS, records=waiting)
    count = len(waiting)
    waiting.clear()
    return count


def _row(
    kind: Kind, columns: Sequence[str], grounds: dict[str, Ground], line: int, written: list[str]
) -> tuple[int, list[str], str, str]:
    """One row of import_row: what each cell means, and which cannot be read."""
    texts = {key: text for key, text in zip(columns, written, strict=False) if key and text.strip()}
    ground = grounds.get(headings.spelled_name(texts.get("community", "")), Ground())
    row: Cells = {}
    faults = []
    for column in kind.columns:
        try:
            if column.key in texts:
                row[column.key] = column.read(texts[column.key], ground)
            elif column.required:
                raise Wrong("needed")
        except Wrong as wrong:
            faults.append({"column": column.key, "key": wrong.key, "facts": wrong.facts})
    if kind.complete:
        kind.complete(row)
    # Postgres holds every letter but NUL; such a cell is among the faults.
    kept = [text.replace("\0", "\ufffd") for text in written[: len(columns)]]
    return line, kept, json.dumps(row), json.dumps(faults)
