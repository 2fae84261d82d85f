"""The demo's bills, dated from the day of loading: half a year, most of it paid."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from backoffice.demo.callers import HOUSES, OWED
from backoffice.demo.houses import Estate, Place
from backoffice.demo.words import COMMUNITIES, LATE_FEE, PARKING, PROPERTY_FEE, WATER

MONTHS = 6
CENT = Decimal("0.01")
LATE_CAP = Decimal("0.10")
"""A late fee's cap, as a share of the fee: reached, so no total moves by itself."""


@dataclass(frozen=True)
class Bill:
    """One bill of one place; month: its first day."""

    place: int
    item: int
    month: date
    amount: Decimal
    paid: Decimal

    @property
    def due_on(self) -> date:
        """The last day of its month."""
        return self.month.replace(day=monthrange(self.month.year, self.month.month)[1])


def month_before(today: date, months: int) -> date:
    """The first day of the month so many months ago."""
    years, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(years, month + 1, 1)


def bills(estate: Estate, today: date, random: Random) -> Iterator[Bill]:
    """Every bill of the estate. The fixed callers' are as promised, the others of theirs are paid."""
    lived_in = {place for one in estate.dwellers for place in one.places}
    fixed = {place for homes in HOUSES.values() for place in homes}
    for place in estate.places:
        if (place.community, place.label) in fixed:
            yield from _promised(place, today)
        elif place.id in lived_in:
            yield from _usual(place, today, random)


def _promised(place: Place, today: date) -> Iterator[Bill]:
    owed = OWED.get((place.community, place.label), ())
    for item, before, promised in owed:
        yield Bill(place.id, item, month_before(today, before), Decimal(promised), Decimal(0))
    open_ones = {(item, before) for item, before, _ in owed}
    for before in range(MONTHS):
        for item, amount in ((PROPERTY_FEE, _property_fee(place)), (WATER, Decimal("43.20"))):
            if (item, before) not in open_ones:
                yield Bill(place.id, item, month_before(today, before), amount, amount)


def _usual(place: Place, today: date, random: Random) -> Iterator[Bill]:
    # One in six is behind, some by months.
    behind = random.choice((1, 1, 1, 2, 2, 3, 4)) if random.random() < 1 / 6 else 0
    for before in range(MONTHS):
        month = month_before(today, before)
        for item, amount in _fees(place, random):
            paid = Decimal(0) if before < behind else amount
            yield Bill(place.id, item, month, amount, paid)
            if before < behind and before >= 2 and item == PROPERTY_FEE:
                late = (amount * LATE_CAP).quantize(CENT, ROUND_HALF_UP)
                yield Bill(place.id, LATE_FEE, month, late, Decimal(0))


def _fees(place: Place, random: Random) -> Iterator[tuple[int, Decimal]]:
    if place.kind == "parking":
        yield PARKING, Decimal("300.00")
        return
    yield PROPERTY_FEE, _property_fee(place)
    yield WATER, Decimal(random.randrange(1800, 9600)) / 100


def _property_fee(place: Place) -> Decimal:
    rate = Decimal(COMMUNITIES[place.community - 1][4]) / 100
    return (Decimal(place.area) * rate).quantize(CENT, ROUND_HALF_UP)
