"""Errors people saw the number of, kept so that they are found by it (P5). The log has them too."""

import asyncio
import re
import traceback
from datetime import datetime

import asyncpg
import structlog

from backoffice.audit import desk as audit
from backoffice.audit.model import Fault
from backoffice.company.actor import Actor
from backoffice.sql import Database, load

sql = load(__file__, "faults.sql")
log = structlog.get_logger()

LONGEST = 20_000
"""Characters of a trace that are kept: its end, where the error is."""
_PASSWORD_IN_URL = re.compile(r"(?<=://)([^\s:/@]*):[^\s@]+@")


async def keep(
    db: Database,
    id: str,  # noqa: A002 - the column's name
    error: BaseException,
    *,
    staff: int | None = None,
    address: str = "",
    method: str = "",
    path: str = "",
    secrets: frozenset[str] = frozenset(),
) -> None:
    """Keep an error under its number, as well as can be: a database in trouble is no second error.

    secrets: values given with the request that must not stay (passwords, codes, tokens).
    """
    trace = "".join(traceback.format_exception(error))[-LONGEST:].replace("\0", "")
    trace = _PASSWORD_IN_URL.sub(r"\1:***@", trace)
    for value in sorted(secrets, key=len, reverse=True):
        trace = trace.replace(value, "***")
    try:
        async with asyncio.timeout(2):
            await sql.keep(
                db,
                id=id,
                staff=staff,
                address=address,
                method=method,
                path=path[:500].replace("\0", ""),
                kind=type(error).__name__,
                trace=trace,
            )
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as why:
        log.warning("fault.not_kept", error_id=id, why=str(why))


async def faults(
    db: Database,
    who: Actor,
    *,
    id: str = "",  # noqa: A002 - as above
    since: datetime | None = None,
    until: datetime | None = None,
    most: int = 100,
) -> list[Fault]:
    """Errors by number (or its beginning) and time, newest first; looking is audited. Raises Forbidden as
    `audit.may_view`."""
    audit.may_view(who)
    async with db.transaction():
        found = [Fault(**row) async for row in sql.faults(db, id=id, since=since, until=until, most=most)]
        await audit.record(db, who, "audit.faults_searched", number=id, since=since, until=until)
    return found
