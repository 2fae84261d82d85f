"""The screen pop, registering on it, calls and recordings, with and without the right (H6, P2, R1, C2)."""

import asyncpg
import pytest

from tests.backoffice.web.conftest import Visit
from tests.backoffice.web.estate import ELSEWHERE, TWO_HOMES, UNKNOWN, Estate


async def test_h6_waiting_says_what_the_page_is_for(visit: Visit) -> None:
    page = await (await visit("chen")).page("/calls/desk")
    assert "等待来电" in page
    assert "分机 801 响铃时" in page


async def test_h6_the_pop_shows_who_house_dues_and_what_was_pressed(visit: Visit, estate: Estate) -> None:
    chen = await visit("chen")
    await estate.ring("chen", await estate.call(TWO_HOMES, "1-2-201", "pin"))
    page = await chen.page("/calls/desk")
    for part in ("正在响铃", "138 0000 0002", "李娜", "急性子", "太极拳", "密码已验证", "翠湖苑 1-2-201"):
        assert part in page
    for part in ("物业费", "1,180.00", "水费", "54.05", "1,234.05", "按 2", "进入“报修”"):
        assert part in page


async def test_h6_with_several_houses_one_is_chosen(visit: Visit, estate: Estate) -> None:
    chen = await visit("chen")
    ring = await estate.ring("chen", await estate.call(TWO_HOMES))
    page = await chen.page("/calls/desk")
    assert "这个号码登记了 2 套房屋，请先选择是哪一套的事。" in page
    assert "应缴费用" not in page
    # What each of them owes helps to guess which is meant.
    assert page.count("1,234.05") == 1
    assert "没有欠费" in page
    chosen = await chen.page(f"/calls/desk?ring={ring}&house={estate.houses['3-502']}")
    assert "没有欠费。" in chosen


async def test_h6_an_unknown_number_is_linked_to_a_house_for_this_call(
    visit: Visit, estate: Estate, db: asyncpg.Connection
) -> None:
    chen = await visit("chen")
    call = await estate.call(UNKNOWN)
    ring = await estate.ring("chen", call)
    assert "这个号码没有登记在您负责的小区。" in await chen.page("/calls/desk")
    assert "翠湖苑 3-502" in await chen.page(f"/calls/desk/{ring}/find?text=10010502")
    answer = await chen.post(f"/calls/desk/{ring}/house", house=str(estate.houses["3-502"]))
    assert answer.status == 303
    assert "翠湖苑 3-502" in await chen.page("/calls/desk")
    row = await db.fetchrow("select house_id, proof from call where id = $1", call)
    assert row is not None
    # The agent's choice is no proof of who calls.
    assert (row["house_id"], row["proof"]) == (estate.houses["3-502"], "")
    assert await db.fetchval("select count(*) from audit where operation = 'call.house_chosen'") == 1


async def test_h6_a_withheld_number_is_said_to_be_withheld(visit: Visit, estate: Estate) -> None:
    chen = await visit("chen")
    await estate.ring("chen", await estate.call(""))
    page = await chen.page("/calls/desk")
    assert "号码未显示" in page
    assert "对方没有显示号码。" in page


async def test_p2_a_caller_of_another_community_looks_unknown(visit: Visit, estate: Estate) -> None:
    chen = await visit("chen")
    ring = await estate.ring("chen", await estate.call(ELSEWHERE, "A-101", "pin"))
    page = await chen.page("/calls/desk")
    assert "这个号码没有登记在您负责的小区。" in page
    assert "赵敏" not in page
    assert "云顶公寓" not in page
    answer = await chen.get(f"/calls/desk?ring={ring}&house={estate.houses['A-101']}")
    assert answer.status == 404
    assert "没有这套房屋，或不在您负责的小区。" in await answer.text()
    assert "没有找到" in await chen.page(f"/calls/desk/{ring}/find?text=30010101")


async def test_p2_a_ring_at_a_colleagues_telephone_is_not_found(visit: Visit, estate: Estate) -> None:
    zhou = await visit("zhou")
    ring = await estate.ring("chen", await estate.call(TWO_HOMES, "1-2-201"))
    assert "等待来电" in await zhou.page("/calls/desk")
    for path in (f"/calls/desk?ring={ring}", f"/calls/desk/{ring}/log", f"/calls/desk/{ring}/find?text=1"):
        assert (await zhou.get(path)).status == 404
    form = {"house": str(estate.houses["1-2-201"]), "category": "repair:1"}
    assert (await zhou.post(f"/calls/desk/{ring}/requests", **form)).status == 404


