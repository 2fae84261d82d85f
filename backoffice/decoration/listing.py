"""The list of decorations of one's communities: what is open, late or over (S2)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from backoffice.company.actor import Actor
from backoffice.company.reach import reach_with
from backoffice.decoration.desk import SEEN_WITH
from backoffice.decoration.model import State, number_of
from backoffice.paging import Found, Slice
from backoffice.sql import Database, load

sql = load(__file__, "listing.sql")

Which = Literal["", "late", "all"] | State


@dataclass(frozen=True, slots=True)
class Listed:
    """A decoration in a list. house: id; late: at work past its last day."""

    id: int
    house: int
    label: str
    community: str
    community_en: str
    applicant: str
    firm: str
    since: date
    until: date
    deposit: Decimal
    state: State
    late: bool

    @property
    def number(self) -> str:
        """As it stands on the permit."""
        return number_of(self.id)


async def listed(
    db: Database, who: Actor, part: Slice, *, which: Which = "", text: str = ""
) -> Found[Listed]:
    """Decorations where `who` has one of `SEEN_WITH`; sorts: number, since, until.

    which: "" what somebody has still to do with, `late`, one state, or `all`. text: part of a room, of the
    applicant's name or of the firm's. Empty without the functions anywhere.
    """
    held = [reach_with(who, function) for function in SEEN_WITH]
    asked = {
        "which": which,
        "text": text,
        "everything": any(one.everything for one in held),
        "communities": [community for one in held for community in one.communities],
    }
    rows = sql.listed(db, **asked, sort=part.sort, descending=part.descending, most=part.most, skip=part.skip)
    return Found([Listed(**row) async for row in rows], await sql.counted(db, **asked))
