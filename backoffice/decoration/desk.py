"""Decorating a house: applied for, permitted, inspected, finished, the deposit given back (S2).

Who registered an application does not decide on it. Money is noted here; it moves at the till.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from typing import Any

from backoffice.audit import desk as audit
from backoffice.company.actor import Actor, System
from backoffice.company.reach import has, reach
from backoffice.decoration import telling
from backoffice.decoration.model import Application, Decoration, Inspection, Step
from backoffice.errors import Conflict, Forbidden, Invalid, NotFound
from backoffice.estate import living, state, values
from backoffice.estate.desk import house_for
from backoffice.estate.numbers import normalise
from backoffice.sql import Database, load

sql = load(__file__)

MANAGE, PERMIT = "decoration.manage", "decoration.permit"
SEEN_WITH = (MANAGE, PERMIT)
"""Either function shows a decoration and its list."""
LIVED_IN = frozenset({"occupied", "let"})
"""States of a house that come back when the work is done: who lives there goes on living there."""


async def decoration_for(
    db: Database, who: Actor, decoration: int, functions: Sequence[str] = SEEN_WITH
) -> Decoration:
    """A decoration, for `who` to do one of `functions` with it; by default to look.

    Raises NotFound when there is none or it is not theirs to see, Forbidden as `house_for` for the first.
    """
    within = reach(who)
    row = await sql.decoration_within(
        db, decoration=decoration, everything=within.everything, communities=within.communities
    )
    if row is None:
        raise NotFound("decoration.not_found", decoration=decoration)
    held = next((one for one in functions if has(who, one, row["community_id"])), functions[0])
    await house_for(db, who, row["house"], held)
    found = [Inspection(**one) async for one in sql.inspections(db, decoration=decoration)]
    return Decoration(**row, inspections=tuple(found))


async def apply(db: Database, who: Actor, house: int, asked: Application) -> int:
    """Register an application of somebody who owns, rents or lives there now; returns its id.

    Raises as `house_for` for `decoration.manage`; Invalid for a field; Conflict while another is open there.
    """
    home = await house_for(db, who, house, MANAGE)
    kept = await _checked(db, who, house, asked)
    async with db.transaction():
        decoration: int | None = await sql.insert_decoration(db, house=home.id, by=str(who), **asdict(kept))
        if decoration is None:
            raise Conflict("decoration.open")
        await audit.record(
            db, who, "decoration.applied", f"decoration:{decoration}", house=home.id, **asdict(kept)
        )
        await telling.tell(db, who, "decoration.applied", await decoration_for(db, who, decoration))
    return decoration


async def edit(db: Database, who: Actor, decoration: int, version: int, asked: Application) -> None:
    """Keep an application as edited, while nobody has decided on it.

    Raises as `decoration_for` for `decoration.manage`; Invalid for a field; Conflict when it changed.
    """
    found = await decoration_for(db, who, decoration, [MANAGE])
    kept = await _checked(db, who, found.house, asked)
    async with db.transaction():
        if await sql.update_application(db, id=decoration, version=version, **asdict(kept)) is None:
            raise Conflict("edit.changed_meanwhile")
        await audit.record(
            db, who, "decoration.edited", f"decoration:{decoration}", **values.changes(found.asked, kept)
        )


async def decide(
    db: Database, who: Actor, decoration: int, version: int, step: Step, reason: str = ""
) -> None:
    """`approved`, with what the permit demands as `reason` (may be ""), or `refused` because of it.

    Raises as `decoration_for` for `decoration.permit`; Forbidden for who registered the application; Invalid
    for a refusal without reason; Conflict as `Decoration.after`, and when somebody was quicker.
    """
    found = await decoration_for(db, who, decoration, [PERMIT])
    if found.applied_by == str(who):
        raise Forbidden("decoration.own", function=PERMIT)
    why = values.line(reason, "reason", 200, needed=step == "refused")
    async with db.transaction():
        await _step(db, who, found, version, step, reason=why)
        await telling.settle(db, found)
        await telling.tell(db, who, f"decoration.{step}", found, reason=why)


async def withdraw(db: Database, who: Actor, decoration: int, version: int, reason: str) -> None:
    """The applicant does not decorate after all. Raises as `start`; Invalid without a reason."""
    found = await decoration_for(db, who, decoration, [MANAGE])
    why = values.line(reason, "reason", 200, needed=True)
    async with db.transaction():
        await _step(db, who, found, version, "withdrawn", reason=why)
        await telling.settle(db, found)


async def deposit(
    db: Database, who: Actor, decoration: int, version: int, amount: Decimal, day: date
) -> None:
    """The deposit came in on a day, all of it, and work begins.

    Raises as `start`; Invalid for another amount than was asked, or a day to come.
    """
    found = await decoration_for(db, who, decoration, [MANAGE])
    if amount != found.deposit:
        raise Invalid("decoration.deposit", field="amount", deposit=found.deposit)
    on = values.day(day, "day", latest=found.today)
    async with db.transaction():
        await _begin(db, who, found, version, "deposited", deposit_on=on)


async def start(db: Database, who: Actor, decoration: int, version: int) -> None:
    """Work begins where no deposit is asked.

    Raises as `decoration_for` for `decoration.manage`; Conflict as `Decoration.after`, and when somebody was
    quicker.
    """
    found = await decoration_for(db, who, decoration, [MANAGE])
    async with db.transaction():
        await _begin(db, who, found, version, "started")


async def inspect(db: Database, who: Actor, decoration: int, version: int, seen: Inspection) -> None:
    """Somebody looked at the work; what did not pass is told. Raises as `start`; Invalid for a field."""
    found = await decoration_for(db, who, decoration, [MANAGE])
    kept = replace(
        seen,
        day=values.day(seen.day, "day", latest=found.today) or seen.day,
        inspector=values.line(seen.inspector, "inspector", 60, needed=True),
        findings=values.prose(seen.findings, "findings"),
    )
    if not kept.passed and not kept.findings:
        raise Invalid("decoration.findings", field="findings")
    async with db.transaction():
        await _step(db, who, found, version, "inspected", {"inspection": asdict(kept)})
        await sql.insert_inspection(db, decoration=decoration, **asdict(kept))
        if not kept.passed:
            key = f"{decoration}:{len(found.inspections) + 1}"
            await telling.tell(
                db, who, "decoration.inspection_failed", found, key=key, findings=kept.findings
            )


async def finish(db: Database, who: Actor, decoration: int, version: int, day: date) -> None:
    """The work is done, and the last inspection passed. Raises as `start`; Invalid for a day to come."""
    found = await decoration_for(db, who, decoration, [MANAGE])
    on = values.day(day, "day", latest=found.today)
    async with db.transaction():
        await _step(db, who, found, version, "finished", finished_on=on)
        then = found.house_state if found.house_state in LIVED_IN else "decorated"
        await state.follow(db, who, found.house, then, only=["decorating"])
        await telling.settle(db, found)


async def ask_refund(
    db: Database, who: Actor, decoration: int, version: int, refund: Decimal, kept_reason: str = ""
) -> None:
    """Ask for the deposit back, less what is kept for a reason.

    Raises as `start`; Invalid for more than the deposit, or less without a reason.
    """
    found = await decoration_for(db, who, decoration, [MANAGE])
    back = values.money(refund, "refund")
    if back > found.deposit:
        raise Invalid("decoration.refund", field="refund", deposit=found.deposit)
    why = values.line(kept_reason, "kept_reason", 200, needed=back < found.deposit)
    async with db.transaction():
        await _step(db, who, found, version, "refund_asked", refund=back, kept_reason=why)


async def refunded(db: Database, who: Actor, decoration: int, version: int, day: date) -> None:
    """What was asked for went back on a day. Raises as `start`; Invalid for a day to come."""
    found = await decoration_for(db, who, decoration, [MANAGE])
    on = values.day(day, "day", latest=found.today)
    async with db.transaction():
        await _step(db, who, found, version, "refunded", refunded_on=on)


async def late(db: Database) -> None:
    """Tell of every decoration at work past its last day, once for each such day."""
    who = System("reminders")
    for decoration in [row["id"] async for row in sql.late(db)]:
        found = await decoration_for(db, who, decoration)
        until = found.until
        await telling.tell(db, who, "decoration.late", found, key=f"{found.id}:{until}", until=until)


async def _begin(db: Database, who: Actor, found: Decoration, version: int, step: Step, **keeps: Any) -> None:
    before = await state.follow(db, who, found.house, "decorating")
    await _step(db, who, found, version, step, house_state=before, **keeps)


_KEEPS = ("reason", "deposit_on", "house_state", "finished_on", "refund", "kept_reason", "refunded_on")


async def _step(
    db: Database,
    who: Actor,
    found: Decoration,
    version: int,
    step: Step,
    facts: Mapping[str, Any] | None = None,
    **keeps: Any,
) -> None:
    """One move of the table, in the trail with what the row keeps of it and further `facts`."""
    after = found.after(step)
    done = await sql.step(
        db,
        id=found.id,
        version=version,
        before=found.state,
        after=after,
        **dict.fromkeys(_KEEPS) | keeps,
    )
    if done is None:
        raise Conflict("edit.changed_meanwhile")
    told = keeps | dict(facts or {})
    await audit.record(
        db, who, f"decoration.{step}", f"decoration:{found.id}", before=found.state, after=after, **told
    )


async def _checked(db: Database, who: Actor, house: int, asked: Application) -> Application:
    present = {one.stay.person for one in await living.of_house(db, who, house) if one.stay.until is None}
    if asked.person not in present:
        raise Invalid("decoration.applicant", field="person")
    phone = normalise(asked.phone)
    if not phone:
        raise Invalid("phone.not_a_number", field="phone", written=asked.phone.strip()[:30])
    if asked.until < asked.since:
        raise Invalid("decoration.days", field="until")
    return replace(
        asked,
        firm=values.line(asked.firm, "firm", 60, needed=True),
        phone=phone,
        scope=values.line(asked.scope, "scope", 500, needed=True),
        deposit=values.money(asked.deposit, "deposit"),
    )
