"""Communities, buildings, houses: kept, edited by one at a time, closed to others (S1, P2)."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import asyncpg
import pytest

from backoffice.audit import desk as audit
from backoffice.calls.identity import check_pin
from backoffice.errors import Conflict, Forbidden, Invalid, NotFound
from backoffice.estate import buildings, communities, desk, houses, listing, plan
from backoffice.estate.buildings import BuildingFacts
from backoffice.estate.communities import CommunityFacts
from backoffice.estate.houses import HouseFacts
from backoffice.paging import Slice
from sounds.catalogue import name_place
from tests.backoffice.conftest import Demo

Db = asyncpg.Connection
NEW = CommunityFacts("桂溪里", "Guixi Lane", "GX", "成都", "Asia/Shanghai", "028", "天府大道1号", "", None)


def _recorded(folder: Path, *names: tuple[str, str]) -> Path:
    """A folder where these names (language, text) were recorded, so that no voice is needed."""
    for language, text in names:
        file = (folder / language / name_place(text)).with_suffix(".alaw")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    return folder


async def test_s1_a_community_is_added_with_its_sound_and_seen_at_once(
    company: Demo, estate_db: Db, tmp_path: Path
) -> None:
    admin = await company.staff("administrator")
    sounds = _recorded(tmp_path, ("zh", "桂溪里"), ("en", "Guixi Lane"))
    made = await communities.add_community(estate_db, admin, sounds, NEW)
    assert (await communities.community_for(estate_db, admin, made, "house.view")).facts == NEW
    assert await estate_db.fetchval("select voice from speakable where text = '桂溪里'") == "recorded"
    assert "桂溪里" in [one.facts.name for one in await communities.communities(estate_db, admin)]
    with pytest.raises(Conflict) as refused:
        await communities.add_community(estate_db, admin, sounds, NEW)
    assert refused.value.facts["field"] == "name"


async def test_p2_communities_are_made_by_those_who_manage_them_and_seen_where_one_works(
    company: Demo, estate_db: Db, tmp_path: Path
) -> None:
    for login in ("supervisor", "agent"):
        with pytest.raises(Forbidden):
            await communities.add_community(estate_db, await company.staff(login), tmp_path, NEW)
    agent2 = await company.staff("agent2")
    assert [one.id for one in await communities.communities(estate_db, agent2)] == [1, 2]
    with pytest.raises(NotFound):
        await communities.community_for(estate_db, agent2, 3, "house.view")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "楼" * 31}, "name"),
        ({"name": "<script>alert(1)</script>"}, "name"),
        ({"name_en": "a\x00b"}, "name_en"),
        ({"city": " "}, "city"),
        ({"area_code": "28"}, "area_code"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
    ],
)
async def test_s1_a_community_that_cannot_be_is_refused_at_its_field(
    company: Demo, estate_db: Db, tmp_path: Path, change: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await communities.add_community(
            estate_db,
            await company.staff("administrator"),
            tmp_path,
            replace(NEW, **change),  # type: ignore[arg-type]
        )
    assert refused.value.facts["field"] == field
    assert await estate_db.fetchval("select count(*) from community") == 3


async def test_s1_the_second_of_two_editors_is_told(company: Demo, estate_db: Db, tmp_path: Path) -> None:
    admin, supervisor = await company.staff("administrator"), await company.staff("supervisor")
    seen = await communities.community_for(estate_db, admin, 1, "house.view")
    sounds = _recorded(tmp_path, ("zh", "翠湖苑"), ("en", seen.facts.name_en))
    await communities.edit_community(
        estate_db, admin, sounds, 1, seen.version, replace(seen.facts, address="湖滨路8号")
    )
    with pytest.raises(Conflict) as refused:
        await communities.edit_community(
            estate_db, admin, sounds, 1, seen.version, replace(seen.facts, address="湖滨路9号")
        )
    assert refused.value.key == "edit.changed_meanwhile"
    (entry,) = await audit.search(estate_db, admin, operation="community.edited")
    assert (entry.facts["before"], entry.facts["after"]) == ({"address": ""}, {"address": "湖滨路8号"})

    home = await houses.details(estate_db, supervisor, await company.house())
    await houses.edit_house(
        estate_db, supervisor, home.house.id, home.version, replace(home.facts, area=Decimal(99))
    )
    with pytest.raises(Conflict):
        await houses.edit_house(estate_db, supervisor, home.house.id, home.version, home.facts)

    building = await buildings.building_for(estate_db, supervisor, home.facts.building, "house.edit")
    facts = replace(building.facts, builder="四建")
    await buildings.edit_building(estate_db, supervisor, tmp_path, building.id, building.version, facts)
    with pytest.raises(Conflict):
        await buildings.edit_building(estate_db, supervisor, tmp_path, building.id, building.version, facts)


async def test_s1_a_building_in_a_phase_with_units_and_a_house(
    company: Demo, estate_db: Db, tmp_path: Path
) -> None:
    supervisor = await company.staff("supervisor")
    phase = await communities.add_phase(estate_db, supervisor, 1, "三期")
    elsewhere = await communities.add_phase(estate_db, supervisor, 2, "二期")
    building = await buildings.add_building(
        estate_db, supervisor, tmp_path, 1, BuildingFacts("9", phase=phase, floors=6)
    )
    with pytest.raises(Invalid):
        await buildings.add_building(estate_db, supervisor, tmp_path, 1, BuildingFacts("10", phase=elsewhere))
    unit = await buildings.add_unit(estate_db, supervisor, building, "1")
    facts = HouseFacts(building, "house", "9栋1单元201室", unit=unit, floor=2, area=Decimal("88.8"))
    house = await houses.add_house(estate_db, supervisor, facts)
    page = await houses.details(estate_db, supervisor, house)
    assert (page.house.label, page.unit_name, page.facts.area) == ("9-1-201", "1", Decimal("88.80"))
    with pytest.raises(Conflict):
        await houses.add_house(estate_db, supervisor, facts)
    (floor,) = (await plan.plan_of(estate_db, supervisor, building)).floors
    assert (floor.number, floor.units[0][0].label, floor.units[0][0].lived_in) == (2, "9-1-201", False)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"floor": 0}, "floor"),
        ({"floor": 201}, "floor"),
        ({"area": Decimal(-1)}, "area"),
        ({"area": Decimal("NaN")}, "area"),
        ({"inner_area": Decimal(500)}, "inner_area"),
        ({"label": "<b>"}, "label"),
        ({"label": "三生三世"}, "label"),
        ({"kind": "castle"}, "kind"),
        ({"note": "x" * 2001}, "note"),
        ({"building": 5}, "building"),
        ({"unit": 999_999}, ""),
    ],
)
async def test_s1_a_house_that_cannot_be_is_refused_at_its_field(
    company: Demo, estate_db: Db, change: dict[str, object], field: str
) -> None:
    supervisor = await company.staff("supervisor")
    page = await houses.details(estate_db, supervisor, await company.house())
    with pytest.raises((Invalid, Conflict)) as refused:
        await houses.edit_house(
            estate_db,
            supervisor,
            page.house.id,
            page.version,
            replace(page.facts, **change),  # type: ignore[arg-type]
        )
    assert refused.value.facts.get("field", "") == field


async def test_h2_a_new_pin_opens_and_the_old_one_no_longer(company: Demo, estate_db: Db) -> None:
    supervisor, home = await company.staff("supervisor"), await company.house()
    pin = await houses.new_pin(estate_db, supervisor, home)
    assert len(pin) == 4
    assert (await check_pin(estate_db, home, "", pin)).ok
    admin = await company.staff("administrator")
    (entry,) = await audit.search(estate_db, admin, operation="house.pin_reset")
    assert pin not in str(entry.facts)
    with pytest.raises(Forbidden):
        await houses.new_pin(estate_db, await company.staff("agent"), home)


async def test_p2_lists_hold_ones_own_communities(company: Demo, estate_db: Db) -> None:
    everything, agent2 = await company.staff("agent"), await company.staff("agent2")
    part = Slice("label", most=500)
    all_of_them = await listing.houses(estate_db, everything, part)
    theirs = await listing.houses(estate_db, agent2, part)
    assert {one.community for one in theirs.rows} == {"翠湖苑", "锦江花园"}
    assert theirs.count < all_of_them.count == len(all_of_them.rows)
    assert [one.label for one in (await listing.houses(estate_db, agent2, part, text="1-1-101")).rows] == [
        "1-1-101",
        "1-1-101",
    ]
    (zhang,) = (await listing.people(estate_db, agent2, part, text="zhangwei")).rows
    assert (zhang.name, zhang.places, zhang.numbers) == ("张伟", ("翠湖苑 1-1-101",), ("138****0001",))
    last = (await listing.houses(estate_db, everything, Slice("area", True, 1))).rows[0]
    assert last.area == max(one.area for one in all_of_them.rows)
    worker_elsewhere = await listing.people(estate_db, await company.staff("storekeeper"), part)
    assert worker_elsewhere.rows == []


async def test_s1_a_plan_shows_only_what_the_reader_may_know(company: Demo, estate_db: Db) -> None:
    building = (
        await desk.house_for(estate_db, await company.staff("agent"), await company.house(), "house.view")
    ).building_id
    shown = {
        one.label: one
        for one in (await plan.plan_of(estate_db, await company.staff("agent"), building)).cells
    }
    assert (shown["1-1-101"].lived_in, shown["1-1-101"].owing, shown["1-1-101"].open) == (True, True, True)
    worker = (await plan.plan_of(estate_db, await company.staff("worker"), building)).cells
    assert {one.owing for one in worker} == {None}
    cashier = (await plan.plan_of(estate_db, await company.staff("cashier"), building)).cells
    assert {one.open for one in cashier} == {None}
