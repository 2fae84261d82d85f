"""The life of a call in rows: opened, identified, journalled, closed; the agent's telephone (P8, H6, H11).

Calls are read in `records.py`, re-exported here.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from backoffice.calls.model import CallStart, Proof
from backoffice.calls.records import calls_of_house as calls_of_house
from backoffice.calls.records import keep_recording as keep_recording
from backoffice.calls.records import lines_of as lines_of
from backoffice.calls.records import recent as recent
from backoffice.calls.records import recording_for as recording_for
from backoffice.calls.records import recordings_of as recordings_of
from backoffice.calls.records import transcript as transcript
from backoffice.company.desk import company_name as company_name
from backoffice.sql import Database, load

sql = load(__file__)


async def open_call(db: Database, start: CallStart) -> None:
    """A call was answered; opening it twice changes nothing."""
    await sql.open_call(
        db,
        id=start.id,
        direction=start.direction,
        number=start.number,
        dialled=start.dialled,
        uniqueid=start.uniqueid,
        linkedid=start.linkedid or start.uniqueid,
        sip_call_id=start.sip_call_id,
        language=start.language,
    )


async def identified(
    db: Database,
    call: UUID,
    person: int | None,
    house: int | None,
    proof: Proof,
    language: str | None = None,
) -> None:
    """The call is about this house from now on. language: None leaves it as it was."""
    await sql.identified(db, call=call, person=person, house=house, proof=proof, language=language)


async def close_call(db: Database, call: UUID, cause: str) -> None:
    """The call is over; the first cause stays."""
    await sql.close_call(db, call=call, cause=cause)


async def settle_lost(db: Database, live_uniqueids: Iterable[str], *, before: datetime | None = None) -> int:
    """Close calls that nobody will close: open rows whose channel is not live. Returns how many.

    before: calls begun later are left alone; None is now. Give the time at which the channels were listed.
    What the journal says of the end is taken from there, else the cause is `lost`. A call that only the
    journal knows is opened first.
    """
    await sql.open_told(db)
    return len([row async for row in sql.settle_lost(db, live=list(live_uniqueids), before=before)])


async def append_events(db: Database, rows: Sequence[Sequence[Any]]) -> None:
    """Journal rows (call id, seq, at, kind, facts as JSON text), in one statement; a known one stays."""
    columns = list(zip(*rows, strict=True)) or [()] * 5
    calls, seqs, times, kinds, facts = (list(column) for column in columns)
    await sql.append_events(db, calls=calls, seqs=seqs, times=times, kinds=kinds, facts=facts)


async def ringing(db: Database, staff: int, call: UUID, queue_code: str) -> None:
    """An agent's telephone rings for a call; the agent's page hears of it at once."""
    async with db.transaction():
        await sql.ringing(db, staff=staff, call=call, queue_code=queue_code)
        await sql.tell(db, staff=str(staff))


async def answered(db: Database, staff: int, call: UUID) -> None:
    """The agent took it."""
    async with db.transaction():
        await sql.answered(db, staff=staff, call=call)
        await sql.tell(db, staff=str(staff))


async def ended(db: Database, staff: int, call: UUID, result: str) -> None:
    """It is over at this telephone. result: `answered`, `no_answer`, `elsewhere` (a colleague was quicker) or
    `caller_left`."""
    async with db.transaction():
        await sql.ended(db, staff=staff, call=call, result=result)
        await sql.tell(db, staff=str(staff))
