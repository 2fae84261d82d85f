"""Named SQL beside the module that uses it: `sql = load(__file__)` reads `queries.sql` of the same folder.

A query declares its parameters, so one misspelt fails when the module is loaded. Call it with a connection
and keywords: `await sql.house_by_code(db, code=code)`.
"""

from pathlib import Path
from typing import Any

import aiosql
import asyncpg
from asyncpg.pool import PoolConnectionProxy

Database = asyncpg.Connection | PoolConnectionProxy
"""What a desk asks: one connection, its own or on loan from a pool; never the pool (transactions)."""


def load(module: str, name: str = "queries.sql") -> Any:
    """The queries of file `name` beside `module` (its `__file__`).

    `^` queries return a row or None, `$` a value or None, `!` the command's tag; without a mark they are
    read by `async for`. Raises aiosql's SQLLoadException or SQLParseException.
    """
    return aiosql.from_path(Path(module).with_name(name), "asyncpg", encoding="utf-8")
