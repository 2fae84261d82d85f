"""`sql` and `clock` against a running database."""

import asyncio
import json
from datetime import timedelta

import asyncpg
import pytest

from ops import statement
from ops.messages import Unready
from tests import services


async def test_rows_come_with_their_columns(database: str) -> None:
    settings = services.settings(services.HOME, 0, DATABASE_URL=database)
    rows, columns, word = await statement.ask(settings, "select 1 as a, '翠湖苑' as b")
    assert ([tuple(row) for row in rows], columns, word) == ([(1, "翠湖苑")], ["a", "b"], "SELECT 1")


@pytest.mark.parametrize("text", ["select 1; select 2", "selec", "select * from nowhere"])
async def test_what_postgres_refuses_is_one_sentence(database: str, text: str) -> None:
    settings = services.settings(services.HOME, 0, DATABASE_URL=database)
    with pytest.raises(Unready) as refused:
        await statement.ask(settings, text)
    assert refused.value.key == "sql.refused"


def test_no_database_says_to_start_it() -> None:
    away = services.settings(services.HOME, 0, DATABASE_URL="postgresql://x:y@127.0.0.1:9/none")
    with pytest.raises(Unready) as refused:
        asyncio.run(statement.ask(away, "select 1"))
    assert refused.value.key == "sql.away"


def test_columns_line_up_where_a_chinese_letter_takes_two_places() -> None:
    printed = statement.table(["name", "n"], [["翠湖苑", "1"], ["a", "22"]])
    assert printed.splitlines() == ["name    n", "------  --", "翠湖苑  1", "a       22", "(2)"]


@pytest.mark.parametrize(
    ("text", "shift"),
    [
        ("+3d", timedelta(days=3)),
        ("-2h", timedelta(hours=-2)),
        ("+1d12h", timedelta(days=1.5)),
        ("-1h30m", timedelta(minutes=-90)),
    ],
)
def test_a_shift_reads_as_written(text: str, shift: timedelta) -> None:
    assert statement.parse_shift(text) == shift


@pytest.mark.parametrize("text", ["3d", "+", "+3", "+3w", "tomorrow"])
def test_anything_else_is_no_shift(text: str) -> None:
    with pytest.raises(Unready):
        statement.parse_shift(text)


async def test_moving_the_clock_moves_business_time_only(database: str, db: asyncpg.Connection) -> None:
    settings = services.settings(services.HOME, 0, DATABASE_URL=database)
    await statement.shift_clock(settings, timedelta(days=3))
    ahead = await db.fetchval("select business_now() - now()")
    assert ahead == timedelta(days=3)
    await statement.shift_clock(settings, None)
    assert await db.fetchval("select business_now() = now()")


def test_a_real_companys_clock_is_not_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/estateline")
    with pytest.raises(Unready) as refused:
        statement.clock(["+1d"])
    assert refused.value.key == "clock.real"


def test_json_keeps_what_json_cannot_say_as_text() -> None:
    assert json.loads(statement.as_json([{"at": timedelta(days=1), "n": 1}])) == [
        {"at": "1 day, 0:00:00", "n": 1}
    ]
