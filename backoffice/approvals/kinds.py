"""What needs approval: the closed table of kinds, and how each is told to the decider and carried out (P10).

A new kind is an entry here: the functions to ask and to approve, what it is about, and the capability's own
function that does it, which checks everything again.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from backoffice.approvals.model import Told
from backoffice.company.actor import Staff
from backoffice.estate import removing
from backoffice.sql import Database, load

sql = load(__file__, "kinds.sql")

Subject = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of approval. ask, approve: functions, needed in every community that is touched.

    tell: what the subject is now, its rows locked; None: there is no such thing (any more).
    carry_out: does it, in the transaction of the approval; raises Refused when it cannot be done.
    """

    ask: str
    approve: str
    tell: Callable[[Database, Subject], Awaitable[Told | None]]
    carry_out: Callable[[Database, Staff, Subject], Awaitable[None]]


async def _tell_merge(db: Database, subject: Subject) -> Told | None:
    if not isinstance(subject.get("keep"), int) or not isinstance(subject.get("drop"), int):
        return None
    # Always in the order of ids, so that two who lock the same pair do not wait for each other.
    rows = {one: await sql.person(db, id=one) for one in sorted({subject["keep"], subject["drop"]})}
    keep, drop = rows[subject["keep"]], rows[subject["drop"]]
    if keep is None or drop is None or keep is drop:
        return None
    facts: dict[str, str | int | list[str]] = {"keeps": keep["name"], "keeps_houses": keep["houses"]}
    facts |= {"drops": drop["name"], "drops_houses": drop["houses"]}
    facts |= {"moves_phones": drop["phones"], "moves_requests": drop["requests"]}
    communities = sorted({*keep["communities"], *drop["communities"]})
    version = f"{keep['version']} {drop['version']}"
    return Told(f"{drop['name']} → {keep['name']}", tuple(communities), version, facts)


async def _merge(db: Database, who: Staff, subject: Subject) -> None:
    await removing.merge(db, who, int(subject["keep"]), int(subject["drop"]))


async def _tell_removal(db: Database, subject: Subject) -> Told | None:
    ask = {"person": sql.person, "house": sql.house, "building": sql.building, "community": sql.community}
    what, number = str(subject.get("what")), subject.get("id")
    row: Any = await ask[what](db, id=number) if what in ask and isinstance(number, int) else None
    if row is None:
        return None
    told = ("houses", "phones", "people", "requests", "bills")
    facts = {"thing": what} | {name: row[name] for name in told if name in row}
    return Told(row["name"], tuple(row["communities"]), str(row["version"]), facts)


async def _remove(db: Database, who: Staff, subject: Subject) -> None:
    await removing.remove(db, who, cast(removing.What, subject["what"]), int(subject["id"]))


KINDS: Mapping[str, Kind] = {
    "person.merge": Kind("person.merge", "person.merge.approve", _tell_merge, _merge),
    "estate.remove": Kind("estate.remove", "estate.remove.approve", _tell_removal, _remove),
}
