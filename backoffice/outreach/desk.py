"""Calls out: committed before they are dialled, never twice, never unwanted (H7, N5; design: known traps)."""

from uuid import UUID, uuid4

from backoffice.audit import desk as audit
from backoffice.company.actor import Actor, Owner
from backoffice.company.reach import has
from backoffice.errors import Conflict, Forbidden, Invalid, NotFound
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
    as `house_for` for `outreach.call`; Conflict `outreach.done_before` when the step was taken; and for a
    reminder Conflict `outreach.not_wanted`, `outreach.outside_hours` or `outreach.nothing_owed`.
    """
    if house is not None:
        await house_for(db, who, house, "outreach.call")
    elif isinstance(who, Owner) or not has(who, "outreach.call", None):
        raise Forbidden("outreach.function", function="outreach.call")
    async with db.transaction():
        if purpose == "reminder":
            await _may_remind(db, house, person, number)
        row = await sql.insert_attempt(
            db, id=uuid4(), purpose=purpose, step=step, house=house, person=person, number=number
        )
        if row is None:
            raise Conflict("outreach.done_before", step=step)
        attempt = Attempt(**row)
        await audit.record(
            db, who, f"{purpose}.committed", f"attempt:{attempt.id}", house=house, number=number
        )
    return attempt


async def _may_remind(db: Database, house: int | None, person: int | None, number: str) -> None:
    if house is None:
        raise Invalid("outreach.no_house", field="house")
    if not await sql.wants_calls(db, person=person, number=number):
        raise Conflict("outreach.not_wanted", house=house)
    if not await sql.within_hours(db, house=house):
        raise Conflict("outreach.outside_hours", house=house)
    if not await sql.owes(db, house=house):
        raise Conflict("outreach.nothing_owed", house=house)


async def dialling(db: Database, attempt: UUID) -> bool:
    """Pass from committed to dialling: True for exactly one asker, ever."""
    return await sql.begin_dialling(db, id=attempt) is not None


async def answered(db: Database, attempt: UUID, call: UUID) -> Attempt:
    """The called side picked up, in this call. Raises NotFound when nothing of the kind is being dialled."""
    row = await sql.mark_answered(db, id=attempt, call=call)
    if row is None:
        raise NotFound("attempt.not_found", attempt=attempt)
    return Attempt(**row)


async def pressed(db: Database, attempt: UUID, keys: str) -> None:
    """Keep what was pressed, PINs left out."""
    await sql.keep_keys(db, id=attempt, keys=keys)


async def settle(
    db: Database,
    attempt: UUID,
    state: State,
    *,
    result: Result = "",
    cause: int | None = None,
    seconds: float | None = None,
) -> bool:
    """Keep its verdict: True when it is the first (one that was ambiguous can still be ended).

    cause: Q.850; seconds: talked.
    """
    settled = await sql.settle_attempt(
        db, id=attempt, state=state, result=result, cause=cause, seconds=seconds
    )
    return settled is not None


async def open_attempts(db: Database) -> list[Attempt]:
    """Attempts without a verdict, oldest first."""
    return [Attempt(**row) async for row in sql.open_attempts(db)]


async def attempt_for(db: Database, who: Actor, attempt: UUID) -> Attempt:
    """One attempt. Raises NotFound, and as `house_for` for `outreach.call`."""
    row = await sql.attempt_by_id(db, id=attempt)
    if row is None or isinstance(who, Owner):
        raise NotFound("attempt.not_found", attempt=attempt)
    if row["house"] is not None:
        await house_for(db, who, row["house"], "outreach.call")
    elif not has(who, "outreach.call", None):
        raise Forbidden("outreach.function", function="outreach.call")
    return Attempt(**row)


async def refuse_calls(db: Database, who: Actor, number: str) -> None:
    """Nobody with this number is reminded by telephone again (N5). An owner's own number only."""
    if isinstance(who, Owner) and number != who.number:
        raise NotFound("number.not_found", number=number)
    async with db.transaction():
        await sql.silence_number(db, number=number)
        await audit.record(db, who, "calls.refused", f"number:{number}")
