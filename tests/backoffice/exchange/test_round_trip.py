"""What was imported goes out as a sheet, and comes in again without a change (P7)."""

import datetime as dt
import io
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backoffice.exchange import desk, sheets, workbooks
from backoffice.exchange.kinds import KINDS
from tests.backoffice.exchange.conftest import Importing

NAMES = st.text(st.characters(codec="gb18030", categories=["Lu", "Ll", "Lo"]), min_size=1, max_size=8)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Co"]), max_size=30)
DAYS = st.dates(dt.date(1930, 1, 1), dt.date(2089, 1, 1))
PEOPLE = st.fixed_dictionaries(
    {
        "小区": st.just("翠湖苑"),
        "房号": st.sampled_from([f"1-1-{floor}0{door}" for floor in range(1, 6) for door in range(1, 4)]),
        "姓名": NAMES,
        "称谓": st.sampled_from(["", "先生", "女士"]),
        "电话": st.lists(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), max_size=3).map("、".join),
        "身份": st.sampled_from(["", "业主", "租户", "家属"]),
        "起始日期": st.one_of(st.just(""), DAYS),
        "生日": st.one_of(st.just(""), DAYS),
        "不接外呼": st.sampled_from(["", "是", "否"]),
        "爱好": WORDS,
        "备注": WORDS,
    }
)


async def out(importing: Importing, kind: str) -> bytes:
    """Everything of a kind as its sheet."""
    rows = await desk.held(importing.db, await importing.company.staff("administrator"), kind)
    kept = io.BytesIO()
    sheets.workbook(kept, workbooks.held(KINDS[kind], rows))
    return kept.getvalue()


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=st.lists(PEOPLE, min_size=1, max_size=12, unique_by=lambda row: (row["房号"], row["姓名"])))
async def test_p7_in_out_in_changes_nothing(importing: Importing, rows: list[dict[str, Any]]) -> None:
    found = await importing.look("people", [list(rows[0]), *(list(row.values()) for row in rows)])
    if found.ready:
        assert (await importing.write(found)).state == "done"
    again, _ = await importing.upload("people", await out(importing, "people"))
    assert (again.added, again.changed, again.wrong) == (0, 0, 0), await importing.rows(again, "changed")
    assert again.same


@pytest.mark.parametrize("kind", ["communities", "buildings", "houses", "people", "vehicles"])
async def test_p7_the_demo_goes_out_and_in(kind: str, importing: Importing, db: asyncpg.Connection) -> None:
    found, _ = await importing.upload(kind, await out(importing, kind))
    assert (found.added, found.changed, found.wrong) == (0, 0, 0)
    assert found.same == await db.fetchval(
        {
            "communities": "select count(*) from community",
            "buildings": "select count(*) from building",
            "houses": "select count(*) from house",
            "people": "select count(*) from occupancy",
            "vehicles": "select count(*) from vehicle",
        }[kind]
    )
