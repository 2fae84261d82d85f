"""Rows into tables, all at once, and how many there were."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import asyncpg


class Tables:
    """Puts rows; `counts` says how many went into which table, `sign_ins` whom to tell which password."""

    def __init__(self, db: asyncpg.Connection) -> None:
        self.db = db
        self.counts: dict[str, int] = {}
        self.sign_ins: list[dict[str, str]] = []

    async def put(self, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
        """Rows into a table, all at once."""
        records = [tuple(row) for row in rows]
        await self.db.copy_records_to_table(table, columns=columns.split(), records=records)
        self.counts[table] = self.counts.get(table, 0) + len(records)


async def in_threads(work: Callable[[str], str], values: Sequence[str]) -> list[str]:
    """argon2 takes its time: as many at once as there are threads."""
    return list(await asyncio.gather(*(asyncio.to_thread(work, value) for value in values)))
