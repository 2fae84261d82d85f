"""Registering, following and rating requests: repair, complaint, service, message (R1, R4, C2, T1, H3-H5)."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any
from uuid import UUID

from backoffice.audit import desk as audit
from backoffice.company.actor import Actor, Owner, Staff
from backoffice.company.reach import has, reach
from backoffice.errors import Conflict, Forbidden, Invalid, NotFound
from backoffice.estate.desk import house_for
from backoffice.requests import telling
from backoffice.requests.model import Category, Dissatisfaction, Kind, NewRequest, Request
from backoffice.sql import Database, load

sql = load(__file__)

_REQUEST = [field.name for field in fields(Request)]


async def categories(db: Database, kind: str) -> list[Category]:
    """What can be chosen, by position; empty for messages, which have none."""
    return [Category(**row) async for row in sql.categories(db, kind=kind)]


async def register(db: Database, who: Actor, new: NewRequest) -> Request:
    """Open a request for a house `who` may register on, due after its category's days (R1, R4, C2, T1).

    Raises NotFound and Forbidden as `house_for`; NotFound for an owner without a house; Invalid for a
    category that is missing or of another kind, or a recording that is not of this call; Conflict for a
    retired category.
    """
    function = f"{new.kind}.register"
    await _may_register(db, who, new, function)
    async with db.transaction():
        request = await sql.insert_request(
            db,
            kind=new.kind,
            house=new.house,
            person=who.person if isinstance(who, Owner) else None,
            category=new.category,
            call_id=new.call_id,
            caller_number=new.caller_number,
            channel=new.channel,
            urgent=new.urgent,
            details=new.details,
            by=str(who),
            days=await _promised(db, new),
        )
        await _attach(db, request, new.recordings, new.call_id)
        made = await _request(db, request)
        await audit.record(
            db,
            who,
            f"{new.kind}.registered",
            f"request:{made.number}",
            house=new.house,
            category=made.category,
            urgent=new.urgent,
            call=new.call_id,
        )
        await telling.registered(db, who, request)
    return made


async def _may_register(db: Database, who: Actor, new: NewRequest, function: str) -> None:
    if new.house is not None:
        await house_for(db, who, new.house, function)
    elif isinstance(who, Owner) and new.kind != "message":
        raise NotFound("house.not_found", house=None)
    elif isinstance(who, Staff) and not has(who, function, None):
        raise Forbidden("request.function", function=function)


async def _promised(db: Database, new: NewRequest) -> int | None:
    """Days until it is due; messages promise nothing."""
    if new.category is None:
        if new.kind != "message" and await categories(db, new.kind):
            raise Invalid("request.category_needed", field="category")
        return None
    days: int | None = await sql.category_days(db, kind=new.kind, category=new.category)
    if days is None:
        raise Conflict("request.category_retired", field="category", category=new.category)
    return days


async def _attach(db: Database, request: int, recordings: tuple[UUID, ...], call_id: UUID | None) -> None:
    wanted = set(recordings)
    given = {
        row["id"] async for row in sql.attach(db, request=request, recordings=list(wanted), call_id=call_id)
    }
    if given != wanted:
        raise Invalid("request.recording_not_of_this_call", field="recordings")


async def request_for(db: Database, who: Actor, request: int, function: str) -> Request:
    """A request, for `who` to do `function` with it. Raises as `house_for` does for its house.

    One about no house (a message from an unknown number) is for everybody with `function` somewhere.
    """
    within = reach(who)
    row = await sql.request_within(
        db,
        request=request,
        everything=within.everything,
        communities=within.communities,
        houses=within.houses,
        anywhere=isinstance(who, Staff),
    )
    if row is None:
        raise NotFound("request.not_found", request=request)
    if row["house"] is not None:
        await house_for(db, who, row["house"], function)
    elif not has(who, function, None):
        raise Forbidden("request.function", function=function)
    return request_of(row)


async def _request(db: Database, request: int) -> Request:
    row = await sql.request_within(
        db, request=request, everything=True, communities=[], houses=[], anywhere=True
    )
    return request_of(row)


async def of_house(
    db: Database,
    who: Actor,
    house: int,
    *,
    open_only: bool = False,
    kind: Kind | None = None,
    most: int = 20,
) -> list[Request]:
    """Requests of a house, newest first. Raises as `house_for` for `request.view`."""
    home = await house_for(db, who, house, "request.view")
    rows = sql.of_house(db, house=home.id, kind=kind or "", open_only=open_only, to_rate=False, most=most)
    return [request_of(row) async for row in rows]


async def to_rate(db: Database, who: Actor, house: int, *, most: int = 20) -> list[Request]:
    """Finished requests nobody rated yet, newest first. Raises as `house_for` for `request.rate`."""
    home = await house_for(db, who, house, "request.rate")
    rows = sql.of_house(db, house=home.id, kind="", open_only=False, to_rate=True, most=most)
    return [request_of(row) async for row in rows]


async def rate(
    db: Database,
    who: Actor,
    request: int,
    satisfied: bool,
    dissatisfaction: Dissatisfaction = "",
    recording: UUID | None = None,
) -> None:
    """Keep what the owner thinks of a finished job, once.

    dissatisfaction: why, "" when satisfied or not told; recording: the reason in the owner's own words.
    Raises as `request_for` for `request.rate`; Conflict when it is not finished or was rated already.
    """
    rated = await request_for(db, who, request, "request.rate")
    async with db.transaction():
        reason = "" if satisfied else dissatisfaction
        done = await sql.rate(db, request=request, satisfied=satisfied, dissatisfaction=reason)
        if done is None:
            key = "request.already_rated" if rated.state == "done" else "request.not_done"
            raise Conflict(key, request=rated.number)
        if recording is not None:
            await _attach_rating(db, request, recording)
        await audit.record(
            db, who, "request.rated", f"request:{rated.number}", satisfied=satisfied, why=reason
        )


async def _attach_rating(db: Database, request: int, recording: UUID) -> None:
    """The rating's call is another one than the request's, so only a free recording is asked for."""
    if await sql.attach_rating(db, request=request, recording=recording) is None:
        raise Invalid("request.recording_not_of_this_call", field="recording")


def request_of(row: Mapping[str, Any]) -> Request:
    """A Request from any row that has its columns."""
    return Request(**{name: row[name] for name in _REQUEST} | {"recordings": tuple(row["recordings"])})
