"""What a house owes, for those who may know it (H3, S7)."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from backoffice.billing.model import Due, ItemDue, MonthDue
from backoffice.company.actor import Actor
from backoffice.estate.desk import house_for
from backoffice.sql import Database, load

sql = load(__file__)


async def due(db: Database, who: Actor, house: int) -> Due:
    """What is unpaid and not voided, by item and by month.

    deadline: the earliest due day not yet past in the community, else the earliest of all. Raises as
    `house_for` for `bill.view`: Forbidden("billing.pin_needed") when only a caller id vouches.
    """
    home = await house_for(db, who, house, "bill.view")
    items: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    months: dict[date, Decimal] = defaultdict(Decimal)
    days: list[date] = []
    account = [row async for row in sql.account(db, house=home.id)]
    for row in account:
        if row["name"] is not None:
            items[row["name"], row["name_en"]] += row["amount"]
            months[row["month"]] += row["amount"]
            days.append(row["due_on"])
    today: date = account[0]["today"]
    deadline = min((day for day in days if day >= today), default=min(days, default=None))
    return Due(
        total=sum(items.values(), Decimal("0.00")),
        items=tuple(ItemDue(name, english, amount) for (name, english), amount in items.items()),
        months=tuple(MonthDue(month, months[month]) for month in sorted(months)),
        deadline=deadline,
        overdue=deadline is not None and deadline < today,
        prepaid=account[0]["prepaid"],
    )
