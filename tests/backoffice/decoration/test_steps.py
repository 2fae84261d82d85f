"""No path through a decoration breaks it, and each step of any path stands in the trail (S2, P5)."""

import asyncio
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import asyncpg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backoffice.company.actor import System
from backoffice.decoration import desk
from backoffice.decoration.model import MOVES, Decoration, Inspection, State
from backoffice.errors import Refused
from tests.backoffice.conftest import Demo
from tests.backoffice.decoration.conftest import HOME, application, state_of

CLERK, LEADER = System("clerk"), System("leader")
ANY = sorted({step for moves in MOVES.values() for step in moves})


@dataclass(frozen=True)
class Try:
    """Something somebody does next. nth: of the steps that may follow, None: `any` step at all.

    fine: as it should be done; else by the wrong person, of another version, with another amount.
    """

    nth: int | None
    any: str
    fine: bool
    amount: Decimal

    def step(self, state: State) -> str:
        """Which step it is."""
        follows = list(MOVES[state])
        return self.any if self.nth is None or not follows else follows[self.nth % len(follows)]


tries = st.builds(
    Try,
    st.sampled_from((0, 0, 0, 1, 1, 2, None)),
    st.sampled_from(ANY),
    st.sampled_from((True, True, True, False)),
    st.sampled_from((Decimal(0), Decimal(500), Decimal(3000))),
)
OVER = {state for state, moves in MOVES.items() if not moves}


async def _do(db: Any, one: Decoration, step: str, fine: bool, other: Decimal) -> None:
    """One step as a page would ask for it."""
    today, who, amount = one.today, LEADER if fine else CLERK, one.deposit if fine else other
    at = (one.id, one.version if fine or step != "withdrawn" else one.version - 1)
    match step:
        case "approved" | "refused":
            await desk.decide(db, who, *at, step, "原因")
        case "withdrawn":
            await desk.withdraw(db, CLERK, *at, "不装了")
        case "deposited":
            await desk.deposit(db, CLERK, *at, amount, today)
        case "started":
            await desk.start(db, CLERK, *at)
        case "inspected":
            await desk.inspect(db, CLERK, *at, Inspection(today, "马强", "看过", fine))
        case "finished":
            await desk.finish(db, CLERK, *at, today)
        case "refund_asked":
            await desk.ask_refund(db, CLERK, *at, amount, "扣款" if other else "")
        case _:
            await desk.refunded(db, CLERK, *at, today)


def _holds(one: Decoration, house: str) -> None:
    """What is true of every decoration, however it came there."""
    assert (house == "decorating") == (one.state == "working")
    if one.state in ("finished", "refund_asked", "refunded"):
        assert one.passed and one.finished_on
    if one.state in ("refund_asked", "refunded"):
        assert one.deposit_on and one.refund is not None and 0 <= one.refund <= one.asked.deposit
        assert one.refund == one.asked.deposit or one.kept_reason
    if one.state in ("working", "finished"):
        assert bool(one.deposit_on) == bool(one.asked.deposit)
    assert (one.refunded_on is not None) == (one.state == "refunded")
    assert bool(one.steps) == (one.state not in OVER) or one.state == "finished"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.sampled_from((Decimal(0), Decimal(2000))), path=st.lists(tries, min_size=4, max_size=12))
def test_s2_no_path_breaks_a_decoration_and_every_step_is_audited(
    demo: str, asked: Decimal, path: list[Try]
) -> None:
    asyncio.run(_walk(demo, asked, path))


async def _walk(dsn: str, asked: Decimal, path: list[Try]) -> None:
    db = await asyncpg.connect(dsn)
    undone = db.transaction()
    await undone.start()
    try:
        house = await Demo(db).house(HOME)
        made = await desk.apply(db, CLERK, house, await application(db, deposit=asked))
        for one in path:
            before = await desk.decoration_for(db, CLERK, made)
            step = one.step(before.state)
            trail = await _trail(db, made)
            try:
                await _do(db, before, step, one.fine, one.amount)
            except Refused:
                assert await desk.decoration_for(db, CLERK, made) == before
                assert await _trail(db, made) == trail
                continue
            after = await desk.decoration_for(db, CLERK, made)
            *earlier, (operation, facts) = await _trail(db, made)
            assert earlier == trail
            assert operation == f"decoration.{step}"
            assert (facts["before"], facts["after"]) == (before.state, after.state)
            assert after.version == before.version + 1
            assert before.state not in OVER
            _holds(after, await state_of(db, house))
    finally:
        await undone.rollback()
        await db.close()


async def _trail(db: Any, decoration: int) -> list[tuple[str, Any]]:
    rows = await db.fetch(
        "select operation, facts from audit where object = $1 order by id", f"decoration:{decoration}"
    )
    return [(row["operation"], json.loads(row["facts"])) for row in rows]
