"""The list of decorations: what is open, late, over, and whose (S2, P2)."""

import asyncpg
import pytest

from backoffice.company.actor import Staff
from backoffice.decoration.listing import listed
from backoffice.paging import Slice
from tests.backoffice.conftest import Demo


async def test_s2_open_late_and_all_of_the_demo(company: Demo, estate_db: asyncpg.Connection) -> None:
    clerk = await company.staff("dispatcher")
    found = await listed(estate_db, clerk, Slice())
    assert found.count == len(found.rows) == 5
    assert [row.late for row in found.rows] == [True, False, False, False, False]
    assert [row.state for row in (await listed(estate_db, clerk, Slice(), which="refused")).rows] == [
        "refused"
    ]
    assert (await listed(estate_db, clerk, Slice(), which="all")).count == 6
    by_end = await listed(estate_db, clerk, Slice("until", True), which="all")
    ends = [row.until for row in by_end.rows]
    assert ends == sorted(ends, reverse=True)
    first = found.rows[0]
    assert (await listed(estate_db, clerk, Slice(), text=first.label.lower())).count >= 1
    assert [row.id for row in (await listed(estate_db, clerk, Slice(), text=first.applicant)).rows] == [
        first.id
    ]


@pytest.mark.parametrize("function", ["decoration.manage", "decoration.permit"])
async def test_p2_rows_are_of_the_communities_of_either_function(
    company: Demo, estate_db: asyncpg.Connection, function: str
) -> None:
    everywhere = await listed(estate_db, await company.staff("leader"), Slice(), which="all")
    here = everywhere.rows[0].community
    community = await estate_db.fetchval("select id from community where name = $1", here)
    some = await listed(estate_db, Staff(9, "甲", {function: frozenset({community})}), Slice(), which="all")
    assert some.count == sum(row.community == here for row in everywhere.rows)
    assert (await listed(estate_db, await company.staff("worker"), Slice(), which="all")).count == 0
