"""Load the demo estate into an empty database: the same every time, dated from that day (design)."""

import asyncio
import json
import os
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import asyncpg

from backoffice.audit import desk as audit
from backoffice.company.actor import System
from backoffice.demo import fill, imports, moving, staff, words
from backoffice.demo.houses import estate
from backoffice.demo.tables import Tables
from backoffice.errors import Conflict
from backoffice.sql import load as load_queries

sql = load_queries(__file__)

SEED = 20261124
HERE = ZoneInfo("Asia/Shanghai")
NUMBERED = (
    "community",
    "department",
    "staff",
    "post",
    "queue",
    "phase",
    "building",
    "unit",
    "house",
    "person",
    "fee_item",
    "category",
    "job",
    "handover",
    "decoration",
    "letting",
)
"""Tables whose rows were given their ids here."""
SETTINGS = {
    "company_name": {"zh": words.COMPANY[0], "en": words.COMPANY[1]},
    "hotline_number": ["96000"],
    "time_zone": "Asia/Shanghai",
    "open_on_holidays": True,
    "calling_hours": {"from": "00:00", "to": "24:00"},
    "pin_lock_minutes": 15,
}


async def empty(dsn: str) -> bool:
    """True when the database is migrated and holds nothing of a company yet."""
    db = await asyncpg.connect(dsn)
    try:
        return not await sql.anything(db)
    finally:
        await db.close()


async def load(dsn: str, home: Path) -> dict[str, int]:
    """Load it in one transaction, and write the sign-ins to home/secrets/demo.json, for the owner only.

    Returns how many rows went into which table. Raises Conflict when anything is there already.
    """
    db = await asyncpg.connect(dsn)
    try:
        async with db.transaction():
            await db.execute("lock table community in exclusive mode")
            if await sql.anything(db):
                raise Conflict("demo.not_empty")
            tables = Tables(db)
            await _fill(tables)
            await asyncio.to_thread(_keep, home / "secrets" / "demo.json", tables.sign_ins)
            await audit.record(db, System("demo"), "demo.loaded", rows=tables.counts)
        return tables.counts
    finally:
        await db.close()


async def _fill(tables: Tables) -> None:
    """Tables in the order their references ask for."""
    random = Random(SEED)  # noqa: S311 - looks, not secrets
    row = await sql.now(tables.db)
    now, today = row["now"], row["today"]
    made = estate(random)
    await _company(tables)
    await staff.fill(tables)
    buildings = await fill.homes(tables, made, today, random)
    await fill.bills(tables, made, today, random)
    await fill.services(tables, made, now, random)
    await _notices(tables, buildings, now)
    await imports.fill(tables, staff.id_of("administrator"), now)
    await moving.fill(tables, made, now, today)
    for table in NUMBERED:
        await sql.count_on(tables.db, table=table, most=tables.counts[table])


async def _company(tables: Tables) -> None:
    """Settings, communities, hours, holidays, and the sounds of all names, which are recorded."""
    for key, value in SETTINGS.items():
        await sql.set(tables.db, key=key, value=json.dumps(value, ensure_ascii=False))
    await tables.put(
        "community",
        "id name name_en city area_code",
        [(at, *one[:4]) for at, one in enumerate(words.COMMUNITIES, 1)],
    )
    await sql.always_open(tables.db)
    await tables.put(
        "holiday",
        "day name open",
        [
            (first + timedelta(days=at), name, working)
            for first, last, name, working in words.HOLIDAYS
            for at in range((last - first).days + 1)
        ],
    )
    await tables.put(
        "speakable",
        "language text voice provisional",
        [(language, text, "recorded", False) for language, text in words.spoken()],
    )


async def _notices(tables: Tables, buildings: dict[tuple[int, str], int], now: datetime) -> None:
    """In force since this morning, for a quarter of a year."""
    morning = datetime.combine(now.astimezone(HERE).date(), time(), HERE)
    await tables.put(
        "notice",
        "community_id building_id body body_en urgent from_at until_at",
        [
            (
                community,
                buildings[community, building] if building else None,
                *(zh, en, urgent, morning, morning + timedelta(days=92)),
            )
            for community, building, zh, en, urgent in words.NOTICES
        ],
    )


def _keep(file: Path, sign_ins: list[dict[str, str]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as out:
        json.dump(sign_ins, out, ensure_ascii=False, indent=1)
    draft.replace(file)
