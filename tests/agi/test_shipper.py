"""Asterisk's records end in Postgres: none lost while it is away, none twice (P8)."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from agi.shipper import Shipper
from tests.agi.leading import Lead


def cdr_line(number: int, userfield: str = "") -> bytes:
    fields = [
        f"u{number}", f"l{number}", number, "1795490866.003858", "0.000000", "1795490868.1", "96000", "s",
        "from-provider", "PJSIP/provider-0", "", "Queue", 2, 0, "NO ANSWER", 3, userfield,
    ]  # fmt: skip
    return ",".join(f'"{field}"' for field in fields).encode() + b"\n"


def cel_line(number: int) -> bytes:
    at = f"1795490866.{number:06}"
    fields = ["ANSWER", at, "u", "l", "PJSIP/provider-0", "96000", "s", "from-provider", "Queue", "", "", ""]
    return ",".join(f'"{field}"' for field in fields).encode() + b"\n"


def queue_line(number: int) -> bytes:
    return f"{1795490866 + number}|u{number}|reception|801|CONNECT|5|x|3\n".encode()


class Logs:
    """Asterisk's log folder, written to as Asterisk does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cdr = folder / "cdr-custom" / "estateline.csv"
        self.cel = folder / "cel-custom" / "estateline.csv"
        self.queue = folder / "queue_log"
        self.cdr.parent.mkdir()
        self.cel.parent.mkdir()

    def write(self, numbers: range) -> None:
        for file, line in ((self.cdr, cdr_line), (self.cel, cel_line), (self.queue, queue_line)):
            for number in numbers:
                with file.open("ab") as writer:
                    writer.write(line(number))


@pytest.fixture
def logs(tmp_path: Path) -> Logs:
    return Logs(tmp_path)


async def counts(db: asyncpg.Connection) -> list[int]:
    row = await db.fetchrow(
        "select (select count(*) from cdr), (select count(*) from cel), (select count(*) from queue_log)"
    )
    assert row is not None
    return list(row)


async def test_p8_every_line_once(pool: asyncpg.Pool, db: asyncpg.Connection, logs: Logs) -> None:
    shipper = Shipper(pool, logs.folder)
    assert await shipper.ship_once() == 0
    logs.write(range(1500))
    assert await shipper.ship_once() == 4500
    logs.write(range(1500, 1503))
    assert await Shipper(pool, logs.folder).ship_once() == 9, "another process goes on where the first was"
    assert await counts(db) == [1503, 1503, 1503]


async def test_p8_read_again_adds_nothing(pool: asyncpg.Pool, db: asyncpg.Connection, logs: Logs) -> None:
    logs.write(range(10))
    await Shipper(pool, logs.folder).ship_once()
    await db.execute("delete from shipped")
    assert await Shipper(pool, logs.folder).ship_once() == 30
    assert await counts(db) == [10, 10, 10]


async def test_p8_two_engines_at_once(pool: asyncpg.Pool, db: asyncpg.Connection, logs: Logs) -> None:
    logs.write(range(2000))
    shipped = await asyncio.gather(*(Shipper(pool, logs.folder).ship_once() for _ in range(3)))
    assert sum(shipped) == 6000
    assert await counts(db) == [2000, 2000, 2000]


async def test_p8_a_bad_line_is_kept_as_text_and_stops_nobody(
    pool: asyncpg.Pool, db: asyncpg.Connection, logs: Logs, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.cdr.write_bytes(
        cdr_line(1)
        + b"what is this\n"
        + cdr_line(2).replace(b'"Queue","2"', b'"Queue","99999999999"')  # too large for the column
        + cdr_line(3)
    )
    await Shipper(pool, logs.folder).ship_once()
    assert [row["uniqueid"] for row in await db.fetch("select uniqueid from cdr order by 1")] == ["u1", "u3"]
    told = capsys.readouterr().out
    assert "what is this" in told
    assert "99999999999" in told


@contextlib.asynccontextmanager
async def shipping(pool: asyncpg.Pool, logs: Logs) -> AsyncIterator[None]:
    task = asyncio.create_task(Shipper(pool, logs.folder, every=0.02).run())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def all_there(db: asyncpg.Connection, wanted: int) -> None:
    """Until every table has `wanted` rows: asked, as nothing announces a row of theirs."""
    async with asyncio.timeout(20):
        while await counts(db) != [wanted] * 3:
            await db.fetchval("select pg_sleep(0.02)")


async def test_p8_no_row_is_lost_while_postgres_is_away(
    pool: asyncpg.Pool, db: asyncpg.Connection, logs: Logs, lead: Lead
) -> None:
    async with shipping(pool, logs):
        logs.write(range(500))
        await all_there(db, 500)
        lead.cut()
        logs.write(range(500, 700))
        logs.queue.rename(logs.queue.with_name("queue_log.0"))
        logs.write(range(700, 900))
        lead.mend()
        logs.write(range(900, 1000))
        await all_there(db, 1000)
    assert await db.fetchval("select count(distinct uniqueid) from cdr") == 1000


async def test_p8_cut_at_any_moment_the_place_and_the_rows_agree(
    pool: asyncpg.Pool, db: asyncpg.Connection, logs: Logs, lead: Lead
) -> None:
    logs.write(range(3000))
    shipper = Shipper(pool, logs.folder)
    for delay in (0.0, 0.003, 0.01, 0.03, 0.06):
        work = asyncio.create_task(shipper.ship_once())
        asyncio.get_running_loop().call_later(delay, lead.cut)
        with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await work
        lead.mend()
    await shipper.ship_once()
    assert await counts(db) == [3000, 3000, 3000]