@pytest.mark.parametrize(
    ("lacks", "hidden", "said"),
    [
        ("bill.view", "1,234.05", "没有“查看费用”权限"),
        ("person.temperament", "急性子", "李娜"),
        ("request.view", "这一户还没有报修", "没有“查看服务单”权限"),
        ("call.view", "最近 ", "没有“查看通话记录”权限"),
    ],
)
async def test_p2_a_missing_right_is_named_and_hides(
    visit: Visit, estate: Estate, db: asyncpg.Connection, lacks: str, hidden: str, said: str
) -> None:
    await db.execute("delete from post_function where function = $1", lacks)
    chen = await visit("chen")
    await estate.ring("chen", await estate.call(TWO_HOMES, "1-2-201", "pin"))
    page = await chen.page("/calls/desk")
    assert hidden not in page
    assert said in page


async def test_p2_without_the_right_to_take_calls_there_is_no_desk(visit: Visit, estate: Estate) -> None:
    await estate.person_of_staff("wu", "吴芳", "翠湖苑", ["house.view", "bill.view"], None)
    wu = await visit("wu")
    answer = await wu.get("/calls/desk")
    assert answer.status == 403
    assert "您的岗位没有“接听来电”权限；主管或管理员可以授予。" in await answer.text()
    assert "/calls/desk" not in await wu.page("/")


async def test_h6_a_call_a_colleague_took_is_gone_and_a_taken_one_stays(visit: Visit, estate: Estate) -> None:
    chen = await visit("chen")
    missed = await estate.ring("chen", await estate.call(UNKNOWN))
    await estate.ended("chen", missed, "no_answer")
    assert "等待来电" in await chen.page("/calls/desk")
    taken = await estate.ring("chen", await estate.call(TWO_HOMES, "1-2-201", "pin"))
    await estate.answered("chen", taken)
    assert "通话中" in await chen.page("/calls/desk")
    await estate.ended("chen", taken)
    page = await chen.page("/calls/desk")
    assert "通话已结束" in page
    assert "1,234.05" in page


@pytest.mark.parametrize(("kind", "name"), [("repair", "水管漏水"), ("complaint", "噪音")])
async def test_r1_c2_registering_on_the_call_answers_with_the_number(
    visit: Visit, estate: Estate, db: asyncpg.Connection, kind: str, name: str
) -> None:
    chen = await visit("chen")
    call = await estate.call(TWO_HOMES, "1-2-201", "pin")
    ring = await estate.ring("chen", call)
    category = await db.fetchval("select id from category where name = $1", name)
    form = {
        "house": str(estate.houses["1-2-201"]),
        "category": f"{kind}:{category}",
        "urgent": "yes",
        "details": "厨房水管<b>漏水</b>",
    }
    chen.headers["HX-Request"] = "true"
    answer = await chen.post(f"/calls/desk/{ring}/requests", **form)
    text = await answer.text()
    assert answer.status == 200
    row = await db.fetchrow("select * from request")
    assert row is not None
    assert str(row["number"]) in text
    assert "厨房水管&lt;b&gt;漏水" in text
    assert (row["kind"], row["channel"], row["call_id"], row["caller_number"], row["urgent"]) == (
        *(kind, "telephone", call, TWO_HOMES, True),
    )
    assert row["registered_by"] == f"staff:{estate.staff['chen']}"
    assert await db.fetchval("select count(*) from audit where operation = $1", f"{kind}.registered") == 1


@pytest.mark.parametrize(
    ("category", "status"), [("", 422), ("service:1", 422), ("repair:", 409), ("repair:x", 404)]
)
async def test_r1_what_cannot_be_is_said_beside_the_form(
    visit: Visit, estate: Estate, db: asyncpg.Connection, category: str, status: int
) -> None:
    chen = await visit("chen")
    ring = await estate.ring("chen", await estate.call(TWO_HOMES, "1-2-201"))
    chen.headers["HX-Request"] = "true"
    house = str(estate.houses["1-2-201"])
    answer = await chen.post(f"/calls/desk/{ring}/requests", house=house, category=category)
    assert answer.status == status
    assert answer.headers["HX-Retarget"] == "#said"
    assert 'role="alert"' in await answer.text()
    assert not await db.fetchval("select count(*) from request")


async def test_p2_registering_elsewhere_is_not_found(
    visit: Visit, estate: Estate, db: asyncpg.Connection
) -> None:
    chen = await visit("chen")
    ring = await estate.ring("chen", await estate.call(ELSEWHERE))
    answer = await chen.post(
        f"/calls/desk/{ring}/requests", house=str(estate.houses["A-101"]), category="repair:1"
    )
    assert answer.status == 404
    assert not await db.fetchval("select count(*) from request")


async def test_h6_earlier_requests_show_their_outcome_open_ones_first(
    visit: Visit, estate: Estate, db: asyncpg.Connection
) -> None:
    for state, details, satisfied in (("done", "旧的噪音", False), ("working", "水表在修", None)):
        await db.execute(
            "insert into request (kind, house_id, channel, details, state, satisfied, registered_by, "
            "registered_at) values ('complaint', $1, 'counter', $2, $3, $4, 'staff:1', "
            "now() - case when $3 = 'done' then interval '1 day' else interval '9 days' end)",
            *(estate.houses["1-2-201"], details, state, satisfied),
        )
    chen = await visit("chen")
    await estate.ring("chen", await estate.call(TWO_HOMES, "1-2-201"))
    page = await chen.page("/calls/desk")
    assert page.index("水表在修") < page.index("旧的噪音")
    assert "不满意" in page
    assert "未完成 1，共 2" in page


