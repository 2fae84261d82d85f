"""Importing into the demo estate: files made here, read and written by a real worker."""

import asyncio
import contextlib
import csv
import hashlib
import io
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
import xlsxwriter

from backoffice.company.actor import Staff
from backoffice.exchange import desk
from backoffice.exchange.model import Import, Row
from backoffice.exchange.work import works
from backoffice.jobs import desk as jobs
from backoffice.jobs.model import Job
from backoffice.jobs.worker import Worker
from tests.backoffice.conftest import Demo

Table = Sequence[Sequence[Any]]


def excel(table: Table) -> bytes:
    """A workbook with these cells."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(table):
            sheet.write_row(at, 0, row)
    return kept.getvalue()


def text(table: Table, *, encoding: str = "utf-8-sig", between: str = ",") -> bytes:
    """The same as text."""
    kept = io.StringIO()
    csv.writer(kept, delimiter=between).writerows(table)
    return kept.getvalue().encode(encoding)


class Importing:
    """Takes files in, and waits until the worker has done with them."""

    def __init__(self, company: Demo, folder: Path) -> None:
        self.db, self.company, self.folder = company.db, company, folder

    async def job(self, who: Staff, found: Import) -> Job:
        """The job of an import, over."""
        assert found.job_id
        async with asyncio.timeout(60):
            while (job := await jobs.job_for(self.db, who, found.job_id)).open:  # noqa: ASYNC110 - rows have no event
                await asyncio.sleep(0.01)
        return job

    async def upload(self, kind: str, content: bytes, login: str = "administrator") -> tuple[Import, Job]:
        """Upload a file and have it read."""
        who = await self.company.staff(login)
        sheet = uuid4()
        (self.folder / str(sheet)).write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        found = await desk.take_in(
            self.db, who, kind, sheet=sheet, file_name="名单.xlsx", size=len(content), sha256=digest
        )
        job = await self.job(who, found)
        return await desk.import_for(self.db, who, sheet), job

    async def look(self, kind: str, table: Table, login: str = "administrator") -> Import:
        """Upload a table that can be read."""
        found, job = await self.upload(kind, excel(table), login)
        assert job.state == "done", job.outcome
        return found

    async def refused(self, kind: str, content: bytes) -> Mapping[str, Any]:
        """Upload a file that cannot be read: the refusal, and nothing was kept of it."""
        found, job = await self.upload(kind, content)
        assert job.state == "failed", job
        assert found.state == "reading"
        assert not await self.db.fetchval("select count(*) from import_row where import_id = $1", found.id)
        return job.outcome

    async def rows(self, found: Import, verdict: str = "", login: str = "administrator") -> list[Row]:
        """The rows of a preview."""
        return await desk.rows(self.db, await self.company.staff(login), found.id, verdict=verdict)

    async def wrong(
        self, kind: str, table: Table, login: str = "administrator"
    ) -> list[tuple[int, str, str]]:
        """Line, column and key of everything wrong with a table."""
        rows = await self.rows(await self.look(kind, table, login), "wrong", login)
        return [(row.line, fault.column, fault.key) for row in rows for fault in row.faults]

    async def write(self, found: Import, login: str = "administrator") -> Job:
        """Have it written, and wait."""
        who = await self.company.staff(login)
        return await self.job(who, await desk.write(self.db, who, found.id))

    async def done(self, kind: str, table: Table, login: str = "administrator") -> tuple[int, int, int]:
        """Import a table without faults; how many rows were new, changed and the same."""
        found = await self.look(kind, table, login)
        assert not found.wrong, await self.rows(found, "wrong")
        if found.ready:
            job = await self.write(found, login)
            assert job.state == "done", job.outcome
        return found.added, found.changed, found.same


@pytest.fixture
async def importing(company: Demo, demo: str, tmp_path: Path) -> AsyncIterator[Importing]:
    """Importing, with a worker."""
    task = asyncio.create_task(Worker(demo, works(tmp_path)).run())
    try:
        yield Importing(company, tmp_path)
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@pytest.fixture
def db(estate_db: asyncpg.Connection) -> asyncpg.Connection:
    """The demo."""
    return estate_db
