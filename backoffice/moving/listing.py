"""The list of hand-overs of one's communities (S2)."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from backoffice.company.actor import Actor
from backoffice.company.reach import reach_with
from backoffice.moving.desk import FUNCTION
from backoffice.moving.model import State
from backoffice.paging import Found, Slice
from backoffice.sql import Database, load

sql = load(__file__, "listing.sql")

Which = Literal["", "all"] | State


@dataclass(frozen=True, slots=True)
class Listed:
    """A hand-over in a list. house: id; defects: how many repairs came of it; late: its day has passed."""

    id: int
    house: int
    label: str
    community: str
    community_en: str
    name: str
    planned_on: date
    done_on: date | None
    state: State
    defects: int
    late: bool


async def listed(
    db: Database, who: Actor, part: Slice, *, which: Which = "", text: str = ""
) -> Found[Listed]:
    """Hand-overs where `who` has `movein.manage`; sorts: label, planned_on.

    which: "" the open ones, one state, or `all`. text: part of a room or of the name. Empty without the
    function anywhere.
    """
    within = reach_with(who, FUNCTION)
    asked = {
        "which": which,
        "text": text,
        "everything": within.everything,
        "communities": within.communities,
    }
    rows = sql.listed(db, **asked, sort=part.sort, descending=part.descending, most=part.most, skip=part.skip)
    return Found([Listed(**row) async for row in rows], await sql.counted(db, **asked))
