"""The list of requests of one's communities, messages left by strangers among them (R9, C4, H11)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from backoffice.company.actor import Actor
from backoffice.company.reach import reach_with
from backoffice.requests.model import Dissatisfaction, Kind, State
from backoffice.sql import load

sql = load(__file__, "listing.sql")


@dataclass(frozen=True, slots=True)
class Listed:
    """A request in a list. label, community: "" when nobody knows which house; late: open past its day."""

    id: int
    number: int
    kind: Kind
    state: State
    category: str
    category_en: str
    label: str
    community: str
    community_en: str
    urgent: bool
    details: str
    caller_number: str
    call_id: UUID | None
    registered_at: datetime
    due_at: datetime | None
    open: bool
    late: bool
    satisfied: bool | None
    dissatisfaction: Dissatisfaction
    recordings: tuple[UUID, ...]


async def listed(
    db: asyncpg.Connection, who: Actor, *, kind: Kind | None = None, open_only: bool = True, most: int = 200
) -> list[Listed]:
    """Requests where `who` has `request.view`; those about no house are for everybody who has it somewhere.

    Empty without the function anywhere.
    """
    within = reach_with(who, "request.view")
    rows = sql.listed(
        db,
        kind=kind or "",
        open_only=open_only,
        everything=within.everything,
        communities=within.communities,
        nobodys=bool(within.communities),
        most=most,
    )
    return [Listed(**{**row, "recordings": tuple(row["recordings"])}) async for row in rows]
