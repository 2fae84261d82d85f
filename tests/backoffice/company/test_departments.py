"""The tree of departments: changes, hand-over, its past (P1)."""

import asyncpg
import pytest

from backoffice.company import departments, posts
from backoffice.company.model import Branch, Company, NewPost
from backoffice.errors import Conflict, Forbidden, Invalid, NotFound
from tests.backoffice.company.at_once import second_change
from tests.backoffice.conftest import Demo

HEAD, ADMINISTRATION, SERVICE, ENGINEERING = 1, 2, 3, 4


def drawn(company: Company) -> dict[str, str]:
    """Each department with the one above it."""
    found: dict[str, str] = {}

    def read(branches: tuple[Branch, ...], above: str) -> None:
        for one in branches:
            found[one.department.name] = above
            read(one.below, one.department.name)

    read(company.branches, "")
    return found


def names(company: Company, department: str) -> list[str]:
    """The posts of a department."""
    todo = list(company.branches)
    while todo:
        one = todo.pop()
        if one.department.name == department:
            return [post.name for post in one.posts]
        todo += one.below
    raise AssertionError(department)


async def test_p1_a_department_is_made_renamed_and_moved_and_its_past_stays(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    who = await company.staff("administrator")
    made = await departments.create(estate_db, who, SERVICE, " 呼叫  组 ", "Call team")
    before = await estate_db.fetchval("select clock_timestamp()")
    await departments.rename(estate_db, who, made, 1, "热线组")
    await departments.move(estate_db, who, made, 2, ENGINEERING)
    assert drawn(await departments.company_at(estate_db, who))["热线组"] == "工程部"
    past = drawn(await departments.company_at(estate_db, who, before))
    assert past["呼叫 组"] == "客服中心"
    assert "热线组" not in past
    told = await estate_db.fetch(
        "select operation from audit where object = $1 order by id", f"department:{made}"
    )
    assert [one["operation"] for one in told] == [
        "department.created",
        "department.renamed",
        "department.moved",
    ]


async def test_p1_the_company_of_a_day_shows_who_held_what_then(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    who = await company.staff("administrator")
    before = await estate_db.fetchval("select clock_timestamp()")
    await departments.close(estate_db, who, ENGINEERING, 1, SERVICE, merge=True)
    now = await departments.company_at(estate_db, who)
    assert "工程部" not in drawn(now)
    assert "维修工" in names(now, "客服中心")
    then = await departments.company_at(estate_db, who, before)
    assert names(then, "工程部") == ["调度员", "维修工", "仓管员"]
    assert names(then, "客服中心") == ["坐席", "主管"]
    assert (
        await estate_db.fetchval("select merged_into from department where id = $1", ENGINEERING) == SERVICE
    )
    # Nothing is lost: who held a post holds it still.
    held = await posts.holdings_of_post(estate_db, who, 8)
    assert [(one.staff_name, one.until) for one in held] == [("马强", None), ("马强", None)]
    yesterday = await estate_db.fetchval("select now() - interval '1 day'")
    assert (await departments.company_at(estate_db, who, yesterday)).branches == ()


@pytest.mark.parametrize("parent", [HEAD, SERVICE])
async def test_p1_nothing_moves_into_itself_or_below(
    company: Demo, estate_db: asyncpg.Connection, parent: int
) -> None:
    who = await company.staff("administrator")
    for change in (departments.move, departments.close):
        with pytest.raises(Conflict) as refused:
            await change(estate_db, who, HEAD, 1, parent)
        assert refused.value.key == "department.into_itself"


async def test_p1_two_people_at_once_tie_no_knot(
    company: Demo, estate_db: asyncpg.Connection, demo: str
) -> None:
    who = await company.staff("administrator")
    async with second_change(
        demo,
        lambda db: departments.move(db, who, SERVICE, 1, ENGINEERING),
        lambda db: departments.move(db, who, ENGINEERING, 1, SERVICE),
    ) as second:
        with pytest.raises(Conflict):
            await second
    assert len(drawn(await departments.company_at(estate_db, who))) == 6


async def test_p1_what_stands_in_it_goes_somewhere_or_it_stays_open(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    who = await company.staff("administrator")
    with pytest.raises(Conflict) as refused:
        await departments.close(estate_db, who, SERVICE, 1, None)
    assert (refused.value.key, refused.value.facts["count"]) == ("handover.nobody", 2)
    await posts.create(estate_db, who, NewPost("主管", department=ENGINEERING))
    with pytest.raises(Conflict) as refused:
        await departments.close(estate_db, who, SERVICE, 1, ENGINEERING)
    assert refused.value.key == "department.same_post"
    made = await departments.create(estate_db, who, None, "空部门")
    await departments.close(estate_db, who, made, 1, None)
    with pytest.raises(NotFound):
        await departments.move(estate_db, who, made, 2, HEAD)
    with pytest.raises(NotFound):
        await departments.create(estate_db, who, made, "下级")


async def test_p1_who_saw_an_old_tree_is_told(company: Demo, estate_db: asyncpg.Connection) -> None:
    who = await company.staff("administrator")
    await departments.rename(estate_db, who, SERVICE, 1, "客户服务部")
    for change in (
        departments.rename(estate_db, who, SERVICE, 1, "客服"),
        departments.move(estate_db, who, SERVICE, 1, None),
        departments.close(estate_db, who, SERVICE, 1, HEAD),
    ):
        with pytest.raises(Conflict) as refused:
            await change
        assert refused.value.key == "edit.changed_meanwhile"


@pytest.mark.parametrize("name", ["", "  ", "长" * 41, "a\0b", "a\u202eb"])
async def test_p1_bad_names_are_refused(company: Demo, estate_db: asyncpg.Connection, name: str) -> None:
    with pytest.raises(Invalid):
        await departments.create(estate_db, await company.staff("administrator"), None, name)


async def test_p1_a_name_may_be_script_and_stays_words(company: Demo, estate_db: asyncpg.Connection) -> None:
    who = await company.staff("administrator")
    await departments.create(estate_db, who, None, "<script>alert(1)</script>")
    assert "<script>alert(1)</script>" in drawn(await departments.company_at(estate_db, who))


async def test_p1_the_company_is_for_those_who_manage_it(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    for login in ("supervisor", "leader", "agent"):
        who = await company.staff(login)
        with pytest.raises(Forbidden):
            await departments.company_at(estate_db, who)
        with pytest.raises(Forbidden):
            await departments.create(estate_db, who, None, "部门")


async def test_p1_every_change_is_kept_whoever_makes_it(estate_db: asyncpg.Connection) -> None:
    await estate_db.execute("update department set name = '别名' where id = $1", SERVICE)
    kept = await estate_db.fetch(
        "select name from department_history where department_id = $1 order by at", SERVICE
    )
    assert [one["name"] for one in kept] == ["客服中心", "别名"]
