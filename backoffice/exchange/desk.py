"""Sheets somebody uploads: looked at, then taken over whole or not at all (S1, P7)."""

import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from backoffice.audit import desk as audit
from backoffice.company.actor import Staff
from backoffice.company.reach import Reach, has, reach_with
from backoffice.errors import Conflict, Forbidden, NotFound
from backoffice.exchange.kinds import KINDS
from backoffice.exchange.model import Fault, Import, Kind, Row
from backoffice.jobs import desk as jobs
from backoffice.sql import Database, load

sql = load(__file__)

READ, WRITE = "import.read", "import.write"
"""Kinds of jobs."""


def kind_for(who: Staff, code: str) -> Kind:
    """A kind `who` may import somewhere. Raises NotFound, Forbidden naming what the posts lack."""
    _needs(who, "estate.import")
    kind = KINDS.get(code)
    if kind is None:
        raise NotFound("exchange.kind")
    for function in kind.needs:
        _needs(who, function)
    return kind


def _needs(who: Staff, function: str) -> None:
    if not has(who, function, None):
        raise Forbidden("exchange.function", function=function)


async def take_in(
    db: Database,
    who: Staff,
    code: str,
    *,
    sheet: UUID,
    file_name: str,
    size: int,
    sha256: str,
) -> Import:
    """A sheet whose file lies under the name `sheet`: have it read. Nothing of it is written yet."""
    kind = kind_for(who, code)
    async with db.transaction():
        await sql.insert(
            db, id=sheet, kind=kind.code, staff=who.id, file_name=file_name[:200], bytes=size, sha256=sha256
        )
        await sql.put_job(db, id=sheet, job=await jobs.ask(db, who, READ, id=sheet, link=_page(sheet)))
        await audit.record(
            db,
            who,
            "import.uploaded",
            f"import:{sheet}",
            kind=code,
            file=file_name[:200],
            bytes=size,
            sha256=sha256,
        )
    return await import_for(db, who, sheet)


def _page(sheet: UUID) -> str:
    return f"/import/sheets/{sheet}"


async def import_for(db: Database, who: Staff, sheet: UUID) -> Import:
    """One's own import. Raises NotFound; Forbidden when the posts no longer carry what it needs."""
    _needs(who, "estate.import")
    row = await sql.by_id(db, id=sheet, staff=who.id)
    if row is None:
        raise NotFound("exchange.not_found")
    kind_for(who, row["kind"])
    return Import(**row)


async def mine(db: Database, who: Staff, *, most: int = 20) -> list[Import]:
    """One's own imports, newest first; empty: none."""
    return [Import(**row) async for row in sql.mine(db, staff=who.id, most=most)]


async def rows(
    db: Database,
    who: Staff,
    sheet: UUID,
    *,
    verdict: str = "",
    after: int = 0,
    most: int = 100,
) -> list[Row]:
    """Rows of a preview, by verdict ("" for all), behind line `after`; empty: none (any longer)."""
    await import_for(db, who, sheet)
    found = sql.rows(db, id=sheet, verdict=verdict, after=after, most=most)
    return [_row_of(row) async for row in found]


async def every_row(db: Database, who: Staff, sheet: UUID) -> AsyncIterator[Row]:
    """All rows of a preview, without holding them all."""
    after = 0
    while found := await rows(db, who, sheet, after=after, most=1000):
        for row in found:
            yield row
        after = found[-1].line


async def held(db: Database, who: Staff, code: str) -> list[Mapping[str, Any]]:
    """What there is of a kind, as far as `who` may export it; what they may not see is left empty.

    Raises NotFound, Forbidden.
    """
    kind = kind_for(who, code)
    _needs(who, "list.export")
    within = reach_with(who, "list.export")
    hidden = [one.key for one in kind.columns if one.sees and not _covers(reach_with(who, one.sees), within)]
    rows = kind.held(db, everything=within.everything, communities=within.communities)
    found: list[Mapping[str, Any]] = [{**row, **dict.fromkeys(hidden)} async for row in rows]
    await audit.record(db, who, "list.exported", f"list:{code}", rows=len(found))
    return found


def _covers(more: Reach, within: Reach) -> bool:
    return more.everything or (not within.everything and set(within.communities) <= set(more.communities))


async def write(db: Database, who: Staff, sheet: UUID) -> Import:
    """Have it written, all or nothing. Raises Conflict when it is not ready to be."""
    async with db.transaction():
        row = await sql.lock(db, id=sheet, staff=who.id)
        found = await import_for(db, who, sheet)
        job = await jobs.job_for(db, who, row["job_id"])
        if not found.ready or job.open:
            raise Conflict("exchange.not_ready")
        await sql.put_job(db, id=sheet, job=await jobs.ask(db, who, WRITE, id=sheet, link=_page(sheet)))
    return await import_for(db, who, sheet)


async def drop(db: Database, who: Staff, sheet: UUID, folder: Path) -> None:
    """Give it up: rows and file go. Raises Conflict when it is written, or about to be."""
    async with db.transaction():
        row = await sql.lock(db, id=sheet, staff=who.id)
        found = await import_for(db, who, sheet)
        job = await jobs.job_for(db, who, row["job_id"])
        if found.state in ("done", "dropped") or job.open:
            raise Conflict("exchange.too_late")
        await sql.close(db, id=sheet, state="dropped")
        await audit.record(db, who, "import.dropped", f"import:{sheet}")
    (folder / str(sheet)).unlink(missing_ok=True)


async def changes(db: Database, who: Staff, sheet: UUID, *, most: int = 100) -> list[Mapping[str, Any]]:
    """What a written import changed: `object`, `before` and `after`; empty: it only added."""
    await import_for(db, who, sheet)
    return [
        {**row, "before": json.loads(row["before"]), "after": json.loads(row["after"])}
        async for row in sql.changes(db, id=sheet, most=most)
    ]


def _row_of(row: Mapping[str, Any]) -> Row:
    return Row(
        row["line"],
        row["written"],
        [Fault(**fault) for fault in json.loads(row["faults"])],
        row["verdict"],
        json.loads(row["before"]),
        json.loads(row["after"]),
    )
