"""Rules are laid down once, edited by those who may, and say what became of what they sent (P4, P5)."""

import asyncpg
import pytest

from backoffice.errors import Conflict, Forbidden, Invalid, NotFound
from backoffice.reminders import rules
from backoffice.reminders.events import EVENTS
from backoffice.reminders.rules import lay
from tests.backoffice.conftest import Demo
from tests.backoffice.reminders.conftest import Reminding


async def test_p4_every_event_comes_with_its_rules_and_a_removed_one_stays_removed(
    reminding: Reminding,
) -> None:
    boss = await reminding.company.staff("administrator")
    found = await rules.rules(reminding.db, boss)
    assert [(one.event, one.whom, one.escalate) for one in found] == [
        (kind, one.whom, one.escalate) for kind, event in EVENTS.items() for one in event.rules
    ]
    await rules.remove(reminding.db, boss, found[0].id, found[0].version)
    await lay(reminding.db)
    assert await rules.rules(reminding.db, boss) == found[1:]


async def test_p4_two_who_edit_one_rule_are_told(reminding: Reminding) -> None:
    boss = await reminding.company.staff("administrator")
    (rule, *_) = await rules.rules(reminding.db, boss)
    await rules.change(reminding.db, boss, rule.id, rule.version, 15)
    for late in (
        rules.change(reminding.db, boss, rule.id, rule.version, 20),
        rules.remove(reminding.db, boss, rule.id, rule.version),
    ):
        with pytest.raises(Conflict) as refused:
            await late
        assert refused.value.key == "edit.changed_meanwhile"
    told = await reminding.db.fetchrow(
        "select facts ->> 'before' as old, facts ->> 'after' as new from audit "
        "where operation = 'reminder_rule.changed'"
    )
    assert told is not None
    assert (told["old"], told["new"]) == (str(rule.escalate), "15")


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"event": "war.declared"}, "reminder.no_such_event"),
        ({"whom": "post:999"}, "reminder.no_such_reader"),
        ({"whom": "kind:king"}, "reminder.no_such_reader"),
        ({"channel": "pigeon"}, "reminder.no_such_channel"),
        ({"escalate": 0}, "reminder.escalate"),
    ],
)
async def test_p4_a_rule_that_cannot_be_is_refused(
    reminding: Reminding, wrong: dict[str, object], key: str
) -> None:
    boss = await reminding.company.staff("administrator")
    asked = {"event": "repair.registered", "whom": "kind:quality"} | wrong
    with pytest.raises(Invalid) as refused:
        await rules.add(reminding.db, boss, **asked)  # type: ignore[arg-type]
    assert refused.value.key == key


async def test_p4_the_same_rule_is_not_added_twice_and_closed_posts_cannot_be_chosen(
    reminding: Reminding,
) -> None:
    boss = await reminding.company.staff("administrator")
    with pytest.raises(Conflict):
        await rules.add(reminding.db, boss, event="repair.registered", whom="kind:dispatcher")
    await reminding.db.execute("update post set closed_at = now() where id = 1")
    offered = {one.whom for one in await rules.choices(reminding.db, boss)}
    assert {"post:2", "department:6", "staff:11", "kind:quality", "related:able"} <= offered
    assert "post:1" not in offered


async def test_p2_rules_are_for_those_with_the_right_for_the_whole_company(
    company: Demo, estate_db: asyncpg.Connection, reminding: Reminding
) -> None:
    await estate_db.execute("insert into post_function values (4, 'reminder.manage')")
    for login in ("supervisor", "cashier"):  # without it; with it, in one community
        who = await company.staff(login)
        for asked in (
            rules.rules(estate_db, who),
            rules.choices(estate_db, who),
            rules.deliveries(estate_db, who),
            rules.add(estate_db, who, event="job.done", whom="kind:leader"),
            rules.change(estate_db, who, 1, 1, None),
            rules.remove(estate_db, who, 1, 1),
        ):
            with pytest.raises(Forbidden):
                await asked
    with pytest.raises(NotFound):
        await rules.remove(estate_db, await company.staff("administrator"), 999, 1)
