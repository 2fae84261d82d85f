"""Calls out: committed before they are dialled, never twice, never unwanted (H7, N5)."""

from uuid import UUID, uuid4

from backoffice.audit import desk as audit
from backoffice.company.actor import Actor, Staff
from backoffice.errors import Conflict, Forbidden, NotFound
from backoffice.estate.desk import house_for
from backoffice.outreach.model import Attempt, Purpose, Result, State
from backoffice.sql import Database, load

sql = load(__file__)


async def commit_attempt(
    db: Database,
    who: Actor,
    purpose: Purpose,
    house: int | None,
    person: int | None,
    number: str,
    step: str | None,
) -> Attempt:
    """Commit to one call; only then may it be dialled.

    step: what may happen once only (`reminder:12:2026-11-24`), None where a person asks each time. Raises
    NotFound, Forbidden (`outreach.call`), Conflict: `outreach.done_before`, and for reminders also
    `outreach.not_wanted`, `outreach.outside_hours`, `outreach.nothing_owed`.
    """
    if house is not None:
        await house_for(db, who, house, "outreach.call")
    elif isinstance(who, Staff) and "outreach.call" not in who.functions:
        raise Forbidden("right.missing", function="outreach.call")
    async with db.transaction():
        if purpose == "reminder":
            await _may_remind(db, house, number)
        row = await sql.insert_attempt(
            db, id=uuid4(), purpose=purpose, step=step, house=house, person=person, number=number
        )
        if row is None:
            raise Conflict("outreach.done_before", step=step)
        attempt = Attempt(**row)
        await audit.record(db, who, f"{purpose}.committed", f"attempt:{attempt.id}", house=house)
    return attempt


async def _may_remind(db: Database, house: int | None, number: str) -> None:
    if not await sql.may_be_called(db, number=number):
        raise Conflict("outreach.not_wanted")
    if not await sql.within_hours(db):
        raise Conflict("outreach.outside_hours")
    if house is not None and not await sql.owes(db, house=house):
        raise Conflict("outreach.nothing_owed")


async def dialling(db: Database, attempt: UUID) -> bool:
    """Pass from committed to dialling: True for exactly one asker, ever."""
    return await sql.begin_dialling(db, id=attempt) is not None


async def answered(db: Database, attempt: UUID, call: UUID) -> Attempt:
    """The called side picked up. Raises NotFound when nothing of the kind is being dialled."""
    row = await sql.mark_answered(db, id=attempt, call=call)
    if row is None:
        raise NotFound("attempt.not_found")
    return Attempt(**row)


async def pressed(db: Database, attempt: UUID, keys: str) -> None:
    """What was pressed, PIN left out."""
    await sql.keep_keys(db, id=attempt, keys=keys)


async def settle(
    db: Database,
    attempt: UUID,
    state: State,
    *,
    result: Result = "",
    cause: int | None = None,
    seconds: float | None = None,
) -> None:
    """Its verdict; the first one stays. seconds: talked."""
    await sql.settle_attempt(db, id=attempt, state=state, result=result, cause=cause, seconds=seconds)


async def open_attempts(db: Database) -> list[Attempt]:
    """Attempts without a verdict, oldest first."""
    return [Attempt(**row) async for row in sql.open_attempts(db)]


async def attempt_for(db: Database, who: Actor, attempt: UUID) -> Attempt:
    """One attempt. Raises NotFound, Forbidden as `house_for` with `outreach.call`."""
    row = await sql.attempt_by_id(db, id=attempt)
    if row is None:
        raise NotFound("attempt.not_found")
    if row["house"] is not None:
        await house_for(db, who, row["house"], "outreach.call")
    return Attempt(**row)


async def refuse_calls(db: Database, who: Actor, number: str) -> None:
    """Nobody with this number is reminded by telephone again (N5)."""
    async with db.transaction():
        await sql.silence_number(db, number=number)
        await audit.record(db, who, "calls.refused", f"number:{number}")
