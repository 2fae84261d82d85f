"""Calling somebody of a house from its page: the number is dialled, not shown (S1, H7)."""

from backoffice.calls import switch
from backoffice.company.actor import Staff
from backoffice.errors import Conflict, Invalid
from backoffice.estate import living
from backoffice.estate.desk import house_for
from backoffice.estate.phones import sql
from backoffice.sql import Database


async def dial(db: Database, who: Staff, house: int, person: int, extension: str) -> None:
    """Ring the telephone `extension`, then the first number of `person`, who is at the house now.

    Raises as `house_for` for `outreach.call`; Invalid for somebody who is not there; Conflict without a
    number or without a telephone of one's own.
    """
    await house_for(db, who, house, "outreach.call")
    if not extension:
        raise Conflict("outreach.no_extension")
    there = {one.stay.person for one in await living.of_house(db, who, house) if one.stay.until is None}
    if person not in there:
        raise Invalid("stay.not_found", field="person")
    numbers = [row["number"] async for row in sql.phones(db, person=person)]
    if not numbers:
        raise Conflict("outreach.no_number")
    facts = {"extension": extension, "number": numbers[0], "house": house, "person": person}
    await switch.ask(db, who, "join", facts)
