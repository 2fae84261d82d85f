"""The audit trail: append-only, written in the transaction of what it tells of (P5)."""

import json
from datetime import datetime
from typing import Any

from backoffice.audit.model import Entry
from backoffice.company.actor import Actor, Owner, Staff
from backoffice.company.reach import reach_with
from backoffice.errors import Forbidden
from backoffice.sql import Database, load

sql = load(__file__)


async def record(
    db: Database,
    who: Actor,
    operation: str,
    object: object = "",  # noqa: A002 - the column's name, and the trade's word
    *,
    address: str = "",
    **facts: Any,
) -> None:
    """Append who did what. `facts` must not hold a PIN, password or token.

    address: of somebody not signed in; staff bring their own.
    """
    name = who.name if isinstance(who, Staff) else who.number if isinstance(who, Owner) else ""
    await sql.insert_entry(
        db,
        actor=str(who),
        actor_name=name,
        address=who.address if isinstance(who, Staff) else address,
        operation=operation,
        object=str(object),
        facts=json.dumps(facts, ensure_ascii=False, default=str),
    )


async def search(
    db: Database,
    who: Actor,
    *,
    actor: str = "",
    operation: str = "",
    object: object = "",  # noqa: A002 - as above
    text: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    most: int = 200,
) -> list[Entry]:
    """Entries matching everything given, newest first.

    The trail is not divided by community: it needs `audit.view` in all of them, else Forbidden.
    """
    if not reach_with(who, "audit.view").everything:
        raise Forbidden("audit.not_yours", function="audit.view")
    rows = sql.search(
        db,
        actor=actor,
        operation=operation,
        object=str(object),
        text=text,
        since=since,
        until=until,
        most=most,
    )
    return [Entry(**{**row, "facts": json.loads(row["facts"])}) async for row in rows]
