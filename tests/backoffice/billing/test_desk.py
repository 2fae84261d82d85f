"""What a house owes (H3, S7)."""

from datetime import date
from decimal import Decimal

import asyncpg
import pytest

from backoffice.billing.desk import due
from backoffice.errors import Forbidden, NotFound
from tests.backoffice.conftest import Demo


async def test_h3_total_items_and_months_agree(company: Demo, estate_db: asyncpg.Connection) -> None:
    owed = await due(estate_db, await company.owner(), await company.house())
    assert owed.total == Decimal("1234.05")
    assert [(one.name, one.name_en, str(one.amount)) for one in owed.items] == [
        ("物业费", "Property fee", "1074.00"),
        ("水费", "Water", "121.05"),
        ("违约金", "Late fee", "39.00"),
    ]
    assert sum(one.amount for one in owed.months) == owed.total
    assert [one.month for one in owed.months] == sorted(one.month for one in owed.months)
    assert not owed.overdue


async def test_h3_amounts_need_the_pin(company: Demo, estate_db: asyncpg.Connection) -> None:
    home = await company.house()
    assert (await due(estate_db, await company.owner(), home)).total
    with pytest.raises(Forbidden) as refused:
        await due(estate_db, await company.owner(proved=False), home)
    assert refused.value.key == "billing.pin_needed"
    with pytest.raises(NotFound):
        await due(estate_db, await company.owner("翠湖苑/1-2-201"), home)


async def test_h3_voided_and_paid_bills_are_not_owed(company: Demo, estate_db: asyncpg.Connection) -> None:
    home = await company.house("云顶公寓/A-1102")
    owner = await company.owner("云顶公寓/A-1102")
    assert (await due(estate_db, owner, home)).total == Decimal("88.00")
    await estate_db.execute(
        "update bill set paid = 40 where house_id = $1 and amount = 46.40 and paid = 0", home
    )
    assert (await due(estate_db, owner, home)).total == Decimal("48.00")
    await estate_db.execute("update bill set voided_at = now() where house_id = $1 and paid = 0", home)
    assert (await due(estate_db, owner, home)).total == Decimal("6.40")
    await estate_db.execute("update bill set paid = amount where house_id = $1", home)
    nothing = await due(estate_db, owner, home)
    assert (nothing.total, nothing.items, nothing.deadline, nothing.overdue) == (Decimal(0), (), None, False)


async def test_h3_the_deadline_is_the_next_day_to_pay_else_the_first_missed(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    home, owner = await company.house("翠湖苑/1-2-201"), await company.owner("翠湖苑/1-2-201")
    days = sorted(
        {
            row["due_on"]
            for row in await estate_db.fetch(
                "select due_on from bill where house_id = $1 and paid < amount", home
            )
        }
    )
    owed = await due(estate_db, owner, home)
    assert (owed.deadline, owed.overdue) == (days[-1], False)
    await company.move_clock("62 days")
    owed = await due(estate_db, owner, home)
    assert (owed.deadline, owed.overdue) == (days[0], True)


async def test_h3_prepaid_is_told_where_nothing_is_due(company: Demo, estate_db: asyncpg.Connection) -> None:
    owed = await due(
        estate_db, await company.owner("锦江花园/1-1-502"), await company.house("锦江花园/1-1-502")
    )
    assert (owed.total, owed.prepaid) == (Decimal(0), Decimal("300.00"))


async def test_p3_a_day_begins_by_the_community_s_clock(company: Demo, estate_db: asyncpg.Connection) -> None:
    """At 23:30 UTC it is tomorrow in China."""
    home, owner = await company.house("云顶公寓/A-1102"), await company.owner("云顶公寓/A-1102")
    await estate_db.execute("update bill set due_on = '2030-01-01' where house_id = $1", home)
    await estate_db.execute("update clock set shift = '2030-01-01 15:30+00'::timestamptz - now()")
    assert not (await due(estate_db, owner, home)).overdue
    await estate_db.execute("update clock set shift = '2030-01-01 16:30+00'::timestamptz - now()")
    owed = await due(estate_db, owner, home)
    assert (owed.overdue, owed.deadline) == (True, date(2030, 1, 1))
