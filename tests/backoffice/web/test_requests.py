"""The list of requests, messages of strangers among them (R9, C4, H11, P2)."""

import asyncpg

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
