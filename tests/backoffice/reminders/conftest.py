"""The demo estate with its ready-made rules, and somebody who complains."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import asyncpg
import pytest

from backoffice.company.actor import System
from backoffice.reminders import desk, rules
from backoffice.reminders.worker import Look, Worker
from backoffice.requests import desk as requests
from backoffice.requests.model import Kind, NewRequest, Request
from tests.backoffice.conftest import Demo

HERE, ELSEWHERE = "翠湖苑/1-1-101", "云顶公寓/A-1102"


class Reminding:
    """Events happen, and the demo's people look at their bells."""

    def __init__(self, company: Demo, dsn: str) -> None:
        self.company, self.dsn, self.db = company, dsn, company.db

    async def registered(
        self, kind: Kind = "complaint", place: str | None = HERE, *, by: str = "", urgent: bool = False
    ) -> Request:
        """Somebody asks for something, by telephone or (by) at a member of staff."""
        found = await requests.categories(self.db, kind)
        return await requests.register(
            self.db,
            await self.company.staff(by) if by else System("hotline"),
            NewRequest(
                kind=kind,
                house=await self.company.house(place) if place else None,
                category=found[0].id if found else None,
                call_id=None,
                caller_number="",
                channel="telephone",
                urgent=urgent,
                details="",
            ),
        )

    async def bell(self, login: str) -> int:
        """What somebody's bell counts."""
        return (await desk.bell(self.db, await self.company.staff(login))).unread

    async def rung(self) -> list[str]:
        """Who has a reminder, by login."""
        rows = await self.db.fetch(
            "select login from reminder join staff on staff.id = staff_id order by login"
        )
        return [row["login"] for row in rows]

    async def settled(self, workers: int = 1, *looks: Look) -> None:
        """Let workers do all there is to do now, at once."""

        async def work() -> None:
            db = await asyncpg.connect(self.dsn)
            try:
                await Worker(self.dsn, looks).round(db)
            finally:
                await db.close()

        await asyncio.gather(*(work() for _ in range(workers)))

    @contextlib.asynccontextmanager
    async def working(self, workers: int = 1, *looks: Look) -> AsyncIterator[list[asyncio.Task[None]]]:
        """Workers, as the back office runs them."""
        tasks = [asyncio.create_task(Worker(self.dsn, looks).run()) for _ in range(workers)]
        try:
            yield tasks
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def until(self, question: str) -> None:
        """Wait until a question to the database is answered with true."""
        async with asyncio.timeout(10):
            while not await self.db.fetchval(question):  # noqa: ASYNC110 - rows have no event
                await asyncio.sleep(0.02)


@pytest.fixture
async def reminding(company: Demo, demo: str, estate_db: asyncpg.Connection) -> Reminding:
    """Rules as they come, nothing told yet."""
    await rules.lay(estate_db)
    return Reminding(company, demo)
