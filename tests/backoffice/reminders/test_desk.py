"""One's own reminders: counted, shown, read, followed; and how one wishes to be reminded (P4)."""

from datetime import time

import pytest

from backoffice.errors import Invalid, NotFound
from backoffice.reminders import desk
from backoffice.reminders.model import Bell, Habit
from tests.backoffice.reminders.conftest import Reminding


async def test_p4_the_bell_counts_what_is_unread_and_urgent_and_keeps_when_it_was_shown(
    reminding: Reminding,
) -> None:
    for urgent in (False, True, False):
        await reminding.registered(urgent=urgent)
    await reminding.settled()
    quality = await reminding.company.staff("quality")
    shown = "select count(*) from reminder where shown_at is not null"
    assert await reminding.db.fetchval(shown) == 0
    assert await desk.bell(reminding.db, quality) == Bell(3, 1)
    assert await reminding.db.fetchval(shown) == 3
    newest = await desk.mine(reminding.db, quality)
    assert [one.urgent for one in newest] == [True, False, False]
    link = await desk.read(reminding.db, quality, newest[0].id, acted=True)
    assert link == newest[0].link
    assert await desk.bell(reminding.db, quality) == Bell(2, 0)
    after = await desk.mine(reminding.db, quality)
    assert [(one.unread, one.acted_at is not None) for one in after] == [
        (True, False),
        (True, False),
        (False, True),
    ]
    await desk.read_all(reminding.db, quality)
    assert await desk.mine(reminding.db, quality, unread_only=True) == []
    assert await reminding.bell("supervisor") == 3


async def test_p2_nobody_reads_anothers(reminding: Reminding) -> None:
    await reminding.registered()
    await reminding.settled()
    (one,) = await desk.mine(reminding.db, await reminding.company.staff("quality"))
    with pytest.raises(NotFound):
        await desk.read(reminding.db, await reminding.company.staff("supervisor"), one.id)
    assert await reminding.bell("quality") == 1


async def test_p4_what_is_told_is_undone_with_what_it_tells_of(reminding: Reminding) -> None:
    transaction = reminding.db.transaction()
    await transaction.start()
    await reminding.registered()
    await transaction.rollback()
    await reminding.settled()
    assert await reminding.rung() == []


async def test_p4_a_settled_thing_needs_nobody(reminding: Reminding) -> None:
    made = await reminding.registered()
    await reminding.settled()
    await desk.settle(reminding.db, f"request:{made.number}")
    assert await reminding.bell("quality") == 0
    await reminding.company.move_clock("1 day")
    await reminding.settled()
    assert await reminding.rung() == ["quality", "supervisor"]


async def test_p4_a_habit_is_ones_own_and_has_to_make_sense(reminding: Reminding) -> None:
    quality = await reminding.company.staff("quality")
    assert await desk.habit(reminding.db, quality) == Habit(30, None, None)
    wish = Habit(5, time(22), time(7))
    await desk.keep_habit(reminding.db, quality, wish)
    assert await desk.habit(reminding.db, quality) == wish
    assert await desk.habit(reminding.db, await reminding.company.staff("leader")) == Habit()
    for wrong in (Habit(-1), Habit(1441), Habit(5, time(22)), Habit(5, time(7), time(7))):
        with pytest.raises(Invalid):
            await desk.keep_habit(reminding.db, quality, wrong)
