"""What requests tell of: a new one, and one that is open past its day (P4, R9)."""

from collections.abc import Mapping
from typing import Any

from backoffice.company.actor import Actor, System
from backoffice.reminders import desk as reminders
from backoffice.sql import Database, load

sql = load(__file__, "telling.sql")


async def registered(db: Database, who: Actor, request: int) -> None:
    """Tell of a new request, in the transaction that made it."""
    row = await sql.about(db, request=request)
    await _tell(db, who, f"{row['kind']}.registered", row)


async def overdue(db: Database) -> None:
    """Tell of every request whose day has passed, once for each day it was promised for."""
    late = [row["id"] async for row in sql.overdue(db)]
    for request in late:
        row = await sql.about(db, request=request)
        await _tell(db, System("reminders"), "request.overdue", row, key=f"{request}:{row['due_at']}")


async def _tell(db: Database, who: Actor, event: str, row: Mapping[str, Any], key: str = "") -> None:
    await reminders.tell(
        db,
        who,
        event,
        subject=f"request:{row['number']}",
        key=key,
        community=row["community"],
        link=f"/requests?text={row['number']}&state=all",
        urgent=row["urgent"],
        number=row["number"],
        place=row["label"],
        category=row["category"],
        category_en=row["category_en"],
    )
