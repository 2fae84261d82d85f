"""Switch commands: asked by right, claimed once, never carried out late (H6, H7)."""

import asyncio

import asyncpg
import pytest

from backoffice.calls import switch
from backoffice.calls.model import SwitchCommand
from backoffice.company.actor import System
from backoffice.errors import Forbidden, Invalid, NotFound
from tests.backoffice.conftest import Demo


async def test_h6_a_command_goes_to_one_of_many_who_claim(company: Demo, demo: str) -> None:
    for _ in range(20):
        await switch.ask(company.db, System("test"), "reload_queues", {})
    async with asyncpg.create_pool(demo, min_size=8, max_size=8) as pool:

        async def work() -> list[SwitchCommand]:
            taken = []
            async with pool.acquire() as db:
                while command := await switch.claim(db):
                    taken.append(command)
            return taken

        taken = [one for each in await asyncio.gather(*(work() for _ in range(8))) for one in each]
    assert len(taken) == len({one.id for one in taken}) == 20


async def test_h7_asking_wakes_the_engine_and_the_answer_comes_back(company: Demo, demo: str) -> None:
    told: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
    listening = await asyncpg.connect(demo)
    try:
        for channel in (switch.ASKED, switch.ANSWERED):
            await listening.add_listener(channel, lambda *one: told.put_nowait((str(one[2]), str(one[3]))))
        home = await company.house()
        who = await company.staff("supervisor")
        command = await switch.ask(company.db, who, "remind", {"house": home})
        assert await asyncio.wait_for(told.get(), 5) == ("switch_command", str(command))
        assert await switch.outcome(company.db, command) is None
        claimed = await switch.claim(company.db)
        assert claimed and (claimed.id, claimed.facts, claimed.asked_by) == (
            command,
            {"house": home},
            str(who),
        )
        await switch.answer(company.db, command, {"attempt": "x"})
        await switch.answer(company.db, command, {"attempt": "too late"})
        assert await asyncio.wait_for(told.get(), 5) == ("switch_answer", str(command))
        assert await switch.outcome(company.db, command) == {"attempt": "x"}
    finally:
        await listening.close()


async def test_h7_a_command_that_waited_too_long_is_never_carried_out(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    late = await switch.ask(estate_db, System("test"), "reload_agents", {})
    await estate_db.execute("update switch_command set expires_at = now() where id = $1", late)
    fresh = await switch.ask(estate_db, System("test"), "reload_agents", {})
    claimed = await switch.claim(estate_db)
    assert claimed and claimed.id == fresh
    assert await switch.claim(estate_db) is None
    assert await switch.outcome(estate_db, late) == {"expired": True}
    assert await switch.outcome(estate_db, 999_999) is None


async def test_p2_each_verb_needs_its_right(company: Demo, estate_db: asyncpg.Connection) -> None:
    here, elsewhere = await company.house(), await company.house("云顶公寓/A-1102")
    agent2, cashier = await company.staff("agent2"), await company.staff("cashier")
    assert await switch.ask(estate_db, agent2, "remind", {"house": here})
    assert await switch.ask(estate_db, await company.staff("supervisor"), "reload_queues", {})
    for who, verb, facts, refusal in (
        (agent2, "remind", {"house": elsewhere}, NotFound),
        (cashier, "remind", {"house": here}, Forbidden),
        (cashier, "join", {"number": "13800000001", "extension": "801"}, Forbidden),
        (agent2, "reload_queues", {}, Forbidden),
        (await company.owner(), "remind", {"house": here}, Forbidden),
        (System("test"), "format_disk", {}, Invalid),
    ):
        with pytest.raises(refusal):
            await switch.ask(estate_db, who, verb, facts)
    assert await estate_db.fetchval("select count(*) from switch_command") == 2
    assert await estate_db.fetchval("select count(*) from audit where operation like 'switch.%'") == 2
