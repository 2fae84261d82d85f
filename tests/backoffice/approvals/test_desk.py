"""Asked by one, decided by another, done in that moment or not at all (P10)."""

import asyncio

import asyncpg
import pytest

from backoffice.approvals import desk
from backoffice.approvals.model import Approval
from backoffice.company.actor import Staff
from backoffice.company.desk import staff_actor
from backoffice.errors import Conflict, Forbidden, Invalid, NotFound
from tests.backoffice.conftest import Demo

WHY = "登记了两次"


class Asked:
    """Two people of 翠湖苑, and a house there that nobody needs; who asks, who decides."""

    def __init__(self, company: Demo) -> None:
        self.db, self.company = company.db, company

    async def make(self) -> None:
        db = self.db
        self.asker = await self.company.staff("supervisor")
        self.decider = await self.company.staff("leader")
        self.other = await self.company.staff("administrator")
        home = await self.company.house("翠湖苑/1-1-101")
        self.keep, self.drop = [
            await db.fetchval(
                "with made as (insert into person (name) values ($1) returning id) insert into occupancy "
                "(house_id, person_id, role, since) select $2, id, 'family', '2024-01-01' from made "
                "returning person_id",
                name,
                home,
            )
            for name in ("陈一", "陈一重")
        ]
        building = await db.fetchval("select building_id from house where id = $1", home)
        self.house = await db.fetchval(
            "insert into house (code, building_id, label) values ('10019999', $1, '1-9-999') returning id",
            building,
        )

    async def merging(self, who: Staff | None = None) -> int:
        subject = {"keep": self.keep, "drop": self.drop}
        return await desk.ask(self.db, who or self.asker, "person.merge", subject, WHY)

    async def removing(self, what: str = "house", id: int = 0) -> int:  # noqa: A002
        subject = {"what": what, "id": id or self.house}
        return await desk.ask(self.db, self.other, "estate.remove", subject, WHY)

    async def states(self) -> list[str]:
        return [row["state"] for row in await self.db.fetch("select state from approval order by id")]

    async def operations(self) -> list[str]:
        rows = await self.db.fetch("select operation from audit where object like 'approval:%' order by id")
        return [row["operation"] for row in rows]


@pytest.fixture
async def asked(company: Demo) -> Asked:
    made = Asked(company)
    await made.make()
    return made


async def test_p10_what_is_approved_is_done_in_that_moment(asked: Asked) -> None:
    approval = await asked.merging()
    assert await asked.db.fetchval("select merged_into from person where id = $1", asked.drop) is None
    (waiting,) = await desk.listed(asked.db, asked.decider, "waiting")
    assert (waiting.id, waiting.reason, waiting.told.facts["drops"]) == (approval, WHY, "陈一重")
    assert waiting.told.facts["keeps_houses"] == ["翠湖苑 1-1-101"]
    done = await desk.approve(asked.db, asked.decider, approval)
    assert (done.state, done.decided_by) == ("done", "郑华")
    assert await asked.db.fetchval("select merged_into from person where id = $1", asked.drop) == asked.keep
    assert await asked.operations() == ["approval.asked", "approval.done"]
    assert await desk.listed(asked.db, asked.decider, "waiting") == []


async def test_p10_a_house_is_removed_once_it_is_approved(asked: Asked) -> None:
    approval = await asked.removing()
    assert (await desk.approve(asked.db, asked.decider, approval)).state == "done"
    assert await asked.db.fetchval("select closed_at from house where id = $1", asked.house) is not None
    with pytest.raises(NotFound):
        await asked.removing()


async def test_p10_nobody_decides_what_he_asked_himself(asked: Asked) -> None:
    approval = await asked.removing()
    for decide in (
        desk.approve(asked.db, asked.other, approval),
        desk.refuse(asked.db, asked.other, approval, WHY),
    ):
        with pytest.raises(Forbidden):
            await decide
    assert await asked.states() == ["waiting"]
    assert [one.mine for one in await desk.listed(asked.db, asked.other, "mine")] == [True]
    assert await desk.listed(asked.db, asked.other, "waiting") == []


async def test_p10_refusing_needs_a_reason_and_changes_nothing(asked: Asked) -> None:
    approval = await asked.merging()
    with pytest.raises(Invalid):
        await desk.refuse(asked.db, asked.decider, approval, " ")
    refused = await desk.refuse(asked.db, asked.decider, approval, "是两个人")
    assert (refused.state, refused.answer) == ("refused", "是两个人")
    with pytest.raises(Conflict):
        await desk.approve(asked.db, asked.decider, approval)
    assert await asked.db.fetchval("select merged_into from person where id = $1", asked.drop) is None
    assert await asked.operations() == ["approval.asked", "approval.refused"]


async def test_p10_only_the_asker_withdraws(asked: Asked) -> None:
    approval = await asked.merging()
    with pytest.raises(NotFound):
        await desk.withdraw(asked.db, asked.decider, approval)
    assert (await desk.withdraw(asked.db, asked.asker, approval)).state == "withdrawn"
    with pytest.raises(Conflict):
        await desk.approve(asked.db, asked.decider, approval)
    await asked.merging()


async def test_p10_the_same_is_asked_once_at_a_time_and_with_a_reason(asked: Asked) -> None:
    await asked.merging()
    with pytest.raises(Conflict):
        await asked.merging(asked.other)
    with pytest.raises(Invalid):
        await desk.ask(asked.db, asked.asker, "person.merge", {"keep": asked.drop, "drop": asked.keep}, "x")


