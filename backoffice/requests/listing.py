"""The list of requests of one's communities, messages left by strangers among them (R9, C4, H11)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from backoffice.company.actor import Actor
from backoffice.company.reach import reach_with
from backoffice.paging import Found, Slice
from backoffice.requests.model import Dissatisfaction, Kind, State
from backoffice.sql import Database, load

sql = load(__file__, "listing.sql")

Which = Literal["", "late", "done", "all"]


@dataclass(frozen=True, slots=True)
class Listed:
    """A request in a list. label, community: "" when nobody knows which house; late: open past its day."""

    id: int
    number: int
    kind: Kind
    state: State
    category: str
    category_en: str
    house: int | None
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
    db: Database,
    who: Actor,
    part: Slice,
    *,
    kind: Kind | Literal[""] = "",
    state: Which = "",
    text: str = "",
) -> Found[Listed]:
    """Requests where `who` has `request.view`; those about no house are for everybody who has it somewhere.

    state: "" what is open, `late` open past its day, `done` what is over, `all`. text: a number, part of a
    room or of the details. Empty without the function anywhere.
    """
    within = reach_with(who, "request.view")
    asked = {
        "kind": kind,
        "state": state,
        "text": text,
        "everything": within.everything,
        "communities": within.communities,
        "nobodys": bool(within.communities),
    }
    rows = sql.listed(db, **asked, sort=part.sort, descending=part.descending, most=part.most, skip=part.skip)
    found = [Listed(**{**row, "recordings": tuple(row["recordings"])}) async for row in rows]
    return Found(found, await sql.counted(db, **asked))
