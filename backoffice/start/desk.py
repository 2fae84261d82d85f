"""From an empty installation to a hotline: what is ready, what comes next."""

import json
from pathlib import Path

from backoffice.audit import desk as audit
from backoffice.company.actor import Staff
from backoffice.company.reach import has
from backoffice.errors import Forbidden
from backoffice.speakable import desk as speakable
from backoffice.sql import Database, load
from backoffice.start.model import KEYS, Key, Start, Step

sql = load(__file__)


async def start(db: Database, who: Staff) -> Start:
    """How far the installation is. Raises Forbidden without `setting.manage`."""
    _needs(who)
    row = await sql.steps(db)
    company = json.loads(row["company"] or "{}")
    counts = {
        "company": int(bool(company.get("zh"))),
        "community": row["community"],
        "homes": row["homes"],
        "fees": row["fees"],
        "hotline": int(bool(row["hotline"])),
    }
    skipped = json.loads(row["skipped"])
    return Start(
        tuple(Step(key, counts[key], key in skipped) for key in KEYS),
        company.get("zh", ""),
        company.get("en", ""),
        row["hotline"] or "",
    )


async def name_company(db: Database, who: Staff, sounds: Path, name: str, english: str) -> None:
    """The name callers are greeted with, spoken now where nobody recorded it (H1).

    Raises Forbidden; Conflict when no voice can speak it.
    """
    _needs(who)
    await speakable.ensure(db, sounds, [("zh", name), ("en", english or name)])
    before = await start(db, who)
    async with db.transaction():
        value = {"zh": name, "en": english or name}
        await sql.keep(db, key="company_name", value=json.dumps(value, ensure_ascii=False))
        await audit.record(
            db, who, "setting.changed", "setting:company_name", before=before.company, after=name
        )


async def give_number(db: Database, who: Staff, number: str) -> None:
    """The number owners dial, as it is printed and said. Raises Forbidden."""
    before = await start(db, who)
    async with db.transaction():
        await sql.keep(db, key="hotline_number", value=json.dumps([number]))
        await audit.record(
            db, who, "setting.changed", "setting:hotline_number", before=before.hotline, after=number
        )


async def skip(db: Database, who: Staff, step: Key) -> None:
    """Leave a step for later. Raises Forbidden."""
    now = await start(db, who)
    skipped = sorted({one.key for one in now.steps if one.skipped} | {step})
    await sql.keep(db, key="start_skipped", value=json.dumps(skipped))


def _needs(who: Staff) -> None:
    if not has(who, "setting.manage", None):
        raise Forbidden("right.missing", function="setting.manage")
