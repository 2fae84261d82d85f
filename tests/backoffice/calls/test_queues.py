"""Queues, members, telephones: what Asterisk's files are made of (H6, H8)."""

import asyncpg
import pytest

from backoffice.calls import queues
from backoffice.errors import Conflict, Forbidden, Invalid, NotFound
from tests.backoffice.conftest import Demo


async def verbs(db: asyncpg.Connection) -> list[str]:
    """What the switch was asked to do."""
    return [row["verb"] for row in await db.fetch("select verb from switch_command order by id")]


async def test_h6_the_demo_s_agents_answer_the_reception(estate_db: asyncpg.Connection) -> None:
    assert [(one.name, one.extension) for one in await queues.agents(estate_db)] == [
        ("王丽", "801"),
        ("刘洋", "802"),
        ("赵敏", "803"),
    ]
    assert [one.code for one in await queues.queues(estate_db)] == ["reception"]
    members = [(one.extension, one.penalty) for one in await queues.members(estate_db)]
    assert members == [("801", 0), ("802", 0), ("803", 1)]


async def test_h6_changes_reach_the_switch_without_a_restart(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    chief, cashier = await company.staff("administrator"), await company.staff("cashier")
    secret = await queues.give_telephone(estate_db, chief, cashier.id, "804")
    assert len(secret) >= 20
    await queues.add_member(estate_db, chief, "reception", cashier.id, 2)
    assert ("804", 2) in [(one.extension, one.penalty) for one in await queues.members(estate_db)]
    await queues.remove_member(estate_db, chief, "reception", cashier.id)
    assert "804" not in [one.extension for one in await queues.members(estate_db)]
    assert await queues.give_telephone(estate_db, chief, cashier.id, None) == ""
    assert "804" not in [one.extension for one in await queues.agents(estate_db)]
    assert await verbs(estate_db) == ["reload_agents", "reload_queues", "reload_queues", "reload_agents"]


async def test_p2_only_who_manages_staff_changes_telephones(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    chief, agent = await company.staff("administrator"), await company.staff("agent")
    for who, extension, refusal in (
        (agent, "804", Forbidden),
        (chief, "802", Conflict),
        (chief, "0800", Invalid),
        (chief, "8o4", Invalid),
        (chief, "804\nsecret=x", Invalid),
    ):
        with pytest.raises(refusal):
            await queues.give_telephone(estate_db, who, agent.id, extension)
    with pytest.raises(NotFound):
        await queues.give_telephone(estate_db, chief, 999, "804")
    with pytest.raises(NotFound):
        await queues.add_member(estate_db, chief, "nowhere", agent.id)
    with pytest.raises(NotFound):
        await queues.remove_member(estate_db, chief, "nowhere", agent.id)
    assert await verbs(estate_db) == []


async def test_h6_who_left_has_no_telephone_and_answers_nothing(estate_db: asyncpg.Connection) -> None:
    await estate_db.execute("update staff set active = false where login = 'agent'")
    assert "801" not in [one.extension for one in await queues.agents(estate_db)]
    assert "801" not in [one.extension for one in await queues.members(estate_db)]
