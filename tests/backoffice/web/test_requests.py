"""The list of requests, messages of strangers among them (R9, C4, H11, P2)."""

import datetime as dt
import io

import asyncpg
import python_calamine

from tests.backoffice.web.conftest import Visit
from tests.backoffice.web.estate import UNKNOWN, Estate


async def _request(db: asyncpg.Connection, kind: str, house: int | None, details: str, **more: object) -> int:
    made: int = await db.fetchval(
        "insert into request (kind, house_id, channel, details, state, caller_number, registered_by, "
        "registered_at, due_at) values ($1, $2, 'telephone', $3, $4, $5, 'system:hotline', now(), $6) "
        "returning id",
        *(kind, house, details, more.get("state", "new"), UNKNOWN, more.get("due_at")),
    )
    return made


async def test_p2_requests_of_ones_communities_and_of_nobody(
    visit: Visit, estate: Estate, db: asyncpg.Connection
) -> None:
    chen = await visit("chen")
    assert "没有未完成的服务单" in await chen.page("/requests")
    await _request(db, "repair", estate.houses["1-2-201"], "水管漏水了")
    await _request(db, "repair", estate.houses["A-101"], "别处的事")
    message = await _request(db, "message", None, "请回电")
    recording = await estate.recording(await estate.call(UNKNOWN))
    await db.execute("update recording set request_id = $1, call_id = null where id = $2", message, recording)
    page = await chen.page("/requests")
    assert "水管漏水了" in page
    assert "请回电" in page
    assert "别处的事" not in page
    assert f"/recordings/{recording}" in page
    assert (await chen.get(f"/recordings/{recording}")).status == 200
    assert "水管漏水了" not in await chen.page("/requests?kind=message")


async def test_r9_open_ones_unless_asked_and_what_is_late(
    visit: Visit, estate: Estate, db: asyncpg.Connection
) -> None:
    house = estate.houses["1-2-201"]
    await _request(db, "repair", house, "早修好了", state="done")
    late = await db.fetchval("select now() - interval '1 day'")
    await _request(db, "repair", house, "还没有修", due_at=late)
    chen = await visit("chen")
    page = await chen.page("/requests")
    assert "早修好了" not in page
    assert "已过期限" in page
    assert "早修好了" in await chen.page("/requests?state=all")


async def test_p2_without_the_right_the_list_is_refused(
    visit: Visit, estate: Estate, db: asyncpg.Connection
) -> None:
    await db.execute("delete from post_function where function = 'request.view'")
    chen = await visit("chen")
    answer = await chen.get("/requests")
    assert answer.status == 403
    assert "没有“查看服务单”权限" in await answer.text()


async def test_p2_what_is_on_the_screen_goes_out_as_a_file(
    visit: Visit, estate: Estate, db: asyncpg.Connection
) -> None:
    """Seen in both communities, taken away from one; what looks like a formula is text."""
    functions = ["request.view", "list.export"]
    staff = await estate.person_of_staff("lin", "林林", "翠湖苑", functions, None)
    await db.execute(
        "insert into staff_post (staff_id, post_id, community_id) "
        "select $1, post_id, $2 from staff_post join post on post.id = post_id where post.name = 'chen'",
        *(staff, estate.communities["云顶公寓"]),
    )
    due = await db.fetchval("select '2026-11-24 23:30 +08'::timestamptz")
    await _request(db, "repair", estate.houses["1-2-201"], '=HYPERLINK("x")', due_at=due)
    await _request(db, "repair", estate.houses["A-101"], "别处的事")
    lin = await visit("lin")
    assert "别处的事" in await lin.page("/requests")
    answer = await lin.get("/requests?export=xlsx&columns=details,label,caller_number,due_at,state")
    book = python_calamine.load_workbook(io.BytesIO(await answer.read()))
    assert book.get_sheet_by_index(0).to_python() == [
        ["内容", "房屋", "号码", "期限", "状态"],
        ['=HYPERLINK("x")', "翠湖苑 1-2-201", "139****0000", dt.date(2026, 11, 24), "未派工"],
    ]
    answer = await lin.get("/requests?export=csv&columns=details,state")
    assert await answer.read() == '\ufeff内容,状态\r\n"\'=HYPERLINK(""x"")",未派工\r\n'.encode()
    trail = await db.fetch("select facts from audit where operation = 'list.exported'")
    assert len(trail) == 2
    assert (await (await visit("chen")).get("/requests?export=csv")).status == 403
