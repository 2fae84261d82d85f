"""What happened at a house or with a person, all on one time-line, as far as the reader may know it (S1)."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from backoffice.company.actor import Actor
from backoffice.company.reach import has, reach_with
from backoffice.estate.desk import house_for
from backoffice.estate.people import person_for
from backoffice.sql import Database, load

sql = load(__file__, "history.sql")

PAGE = 40
"""Happenings of one page."""

HOUSE = (
    "house.added",
    "house.edited",
    "house.pin_reset",
    "house.state_followed",
    "house.removed",
    "pin.wrong",
)
PERSON = ("person.added", "person.edited", "phones.edited", "person.merged", "person.removed")
"""Operations of the trail that a time-line tells; what else the trail has, its own page shows."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened. link: the request's number, the call's, person's or house's id; place: which
    house, "" on its own page; facts: by `what`.

    request: number, kind, state, category, details; call: direction, answered, seconds; came, went: role,
    person, note; done: operation, by, and before, after of a house, fields of a person (without values: who
    may see a person need not see numbers or temperament).
    """

    at: datetime
    what: Literal["request", "call", "came", "went", "done"]
    link: str
    place: str
    facts: Mapping[str, Any]


async def of_house(
    db: Database, who: Actor, house: int, *, before: datetime | None = None, more: Collection[str] = ()
) -> list[Happening]:
    """The newest `PAGE` things before a time. Raises as `house_for` for `house.view`.

    more: operations of the trail that other capabilities write about houses.
    """
    home = await house_for(db, who, house, "house.view")
    rows = sql.of_house(
        db,
        house=home.id,
        requests=has(who, "request.view", home.community_id),
        calls=has(who, "call.view", home.community_id),
        operations=[*HOUSE, *more],
        before=before,
        most=PAGE,
    )
    return [_happening(row) async for row in rows]


async def of_person(
    db: Database, who: Actor, person: int, *, before: datetime | None = None
) -> list[Happening]:
    """The newest `PAGE` things before a time, over all houses. Raises as `person_for` for `house.view`."""
    await person_for(db, who, person, "house.view")
    requests, calls = reach_with(who, "request.view"), reach_with(who, "call.view")
    homes = reach_with(who, "house.view")
    rows = sql.of_person(
        db,
        person=person,
        request_all=requests.everything,
        request_in=requests.communities,
        call_all=calls.everything,
        call_in=calls.communities,
        house_all=homes.everything,
        house_in=homes.communities,
        operations=list(PERSON),
        before=before,
        most=PAGE,
    )
    return [_happening(row) async for row in rows]


def _happening(row: Mapping[str, Any]) -> Happening:
    return Happening(row["at"], row["what"], row["link"] or "", row["place"] or "", json.loads(row["facts"]))
