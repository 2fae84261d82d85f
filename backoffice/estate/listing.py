"""The lists of houses and of people in one's communities (S1, P2). Numbers in lists are masked."""

from dataclasses import dataclass
from decimal import Decimal

from backoffice.company.actor import Actor
from backoffice.company.reach import reach_with
from backoffice.estate.numbers import masked
from backoffice.paging import Found, Slice
from backoffice.sql import Database, load

sql = load(__file__, "listing.sql")


@dataclass(frozen=True, slots=True)
class ListedHouse:
    """A house in a list. owners, tenants: names of those there now."""

    id: int
    code: str
    label: str
    building: str
    community: str
    community_en: str
    kind: str
    state: str
    floor: int | None
    area: Decimal
    owners: tuple[str, ...]
    tenants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """A person in a list. places: where the person is now, within reach, at most six."""

    id: int
    name: str
    language: str
    do_not_call: bool
    do_not_text: bool
    do_not_mail: bool
    places: tuple[str, ...]
    numbers: tuple[str, ...]


async def houses(
    db: Database,
    who: Actor,
    part: Slice,
    *,
    community: int = 0,
    kind: str = "",
    state: str = "",
    text: str = "",
) -> Found[ListedHouse]:
    """Houses where `who` has `house.view`; sorts: label, code, area. Empty without it anywhere.

    text: part of a room, or the beginning of a 户号 or of the name of somebody there.
    """
    within = reach_with(who, "house.view")
    asked = {
        "everything": within.everything,
        "communities": within.communities,
        "community": community,
        "kind": kind,
        "state": state,
        "text": _literal(text),
    }
    rows = sql.houses(db, **asked, sort=part.sort, descending=part.descending, most=part.most, skip=part.skip)
    found = [
        ListedHouse(**{**row, "owners": tuple(row["owners"]), "tenants": tuple(row["tenants"])})
        async for row in rows
    ]
    return Found(found, await sql.count_houses(db, **asked))


async def people(
    db: Database, who: Actor, part: Slice, *, community: int = 0, role: str = "", text: str = ""
) -> Found[ListedPerson]:
    """People who live or lived where `who` has `house.view`, by the pinyin of their names.

    text: the beginning of a name or its pinyin, or its initials. Empty without the function anywhere.
    """
    within = reach_with(who, "house.view")
    asked = {
        "everything": within.everything,
        "communities": within.communities,
        "community": community,
        "role": role,
        "text": _literal(text),
    }
    rows = sql.people(db, **asked, most=part.most, skip=part.skip)
    found = [
        ListedPerson(
            **{
                **row,
                "places": tuple(row["places"]),
                "numbers": tuple(masked(number) for number in row["numbers"]),
            }
        )
        async for row in rows
    ]
    return Found(found, await sql.count_people(db, **asked))


def _literal(text: str) -> str:
    """Without the signs `like` reads as any letters."""
    return text.strip().replace("\\", "").replace("%", "").replace("_", "")
