"""Signing in and out, lock-out, CSRF, what a stranger sees (P2, P5)."""

import asyncpg

from tests.backoffice.web.conftest import Visit
from tests.backoffice.web.estate import Estate


async def test_p5_signing_in_opens_the_desk_and_is_audited(visit: Visit, db: asyncpg.Connection) -> None:
    chen = await visit("chen")
    assert "等待来电" in await chen.page("/calls/desk")
    assert await db.fetchval("select count(*) from audit where operation = 'staff.signed_in'") == 1


async def test_h6_the_pop_shows_house_and_dues(visit: Visit, estate: Estate) -> None:
    chen = await visit("chen")
    call = await estate.call("13800000002", "1-2-201", "pin")
    await estate.ring("chen", call)
    page = await chen.page("/calls/desk")
    assert "1,234.05" in page
    assert "急性子" in page