@pytest.mark.parametrize(
    "change",
    [
        "update person set version = version + 1 where id = $1",
        "update person set merged_into = (select min(id) from person), closed_at = now() where id = $1",
        "update occupancy set until = '2026-01-01' where person_id = $1",
    ],
)
async def test_p10_what_changed_since_is_not_done_and_says_so(asked: Asked, change: str) -> None:
    approval = await asked.merging()
    await asked.db.execute(change, asked.drop)
    before = await asked.db.fetchrow("select * from person where id = $1", asked.drop)
    failed = await desk.approve(asked.db, asked.decider, approval)
    assert (failed.state, failed.outcome["refused"]) == ("failed", "approval.subject_changed")
    assert await asked.db.fetchrow("select * from person where id = $1", asked.drop) == before
    assert (await asked.operations())[-1] == "approval.failed"


async def test_p10_what_can_no_longer_be_done_says_why_and_leaves_nothing_half_done(asked: Asked) -> None:
    lived_in = await asked.company.house("翠湖苑/1-1-101")
    approval = await asked.removing("house", lived_in)
    failed = await desk.approve(asked.db, asked.decider, approval)
    assert (failed.state, failed.outcome["refused"]) == ("failed", "estate.in_use")
    assert await asked.db.fetchval("select closed_at from house where id = $1", lived_in) is None


async def test_p10_of_two_deciders_at_once_one_wins_and_the_other_is_told(asked: Asked, demo: str) -> None:
    approval = await asked.merging()

    async def decide(who: Staff, *, yes: bool) -> Approval:
        db = await asyncpg.connect(demo)
        try:
            if yes:
                return await desk.approve(db, who, approval)
            return await desk.refuse(db, who, approval, "不是一个人")
        finally:
            await db.close()

    results = await asyncio.gather(
        decide(asked.decider, yes=True), decide(asked.other, yes=False), return_exceptions=True
    )
    (told,) = [one for one in results if isinstance(one, Conflict)]
    (decided,) = [one for one in results if isinstance(one, Approval)]
    assert told.facts["by"] == decided.decided_by
    merged = await asked.db.fetchval("select merged_into from person where id = $1", asked.drop)
    assert (merged == asked.keep) == (decided.state == "done")


async def test_p10_rights_count_in_every_community_that_is_touched(asked: Asked) -> None:
    db = asked.db
    elsewhere = await asked.company.house("云顶公寓/A-101")
    await db.execute(
        "insert into occupancy (house_id, person_id, since) values ($1, $2, '2024-01-01')",
        elsewhere,
        asked.drop,
    )
    approval = await asked.merging()
    await db.execute(
        "update staff_post set community_id = 1 where staff_id = any($1)",
        [
            asked.decider.id,
            asked.asker.id,
        ],
    )
    narrow = await staff_actor(db, asked.decider.id, "")
    assert await desk.listed(db, narrow, "waiting") == []
    with pytest.raises(NotFound):
        await desk.approve(db, narrow, approval)
    await desk.withdraw(db, asked.asker, approval)
    with pytest.raises(Forbidden):
        await asked.merging(await staff_actor(db, asked.asker.id, ""))
    # Of nobody's house: for those who hold it everywhere.
    await db.execute("delete from occupancy where person_id = any($1)", [asked.keep, asked.drop])
    with pytest.raises(NotFound):
        await asked.merging(await staff_actor(db, asked.asker.id, ""))
    await asked.merging(asked.other)


@pytest.mark.parametrize("login", ["agent", "cashier", "quality"])
async def test_p10_others_neither_ask_nor_see_nor_decide(asked: Asked, login: str) -> None:
    approval = await asked.merging()
    who = await asked.company.staff(login)
    with pytest.raises(Forbidden):
        await asked.merging(who)
    for act in (desk.approval_for, desk.approve, desk.withdraw):
        with pytest.raises(NotFound):
            await act(asked.db, who, approval)
    for which in ("waiting", "mine", "decided"):
        assert await desk.listed(asked.db, who, which) == []


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("person.promote", {"id": 1}),
        ("person.merge", {"keep": 1}),
        ("person.merge", {"keep": 1, "drop": 1}),
        ("person.merge", {"keep": "1", "drop": "; drop table person"}),
        ("estate.remove", {"what": "staff", "id": 1}),
        ("estate.remove", {"what": "house", "id": 2_000_000_000}),
    ],
)
async def test_p10_what_is_not_there_cannot_be_asked_for(
    asked: Asked, kind: str, subject: dict[str, str | int]
) -> None:
    with pytest.raises(NotFound):
        await desk.ask(asked.db, asked.other, kind, subject, WHY)


async def test_p10_deciders_are_told_and_then_who_asked(asked: Asked) -> None:
    approval = await asked.merging()
    await desk.approve(asked.db, asked.decider, approval)
    told = await asked.db.fetch("select kind, subject, link, function from event order by id")
    assert [tuple(one) for one in told] == [
        ("approval.asked", f"approval:{approval}", f"/approvals/{approval}", "person.merge.approve"),
        ("approval.decided", f"approval:{approval}:decided", f"/approvals/{approval}", ""),
    ]
