"""Who may import what where; what happened meanwhile; what is kept (P2, P5, P7)."""

import asyncpg
import pytest

from backoffice.errors import Conflict, Forbidden, NotFound
from backoffice.exchange import desk
from tests.backoffice.conftest import Demo
from tests.backoffice.exchange.conftest import Importing, Table

HEADS = ["小区", "房号", "姓名", "电话", "邮箱", "爱好"]
TABLE: Table = [
    HEADS,
    ["翠湖苑", "1-1-101", "周一一", "13812345678", "", ""],
    ["锦绣里", "1-1-101", "周一一", "13812345678", "", ""],
]


@pytest.fixture
async def clerk(db: asyncpg.Connection) -> str:
    """The login of somebody who may import in the first community only, without seeing hobbies."""
    post = await db.fetchval("insert into post (name) values ('资料员') returning id")
    await db.execute("insert into post_function values ($1, 'estate.import')", post)
    staff = await db.fetchval(
        "insert into staff (login, name, password_hash) values ('clerk', '资料员', '') returning id"
    )
    await db.execute(
        "insert into staff_post (staff_id, post_id, community_id) values ($1, $2, 1)", staff, post
    )
    return "clerk"


async def test_p2_rows_of_another_community_are_wrong_cells(clerk: str, importing: Importing) -> None:
    other = await importing.db.fetchval("select name from community where id = 2")
    table = [*TABLE[:2], [other, *TABLE[2][1:]]]
    assert await importing.wrong("people", table, clerk) == [(3, "community", "community")]


async def test_p2_what_is_known_of_a_person_elsewhere_stays_there(clerk: str, importing: Importing) -> None:
    """Same name and number in a community out of reach: nothing is shown or changed there."""
    other = await importing.db.fetchval("select name from community where id = 2")
    assert await importing.done(
        "people", [HEADS, [other, "1-1-101", "周一一", "13812345678", "a@b.cn", ""]]
    ) == (1, 0, 0)
    found = await importing.look(
        "people", [HEADS, ["翠湖苑", "1-1-101", "周一一", "13812345678", "new@b.cn", ""]], clerk
    )
    assert (found.added, found.changed) == (1, 0)
    assert await importing.done(
        "people", [HEADS, ["翠湖苑", "1-1-101", "周一一", "13812345678", "", ""]]
    ) == (0, 1, 0)


async def test_p2_hobbies_need_their_own_right(clerk: str, importing: Importing) -> None:
    table = [HEADS, [*TABLE[1][:5], "太极拳"]]
    assert await importing.wrong("people", table, clerk) == [(2, "hobbies", "temperament")]


async def test_p2_communities_need_community_manage(clerk: str, company: Demo) -> None:
    for login in (clerk, "agent"):
        who = await company.staff(login)
        with pytest.raises(Forbidden):
            desk.kind_for(who, "communities")
    with pytest.raises(Forbidden):
        desk.kind_for(await company.staff("agent"), "people")
    with pytest.raises(NotFound):
        desk.kind_for(await company.staff("administrator"), "meters")


async def test_p2_an_import_is_its_uploaders_alone(clerk: str, importing: Importing) -> None:
    found = await importing.look("people", TABLE[:2])
    who = await importing.company.staff(clerk)
    for doing in (desk.import_for, desk.rows, desk.write):
        with pytest.raises(NotFound):
            await doing(importing.db, who, found.id)


async def test_p2_rights_are_asked_again_when_it_is_written(clerk: str, importing: Importing) -> None:
    found = await importing.look("people", TABLE[:2], clerk)
    who = await importing.company.staff(clerk)
    assert found.ready
    async with importing.db.transaction():
        # Before the worker sees the job, the post is taken away.
        await desk.write(importing.db, who, found.id)
        await importing.db.execute("update staff_post set until = now() where staff_id = $1", who.id)
    found = await desk.import_for(importing.db, who, found.id)
    job = await importing.job(who, found)
    assert (job.state, job.outcome["refused"]) == ("failed", "exchange.function")
    assert not await importing.db.fetchval("select count(*) from person where name = '周一一'")


async def test_p7_what_happened_meanwhile_is_shown_before_anything_is_written(importing: Importing) -> None:
    found = await importing.look("people", TABLE[:2])
    await importing.db.execute("update house set closed_at = now() where label = '1-1-101'")
    job = await importing.write(found)
    assert (job.state, job.outcome["refused"]) == ("failed", "exchange.changed_meanwhile")
    who = await importing.company.staff("administrator")
    again = await desk.import_for(importing.db, who, found.id)
    assert (again.state, again.added, again.wrong) == ("checked", 0, 1)
    assert not await importing.db.fetchval("select count(*) from person where name = '周一一'")


async def test_p7_two_imports_of_one_file_add_once(importing: Importing) -> None:
    one, two = await importing.look("people", TABLE[:2]), await importing.look("people", TABLE[:2])
    who = await importing.company.staff("administrator")
    asked = [await desk.write(importing.db, who, each.id) for each in (one, two)]
    assert [(await importing.job(who, each)).state for each in asked] == ["done", "failed"]
    assert await importing.db.fetchval("select count(*) from person where name = '周一一'") == 1


async def test_p7_a_job_taken_again_after_a_crash_writes_once(importing: Importing) -> None:
    found = await importing.look("people", TABLE[:2])
    job = await importing.write(found)
    await importing.db.execute("update job set state = 'waiting', ended_at = null where id = $1", job.id)
    await importing.db.execute("select pg_notify('job', '')")
    who = await importing.company.staff("administrator")
    again = await importing.job(who, await desk.import_for(importing.db, who, found.id))
    assert (again.state, again.outcome) == ("done", job.outcome)
    assert await importing.db.fetchval("select count(*) from import_change") == 1


async def test_p5_an_import_stands_in_the_trail(importing: Importing) -> None:
    found = await importing.look("people", TABLE[:2])
    await importing.write(found)
    rows = await importing.db.fetch(
        "select operation, facts from audit where object = $1 order by id", f"import:{found.id}"
    )
    assert [row["operation"] for row in rows] == ["import.uploaded", "import.done"]
    assert all(found.sha256 in row["facts"] and "名单.xlsx" in row["facts"] for row in rows)
    assert not await importing.db.fetchval("select count(*) from import_row where import_id = $1", found.id)
    with pytest.raises(asyncpg.RaiseError):
        await importing.db.execute("delete from import_change")


async def test_p7_given_up_nothing_stays_but_the_trail(importing: Importing) -> None:
    found = await importing.look("people", TABLE[:2])
    who = await importing.company.staff("administrator")
    await desk.drop(importing.db, who, found.id, importing.folder)
    assert not list(importing.folder.iterdir())
    assert not await importing.db.fetchval("select count(*) from import_row where import_id = $1", found.id)
    assert found.id not in [one.id for one in await desk.mine(importing.db, who)]
    with pytest.raises(Conflict):
        await desk.write(importing.db, who, found.id)
