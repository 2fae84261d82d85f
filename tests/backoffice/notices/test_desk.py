"""Notices: read out while in force, written with their sound (H3, H10)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from backoffice.company.actor import System
from backoffice.errors import Forbidden, Invalid, NotFound
from backoffice.notices.desk import in_force
from backoffice.notices.model import NewNotice
from backoffice.notices.publishing import publish
from sounds.catalogue import name_place
from tests.backoffice.conftest import Demo

NOW = datetime.now(UTC)


def notice(**more: object) -> NewNotice:
    """A notice for all of 翠湖苑, from now on for a day."""
    usual: dict[str, object] = {
        "community": 1,
        "building": None,
        "body": "水箱清洗。",
        "body_en": "Tank cleaning.",
        "urgent": False,
        "from_at": NOW - timedelta(minutes=1),
        "until_at": NOW + timedelta(days=1),
    }
    return NewNotice(**(usual | more))  # type: ignore[arg-type]


def nothing_in(folder: Path) -> bool:
    """No sound was made."""
    return not list(folder.iterdir())


async def told(company: Demo, place: str) -> list[str]:
    """What somebody there hears."""
    who = await company.owner(place, proved=False)
    return [one.body[:6] for one in await in_force(company.db, who, await company.house(place))]


async def test_h3_a_building_hears_its_own_notices_urgent_ones_first(company: Demo) -> None:
    assert await told(company, "翠湖苑/1-1-101") == ["因检修水管，", "本周三下午两"]
    assert await told(company, "翠湖苑/2-1-302") == ["本周三下午两"]
    assert await told(company, "云顶公寓/A-1102") == ["本周五上午电"]
    await company.move_clock("93 days")
    assert await told(company, "翠湖苑/1-1-101") == []


async def test_p2_notices_of_elsewhere_are_not_told(company: Demo, estate_db: asyncpg.Connection) -> None:
    elsewhere = await company.house("云顶公寓/A-1102")
    with pytest.raises(NotFound):
        await in_force(estate_db, await company.owner(), elsewhere)
    with pytest.raises(NotFound):
        await in_force(estate_db, await company.staff("agent2"), elsewhere)
    with pytest.raises(Forbidden):
        await in_force(estate_db, await company.staff("cashier"), await company.house())


async def test_h3_a_notice_is_kept_with_its_sound(
    company: Demo, estate_db: asyncpg.Connection, tmp_path: Path
) -> None:
    supervisor = await company.staff("supervisor")
    made = await publish(estate_db, supervisor, tmp_path, notice(urgent=True))
    assert (await told(company, "翠湖苑/2-1-302"))[0] == "水箱清洗。"
    for language, text in (("zh", "水箱清洗。"), ("en", "Tank cleaning.")):
        assert (tmp_path / language / f"{name_place(text)}.alaw").stat().st_size > 1000
    audited = await estate_db.fetchval("select object from audit where operation = 'notice.published'")
    assert audited == f"notice:{made}"


async def test_p2_who_may_not_publish_makes_neither_row_nor_sound(
    company: Demo, estate_db: asyncpg.Connection, tmp_path: Path
) -> None:
    elsewhere = await estate_db.fetchval("select id from building where community_id = 2 limit 1")
    supervisor = await company.staff("supervisor")
    before = await estate_db.fetchval("select count(*) from notice")
    for who, wanted, refusal in (
        (await company.staff("agent"), notice(), Forbidden),
        (await company.staff("agent2"), notice(community=3), NotFound),
        (supervisor, notice(body=" "), Invalid),
        (supervisor, notice(body="长" * 301), Invalid),
        (supervisor, notice(until_at=NOW - timedelta(days=1)), Invalid),
        (supervisor, notice(building=elsewhere), Invalid),
    ):
        with pytest.raises(refusal):
            await publish(estate_db, who, tmp_path, wanted)
    assert await estate_db.fetchval("select count(*) from notice") == before
    assert nothing_in(tmp_path)


async def test_h3_one_building_only(company: Demo, estate_db: asyncpg.Connection, tmp_path: Path) -> None:
    building = await estate_db.fetchval("select id from building where community_id = 1 and name = '2'")
    await publish(estate_db, System("test"), tmp_path, notice(building=building, body_en=""))
    assert "水箱清洗。" in await told(company, "翠湖苑/2-1-302")
    assert "水箱清洗。" not in await told(company, "翠湖苑/1-1-101")
