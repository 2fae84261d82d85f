"""Who owned, rented or lived where on which day: rules without rows (S1). `until` is the last day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from backoffice.errors import Conflict, Invalid

Role = Literal["owner", "tenant", "family"]
ROLES: tuple[Role, ...] = ("owner", "tenant", "family")
NOBODY_IN = frozenset({"unsold", "sold", "handed_over", "vacant", "decorated", "idle"})
"""States of a house that end when somebody moves in."""


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody (`person`) in a `role` at a house, from `since` to `until`, None: still."""

    id: int
    person: int
    role: Role
    since: date
    until: date | None

    def on(self, day: date) -> bool:
        """Whether it holds on this day."""
        return self.since <= day and (self.until is None or day <= self.until)


def may_begin(stays: Collection[Stay], person: int, role: Role, since: date, today: date) -> None:
    """Raises Invalid for a day after today, Conflict where `stays` of the house have the person so that day
    or later."""
    if since > today:
        raise Invalid("stay.in_future", field="since", today=today)
    for stay in stays:
        if (stay.person, stay.role) == (person, role) and (stay.until is None or stay.until >= since):
            raise Conflict("stay.already", field="since", since=stay.since)


def may_end(stay: Stay, until: date, today: date) -> None:
    """Raises Conflict for one that has ended; Invalid for a day after today or before it began."""
    if stay.until is not None:
        raise Conflict("stay.over", until=stay.until)
    if until > today:
        raise Invalid("stay.in_future", field="until", today=today)
    if until < stay.since:
        raise Invalid("stay.before_it_began", field="until", since=stay.since)


def sold(
    stays: Sequence[Stay], buyers: Sequence[int], day: date, today: date
) -> tuple[list[Stay], list[int]]:
    """The stays that end on the day before `day`, and the buyers whose ownership begins on it.

    An owner who is among the buyers goes on owning. Families of those who sell leave with them; tenants stay,
    for a sale ends no lease; who buys is no longer tenant or family. Raises Invalid and Conflict: a day after
    today, nobody to sell or to buy, an owner who began on that day or later.
    """
    if day > today:
        raise Invalid("stay.in_future", field="day", today=today)
    owners = [stay for stay in stays if stay.role == "owner" and stay.until is None]
    if not owners:
        raise Conflict("sale.no_owner")
    keep = {stay.person for stay in owners if stay.person in buyers}
    leaving = [stay for stay in owners if stay.person not in keep]
    begins = [person for person in dict.fromkeys(buyers) if person not in keep]
    if not begins and (not leaving or not keep):
        raise Invalid("sale.no_buyer", field="buyers")
    leaving += [
        stay
        for stay in stays
        if stay.until is None
        and ((stay.role == "family" and not keep) or (stay.person in begins and stay.role != "owner"))
    ]
    for stay in leaving:
        if stay.since >= day:
            raise Invalid("sale.too_early", field="day", since=stay.since + timedelta(days=1))
    for person in begins:
        may_begin([stay for stay in stays if stay not in leaving], person, "owner", day, today)
    return leaving, begins


def state_after(state: str, before: Collection[Role], after: Collection[Role]) -> str:
    """The state of a house whose present roles changed; as it was where nothing follows.

    A first owner: sold. A tenant: let, until the last one left: idle. Family: occupied. Nobody left: idle.
    """
    if "tenant" in after:
        return "let" if "tenant" not in before else state
    if state == "let" and "tenant" in before:
        return "idle"
    if "family" in after and "family" not in before and state in NOBODY_IN:
        return "occupied"
    if not after:
        return "idle" if before else state
    return "sold" if "owner" in after and state == "unsold" else state