async def test_h9_a_recording_plays_whole_or_in_part_and_is_audited(
    visit: Visit, estate: Estate, db: asyncpg.Connection
) -> None:
    chen = await visit("chen")
    recording = await estate.recording(await estate.call(TWO_HOMES, "1-2-201"))
    whole = await chen.get(f"/recordings/{recording}")
    assert whole.status == 200
    assert whole.headers["Content-Type"] == "audio/wav"
    assert whole.headers["Cache-Control"] == "no-store"
    assert len(await whole.read()) == 32044
    part = await chen.get(f"/recordings/{recording}", Range="bytes=100-199")
    assert part.status == 206
    assert part.headers["Content-Range"] == "bytes 100-199/32044"
    assert len(await part.read()) == 100
    past = await chen.get(f"/recordings/{recording}", Range="bytes=99999-")
    assert past.status == 416
    rows = await db.fetch("select actor, object from audit where operation = 'recording.played'")
    assert {row["actor"] for row in rows} == {f"staff:{estate.staff['chen']}"}
    assert all(str(recording) in row["object"] for row in rows)


async def test_h9_recordings_need_the_right_in_the_houses_community(
    visit: Visit, estate: Estate, db: asyncpg.Connection
) -> None:
    recording = await estate.recording(await estate.call(TWO_HOMES, "1-2-201"))
    zhou = await visit("zhou")
    assert (await zhou.get(f"/recordings/{recording}")).status == 404
    await db.execute("delete from post_function where function = 'recording.play'")
    chen = await visit("chen")
    answer = await chen.get(f"/recordings/{recording}")
    assert answer.status == 403
    assert "没有“播放录音”权限" in await answer.text()


@pytest.mark.parametrize(
    ("state", "file", "said"),
    [
        ("kept", False, "这段录音的文件不在了"),
        ("missing", False, "这段录音的文件不在了"),
        ("discarded", True, "已按规定清除"),
    ],
)
async def test_h9_a_recording_that_is_gone_says_so(
    visit: Visit, estate: Estate, state: str, file: bool, said: str
) -> None:
    chen = await visit("chen")
    call = await estate.call(TWO_HOMES, "1-2-201")
    recording = await estate.recording(call, state=state, file=file)
    answer = await chen.get(f"/recordings/{recording}")
    assert answer.status == 404
    assert said in await answer.text()


@pytest.mark.parametrize("wish", ["1", "../../secrets/postgres", "%2e%2e%2fx", "x" * 300])
async def test_h9_a_recording_is_named_by_its_id_alone(visit: Visit, wish: str) -> None:
    chen = await visit("chen")
    assert (await chen.get(f"/recordings/{wish}")).status == 404


async def test_p8_the_list_and_a_calls_page(visit: Visit, estate: Estate) -> None:
    chen = await visit("chen")
    assert "还没有通话" in await chen.page("/calls")
    call = await estate.call(TWO_HOMES, "1-2-201", "pin")
    recording = await estate.recording(call)
    hidden = await estate.call(ELSEWHERE, "A-101", "pin")
    page = await chen.page("/calls")
    assert "翠湖苑 1-2-201" in page
    assert f"/recordings/{recording}" in page
    assert str(hidden) not in page
    page = await chen.page(f"/calls/{call}")
    assert "您好，欢迎致电物业服务热线。" in page
    assert "进入“报修”" in page
    assert (await chen.get(f"/calls/{hidden}")).status == 404
    assert (await chen.get("/calls/not-a-call")).status == 404


async def test_english_pages_have_english_words(visit: Visit, estate: Estate) -> None:
    chen = await visit("chen", language="en")
    # The person's own language counts more than the browser's; the switch counts more than both.
    assert "等待来电" in await chen.page("/calls/desk")
    assert (await chen.post("/language", language="en", next="/calls/desk")).status == 303
    await estate.ring("chen", await estate.call(TWO_HOMES, "1-2-201", "pin"))
    page = await chen.page("/calls/desk")
    for part in ("Ringing", "Property fee", "Green Lake 1-2-201", "House code", "Water leak", "Chen Chen"):
        assert part in page
    assert 'lang="en"' in page


async def test_p5_an_unforeseen_error_shows_an_id_and_no_trace(
    visit: Visit, owner: asyncpg.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    chen = await visit("chen")
    await owner.execute("alter table call rename to gone")
    answer = await chen.get("/calls")
    text = await answer.text()
    assert answer.status == 500
    assert "这里出了错" in text
    assert "Traceback" not in text
    assert "relation" not in text
    shown = text.split('class="code">')[-1].split("<")[0]
    assert shown in capsys.readouterr().out
