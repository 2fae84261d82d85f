"""The page 设置 → 备份: rules, one now, purging with the number first (P6)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from tests.backoffice.web.conftest import Visit
from tests.backoffice.web.estate import Estate

HERE = "/settings/backup"
RULES = {"version": "1", "hour": "5", "days": "3", "weeks": "2", "months": "1", "folder": "", "recipient": ""}


@pytest.fixture
async def chief(estate: Estate) -> str:
    """The login of somebody who may."""
    staff = await estate.person_of_staff("chief", "何", "翠湖苑", ["backup.manage"], None)
    await estate.db.execute("update staff_post set community_id = null where staff_id = $1", staff)
    return "chief"


async def backed_up(owner: asyncpg.Connection, file: Path, trouble: str = "") -> None:
    file.touch()  # noqa: ASYNC240
    await owner.execute(
        "insert into backup (folder, file, taken_at, bytes, rows, files, verified_at, trouble, facts) "
        "values ($1, $2, now(), 1234567, 4321, 3, case when $3 = '' then now() end, $3, "
        '\'{"what": "house"}\')',
        *(str(file.parent), file.name, trouble),
    )


async def test_p6_an_empty_page_says_what_it_is_for(visit: Visit, chief: str) -> None:
    page = await (await visit(chief)).page(HERE)
    assert "还没有备份" in page
    assert "立即备份" in page


async def test_p6_the_list_says_verified_or_why_not(
    visit: Visit, chief: str, owner: asyncpg.Connection, tmp_path: Path
) -> None:
    await backed_up(owner, tmp_path / "good.tar")
    await backed_up(owner, tmp_path / "bad.tar", "backup.differs")
    await backed_up(owner, tmp_path / "lost.tar")
    (tmp_path / "lost.tar").unlink()
    await owner.execute(
        "insert into backup (folder, taken_at, trouble, facts) "
        "values ('/x', now(), 'backup.disk_full', '{\"folder\": \"/x\", \"free\": 1}')"
    )
    page = await (await visit(chief)).page(HERE)
    for words in (
        "已核对",
        "未核对",
        "恢复后 house 等",
        "文件不在",
        "没有备份成",
        "/x 所在磁盘",
        "1.2 MB",
        "4,321",
    ):
        assert words in page, words


async def test_p6_rules_are_saved_and_wrong_ones_said_beside_their_field(visit: Visit, chief: str) -> None:
    visitor = await visit(chief)
    assert (await visitor.post(HERE, **RULES, weekdays="3")).status == 303
    page = await visitor.page(HERE)
    assert 'name="hour" type="number" value="5"' in page
    assert 'value="3" checked' in page
    assert 'value="4" checked' not in page
    assert (await visitor.post(HERE, **RULES)).status == 409
    for wrong in (
        {"hour": "24"},
        {"days": "0"},
        {"folder": "here"},
        {"recipient": "age1"},
        {"weekdays": "8"},
    ):
        answer = await visitor.post(HERE, **(RULES | {"version": "2"} | wrong))
        text = await answer.text()
        assert answer.status == 422
        assert 'class="error"' in text, wrong


async def test_p6_back_up_now_shows_its_progress(visit: Visit, chief: str, db: asyncpg.Connection) -> None:
    visitor = await visit(chief)
    assert (await visitor.post(f"{HERE}/now")).status == 303
    page = await visitor.page(HERE)
    assert "等待开始" in page
    assert "立即备份" not in page
    assert (await visitor.post(f"{HERE}/now")).status == 409
    await db.execute("update job set state = 'running', step = 'backup.packing', done = 40, total = 100")
    part = await visitor.page(f"{HERE}/job")
    assert "装入录音等文件" in part
    assert "40 / 100" in part
    await db.execute("update job set state = 'done'")
    assert (await visitor.get(f"{HERE}/job")).headers["HX-Refresh"] == "true"


async def test_p6_purging_says_how_much_then_does_it(
    visit: Visit, chief: str, owner: asyncpg.Connection, estate: Estate, tmp_path: Path
) -> None:
    visitor = await visit(chief)
    asked = {"what": "recordings", "before": f"{datetime.now(UTC) - timedelta(days=30):%Y-%m-%d}"}
    query = f"{HERE}/purge?what={asked['what']}&before={asked['before']}"
    assert (await visitor.get(query)).status == 409  # no verified backup
    await backed_up(owner, tmp_path / "good.tar")
    old = uuid4()
    await owner.execute(
        "insert into recording (id, kind, recorded_at) values ($1, 'agent', now() - interval '60 days')", old
    )
    (estate.recordings / f"{old}.wav").touch()
    assert "共 1 条" in await visitor.page(query)
    without = await visitor.post(f"{HERE}/purge", **asked, reason="")
    assert without.status == 422
    assert (estate.recordings / f"{old}.wav").exists()
    done = await visitor.post(f"{HERE}/purge", **asked, reason="超过保存年限")
    assert "已清除" in await done.text()
    assert not (estate.recordings / f"{old}.wav").exists()
    assert "归档" in await visitor.page(HERE)
    assert (await visitor.get(f"{HERE}/purge?what=x&before=y")).status == 303
    late = await visitor.get(
        f"{HERE}/purge?what=audit&before={datetime.now(UTC) + timedelta(days=2):%Y-%m-%d}"
    )
    assert late.status == 422


async def test_p6_others_get_nothing(visit: Visit) -> None:
    assert (await (await visit("chen")).get(HERE)).status == 403
