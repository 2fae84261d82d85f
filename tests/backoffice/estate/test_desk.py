"""Houses, for those who may see them (P2, H2, S1)."""

import asyncpg
import pytest

from backoffice.company.actor import Owner, System
from backoffice.errors import Forbidden, NotFound
from backoffice.estate import desk
from tests.backoffice.conftest import Demo


async def test_p2_a_house_elsewhere_and_none_at_all_answer_alike(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    agent2 = await company.staff("agent2")  # 成都 only
    home, elsewhere = await company.house(), await company.house("云顶公寓/A-1102")
    assert (await desk.house_for(estate_db, agent2, home, "house.view")).label == "1-1-101"
    for house in (elsewhere, 999_999):
        with pytest.raises(NotFound) as refused:
            await desk.house_for(estate_db, agent2, house, "house.view")
        assert refused.value.key == "house.not_found"
    assert (
        await desk.house_for(estate_db, await company.staff("agent"), elsewhere, "house.view")
    ).id == elsewhere


async def test_p2_in_an_own_community_the_function_is_named(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    cashier, home = await company.staff("cashier"), await company.house()
    assert await desk.house_for(estate_db, cashier, home, "bill.view")
    with pytest.raises(Forbidden) as refused:
        await desk.house_for(estate_db, cashier, home, "repair.register")
    assert refused.value.facts["function"] == "repair.register"


async def test_p2_a_right_holds_where_it_was_given(company: Demo, estate_db: asyncpg.Connection) -> None:
    """Two posts of one person in two communities do not mix."""
    staff = await estate_db.fetchval("select id from staff where login = 'cashier'")
    await estate_db.execute("insert into staff_post values ($1, 1, 2)", staff)
    who, here, there = (
        await company.staff("cashier"),
        await company.house(),
        await company.house("锦江花园/1-1-502"),
    )
    assert await desk.house_for(estate_db, who, there, "repair.register")
    with pytest.raises(Forbidden):
        await desk.house_for(estate_db, who, here, "repair.register")


async def test_h2_an_owner_reaches_the_own_houses_only(company: Demo, estate_db: asyncpg.Connection) -> None:
    owner, other = await company.owner(), await company.house("翠湖苑/1-2-201")
    assert await desk.house_for(estate_db, owner, await company.house(), "repair.register")
    with pytest.raises(NotFound):
        await desk.house_for(estate_db, owner, other, "house.view")
    with pytest.raises(Forbidden):
        await desk.house_for(estate_db, owner, await company.house(), "recording.play")


async def test_h2_what_a_caller_id_opens_is_a_setting(company: Demo, estate_db: asyncpg.Connection) -> None:
    caller, home = await company.owner(proved=False), await company.house()
    assert await desk.house_for(estate_db, caller, home, "request.view")
    with pytest.raises(Forbidden) as refused:
        await desk.house_for(estate_db, caller, home, "bill.view")
    assert refused.value.key == "billing.pin_needed"
    await company.setting("caller_id_opens", '["bill.view"]')
    assert await desk.house_for(estate_db, caller, home, "bill.view")
    with pytest.raises(Forbidden) as refused:
        await desk.house_for(estate_db, caller, home, "request.view")
    assert refused.value.key == "house.pin_needed"


async def test_h2_the_demo_callers_are_known_by_their_numbers(estate_db: asyncpg.Connection) -> None:
    async def houses(number: str) -> list[tuple[str, list[str]]]:
        return [
            (one.person.name, [house.label for house in one.houses])
            for one in await desk.known_callers(estate_db, number)
        ]

    assert await houses("13800000001") == [("张伟", ["1-1-101"])]
    assert await houses("13800000002") == [("李娜", ["1-2-201", "3-1-502", "2-1-301"])]
    assert await houses("13800000003") == [("王芳", ["2-1-302"]), ("王强", ["2-1-302"])]
    assert await houses("13900000000") == []
    assert await houses("") == []


async def test_h2_who_moved_out_is_not_known_any_more(estate_db: asyncpg.Connection) -> None:
    await estate_db.execute("update occupancy set until = '2026-01-01' where person_id = 1")
    assert await desk.known_callers(estate_db, "13800000001") == []


async def test_h2_codes_and_places_for_the_system(estate_db: asyncpg.Connection) -> None:
    found = await desk.house_by_code(estate_db, "10010101")
    assert found and (found.community_en, found.has_pin) == ("Cuihu Garden", True)
    assert await desk.house_by_code(estate_db, "99999999") is None
    assert await desk.house_by_place(estate_db, "翠湖苑", "1栋1单元101") == found
    assert await desk.house_by_place(estate_db, "翠湖苑", "9-9-909") is None
    assert await desk.house_for(estate_db, System("dialler"), found.id, "outreach.call") == found
    nobody = Owner(None, frozenset())
    with pytest.raises(NotFound):
        await desk.house_for(estate_db, nobody, found.id, "house.view")
