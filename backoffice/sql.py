"""Named SQL beside the module that uses it: `sql = load(__file__)` reads `queries.sql` of the same folder.

A query declares its parameters, so one misspelt fails when the module is loaded. Call it with a connection
and keywords: `await sql.house_by_code(db, code=code)`.
"""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import aiosql
import asyncpg
from aiosql.adapters.asyncpg import AsyncPGAdapter
from asyncpg.pool import PoolConnectionProxy

Database = asyncpg.Connection | PoolConnectionProxy
"""What a desk asks: one connection, its own or on loan from a pool; never the pool (transactions)."""


class _Adapter(AsyncPGAdapter):
    """aiosql's adapter for connections only; its own looks through each one's attributes for a pool's."""

    async def select(
        self, conn: Database, name: str, sql: str, given: Any, record_class: Any = None
    ) -> AsyncIterator[Any]:
        """Rows, one after the other. record_class: aiosql's, unused here as below."""
        for row in await conn.fetch(sql, *self._ordered(name, given)):
            yield row

    async def select_one(
        self, conn: Database, name: str, sql: str, given: Any, record_class: Any = None
    ) -> Any:
        """`^`: a row or None."""
        return await conn.fetchrow(sql, *self._ordered(name, given))

    async def select_value(self, conn: Database, name: str, sql: str, given: Any) -> Any:
        """`$`: a value or None."""
        return await conn.fetchval(sql, *self._ordered(name, given))

    async def insert_update_delete(self, conn: Database, name: str, sql: str, given: Any) -> str:
        """`!`: the command's tag."""
        return await conn.execute(sql, *self._ordered(name, given))

    def _ordered(self, name: str, given: Any) -> Sequence[Any]:
        ordered: Sequence[Any] = self.maybe_order_params(name, given)  # type: ignore[no-untyped-call]
        return ordered


_DRIVER: Any = _Adapter
"""aiosql's own types know the names of its drivers, not a class that is one."""


def load(module: str, name: str = "queries.sql") -> Any:
    """The queries of file `name` beside `module` (its `__file__`).

    `^` queries return a row or None, `$` a value or None, `!` the command's tag; without a mark they are
    read by `async for`. Raises aiosql's SQLLoadException or SQLParseException.
    """
    return aiosql.from_path(Path(module).with_name(name), _DRIVER, encoding="utf-8")
