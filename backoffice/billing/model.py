"""What a house owes. Amounts in yuan, exact."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ItemDue:
    """One fee item and what is open on it over all months."""

    name: str
    name_en: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class MonthDue:
    """One month (its first day) and what is open for it over all items."""

    month: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Due:
    """Everything open. deadline: the day to pay by, None when nothing is owed; overdue: it is past.

    items in the order fees were defined, months oldest first; both sum up to `total`.
    """

    total: Decimal
    items: tuple[ItemDue, ...]
    months: tuple[MonthDue, ...]
    deadline: date | None
    overdue: bool
    prepaid: Decimal
