"""`sql` and `clock`: one statement against the running database, and the business time it keeps."""

import argparse
import asyncio
import json
import re
import unicodedata
from collections.abc import Sequence
from datetime import timedelta

import asyncpg

from ops.messages import Unready
from ops.settings import Settings

_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


async def connect(settings: Settings) -> asyncpg.Connection:
    """A connection to the running database. Raises Unready when none answers."""
    try:
        return await asyncpg.connect(settings.dsn, timeout=5)
    except (OSError, TimeoutError, asyncpg.PostgresError) as trouble:
        raise Unready("sql.away", why=trouble or type(trouble).__name__) from None


async def ask(
    settings: Settings, statement: str, *arguments: object
) -> tuple[list[asyncpg.Record], list[str], str]:
    """Run one statement; returns its rows, their columns and Postgres' word for it ("INSERT 0 1").

    Raises Unready with Postgres' own words when it refuses, and when there is more than one statement.
    """
    db = await connect(settings)
    try:
        prepared = await db.prepare(statement)
        rows = await prepared.fetch(*arguments)
        return rows, [column.name for column in prepared.get_attributes()], prepared.get_statusmsg() or ""
    except asyncpg.PostgresError as refusal:
        more = [text for text in (refusal.args[0], refusal.detail, refusal.hint) if text]
        raise Unready("sql.refused", why=" - ".join(map(str, more))) from None
    finally:
        await db.close()


def main(argv: list[str]) -> int:
    """The verb `sql`."""
    parser = argparse.ArgumentParser(prog="estateline sql")
    parser.add_argument("statement")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    rows, columns, word = asyncio.run(ask(Settings(), asked.statement))
    if asked.json:
        print(as_json([dict(row) for row in rows]))
    elif columns:
        print(table(columns, [[_text(value) for value in row] for row in rows]))
    else:
        print(word)
    return 0


def as_json(rows: Sequence[dict[str, object]]) -> str:
    """One array of objects; what JSON has no word for (times, money, ids) is text."""
    return json.dumps(rows, ensure_ascii=False, default=str, indent=1)


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns aligned for a terminal, where a Chinese letter takes two places; numbers of rows last."""
    wide = [max(_places(line[at]) for line in [columns, *rows]) for at in range(len(columns))]
    lines = [columns, ["-" * width for width in wide], *rows]
    printed = [
        "  ".join(
            cell + " " * (width - _places(cell)) for cell, width in zip(line, wide, strict=True)
        ).rstrip()
        for line in lines
    ]
    return "\n".join([*printed, f"({len(rows)})"])


def _places(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _text(value: object) -> str:
    if value is None:
        return ""
    return str(value).replace("\n", "\\n").replace("\t", "\\t")


def clock(argv: list[str]) -> int:
    """The verb `clock`. Raises Unready outside a demo: business time of a real company is real time."""
    settings = Settings()
    shift = argv[0] if argv else ""
    if shift and not settings.demo:
        raise Unready("clock.real")
    if shift:
        asyncio.run(shift_clock(settings, None if shift == "reset" else parse_shift(shift)))
    rows, _, _ = asyncio.run(ask(settings, "select business_now(), shift from clock"))
    now, moved = rows[0]
    print(f"{now.astimezone():%Y-%m-%d %H:%M:%S %z}  ({moved})")
    return 0


async def shift_clock(settings: Settings, by: timedelta | None) -> None:
    """Move business time by so much more, None: back to real time."""
    await ask(settings, "update clock set shift = coalesce(shift + $1::interval, '0')", by)


def parse_shift(text: str) -> timedelta:
    """+3d, -2h, +90m or several in a row (+1d12h). Raises Unready for anything else."""
    if not re.fullmatch(r"[+-](\d+[dhm])+", text):
        raise Unready("clock.unreadable", text=text)
    sign = -1 if text[0] == "-" else 1
    return sign * sum(
        (timedelta(**{_UNITS[unit]: int(count)}) for count, unit in re.findall(r"(\d+)([dhm])", text)),
        timedelta(),
    )
