"""The communities looked at: all, a city's, one. Narrows lists, not what may be done (P2, P3)."""

from dataclasses import dataclass, replace

from backoffice.company.actor import Staff
from backoffice.company.functions import COMPANY_WIDE
from backoffice.company.reach import reach
from backoffice.errors import NotFound
from backoffice.sql import Database, load

sql = load(__file__, "place.sql")


@dataclass(frozen=True, slots=True)
class Spot:
    """A community one may look at."""

    id: int
    name: str
    name_en: str
    city: str


@dataclass(frozen=True, slots=True)
class Place:
    """What somebody looks at. chosen: "" everything, `city:成都` or `community:3`; spots: what there is."""

    chosen: str
    spots: tuple[Spot, ...]

    @property
    def cities(self) -> dict[str, list[Spot]]:
        """The communities to choose from, by city."""
        found: dict[str, list[Spot]] = {}
        for spot in self.spots:
            found.setdefault(spot.city, []).append(spot)
        return found

    @property
    def here(self) -> list[Spot]:
        """The communities looked at."""
        return [one for one in self.spots if self.chosen in ("", f"city:{one.city}", f"community:{one.id}")]


async def place_of(db: Database, who: Staff, session: bytes) -> Place:
    """What this session looks at; a place that is no longer theirs is everything.

    session: its `token_hash`.
    """
    within = reach(who)
    rows = sql.spots(db, everything=within.everything, communities=within.communities)
    place = Place(await sql.chosen(db, session=session) or "", tuple([Spot(**row) async for row in rows]))
    return place if place.here else replace(place, chosen="")


async def look_at(db: Database, who: Staff, session: bytes, chosen: str) -> None:
    """Look at a place from now on, in this session. Raises NotFound for one that is not theirs."""
    place = replace(await place_of(db, who, session), chosen=chosen)
    if chosen and not place.here:
        raise NotFound("community.not_found")
    await sql.look_at(db, session=session, place=chosen)


def narrowed(who: Staff, place: Place) -> Staff:
    """`who` for lists: what concerns communities is held only in those looked at."""
    if not place.chosen:
        return who
    here = frozenset(one.id for one in place.here)
    return replace(
        who,
        functions={
            function: communities
            if function in COMPANY_WIDE
            else here
            if communities is None
            else communities & here
            for function, communities in who.functions.items()
        },
    )
