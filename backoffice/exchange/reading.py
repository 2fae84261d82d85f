"""The rows of an uploaded file, from the process that reads it (P7)."""

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from backoffice.errors import Invalid

ROOT = Path(__file__).resolve().parents[2]
LONGEST_LINE = 64 * 1024 * 1024
"""Bytes of one row as JSON: 100 cells of the longest kind, every letter escaped."""


class Unreadable(Invalid):
    """The file is no sheet we can read; the key and the facts come from `exchange.reader`."""


class Sheet:
    """A sheet on its way: `rows` to expect, then `[line, cells]` by iteration."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.rows = 0

    async def begin(self) -> None:
        """Wait for the number of rows. Raises Unreadable."""
        self.rows = int((await self._next())["rows"])

    async def __aiter__(self) -> AsyncIterator[tuple[int, list[str]]]:
        while (row := await self._next()) is not None:
            yield row[0], row[1]

    async def _next(self) -> Any:
        assert self._process.stdout is not None  # noqa: S101 - it was asked for
        line = await self._process.stdout.readline()
        if not line:
            status = await self._process.wait()
            if status:
                # A signal: over its memory or its time. Else the reader itself fell over the file.
                raise Unreadable("sheet.too_large" if status < 0 else "sheet.broken", field="file")
            return None
        said = json.loads(line)
        if isinstance(said, dict) and "refused" in said:
            raise Unreadable(said.pop("refused"), **said)
        return said


@contextlib.asynccontextmanager
async def opened(file: Path) -> AsyncIterator[Sheet]:
    """The first sheet of a file. Raises Unreadable, also later while its rows are read."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "backoffice.exchange.reader", str(file)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=ROOT,
        limit=LONGEST_LINE,
    )
    try:
        sheet = Sheet(process)
        await sheet.begin()
        yield sheet
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
