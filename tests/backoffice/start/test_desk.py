"""The five-step start: what is ready shows, what is not comes next, each step can wait (pages.md)."""

from pathlib import Path

import asyncpg
import pytest

from backoffice.company.actor import Staff
from backoffice.company.functions import CODES
from backoffice.errors import Forbidden
from backoffice.start import desk

ADMINISTRATOR = Staff(1, "孙磊", dict.fromkeys(CODES))


async def test_s1_an_empty_installation_begins_with_the_company(
    db: asyncpg.Connection, tmp_path: Path
) -> None:
    found = await desk.start(db, ADMINISTRATOR)
    assert [one.ready for one in found.steps] == [False] * 5
    assert found.next is not None
    assert found.next.key == "company"
    await desk.name_company(db, ADMINISTRATOR, tmp_path, "安居物业", "")
    await desk.give_number(db, ADMINISTRATOR, "96000")
    found = await desk.start(db, ADMINISTRATOR)
    assert (found.company, found.company_en, found.hotline) == ("安居物业", "安居物业", "96000")
    assert found.next is not None
    assert found.next.key == "community"
    assert list(tmp_path.rglob("*.alaw"))  # noqa: ASYNC240 - callers are greeted with it: it has been spoken


async def test_s1_every_step_can_wait(db: asyncpg.Connection) -> None:
    for _ in range(5):
        step = (await desk.start(db, ADMINISTRATOR)).next
        assert step is not None
        await desk.skip(db, ADMINISTRATOR, step.key)
    assert (await desk.start(db, ADMINISTRATOR)).next is None


async def test_s1_the_demo_is_past_it(estate_db: asyncpg.Connection) -> None:
    found = await desk.start(estate_db, ADMINISTRATOR)
    assert [one.key for one in found.steps if not one.ready] == []


async def test_p2_only_who_manages_settings_starts(db: asyncpg.Connection) -> None:
    with pytest.raises(Forbidden):
        await desk.start(db, Staff(2, "王丽", {"house.view": None}))
