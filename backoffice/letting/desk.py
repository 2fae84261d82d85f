"""Letting a house to a tenant, changing what was agreed, ending it (S2)."""

from dataclasses import asdict, replace
from datetime import date
from typing import Literal

from backoffice.audit import desk as audit
from backoffice.company.actor import Actor
from backoffice.company.reach import reach, reach_with
from backoffice.errors import Conflict, Invalid, NotFound
from backoffice.estate import living, state, values
from backoffice.estate.desk import house_for
from backoffice.estate.living import Newcomer
from backoffice.letting.model import ENDS_SOON, Letting, Terms
from backoffice.paging import Found, Slice
from backoffice.sql import Database, load

sql = load(__file__)

FUNCTION = "letting.manage"
Which = Literal["", "soon", "over", "ended", "all"]


async def letting_for(db: Database, who: Actor, letting: int) -> Letting:
    """A letting. Raises NotFound when there is none or it is not theirs to see, Forbidden as `house_for`."""
    within = reach(who)
    row = await sql.letting_within(
        db, letting=letting, soon=ENDS_SOON, everything=within.everything, communities=within.communities
    )
    if row is None:
        raise NotFound("letting.not_found", letting=letting)
    await house_for(db, who, row["house"], FUNCTION)
    return Letting(**row)


async def let(db: Database, who: Actor, house: int, tenant: int | Newcomer, terms: Terms) -> int:
    """Let a house to somebody known or new, who is tenant there from its first day; returns its id.

    Raises as `house_for` and `living.move_in` for `letting.manage`; Invalid for a field; Conflict while the
    house is let.
    """
    home = await house_for(db, who, house, FUNCTION)
    kept = _checked(terms)
    async with db.transaction():
        before = await state.follow(db, who, house, "let")
        person = await _tenant(db, who, house, tenant, kept.since)
        letting: int | None = await sql.insert_letting(
            db, house=home.id, person=person, house_state=before, **asdict(kept)
        )
        if letting is None:
            raise Conflict("letting.open")
        await audit.record(
            db, who, "letting.began", f"letting:{letting}", house=house, person=person, **asdict(kept)
        )
    return letting


async def edit(db: Database, who: Actor, letting: int, version: int, terms: Terms) -> None:
    """Keep what was agreed anew; its first day stays.

    Raises as `letting_for`; Invalid for a field; Conflict when it ended or changed meanwhile.
    """
    found = await letting_for(db, who, letting)
    kept = _checked(replace(terms, since=found.since))
    async with db.transaction():
        if await sql.update_letting(db, id=letting, version=version, **asdict(kept)) is None:
            raise Conflict("edit.changed_meanwhile")
        await audit.record(
            db, who, "letting.edited", f"letting:{letting}", **values.changes(found.terms, kept)
        )


async def end(db: Database, who: Actor, letting: int, version: int, day: date, reason: str) -> None:
    """`day` was the last one: the tenant leaves and the house is what it was before.

    Raises as `letting_for`; Invalid for a day to come or before the first, or without a reason; Conflict when
    it ended or changed meanwhile.
    """
    found = await letting_for(db, who, letting)
    why = values.line(reason, "reason", 200, needed=True)
    if not found.since <= day <= found.today:
        raise Invalid("letting.day", field="day", since=found.since, today=found.today)
    async with db.transaction():
        if await sql.end_letting(db, id=letting, version=version, day=day, reason=why) is None:
            raise Conflict("edit.changed_meanwhile")
        for stay in await living.present(db, found.house, "tenant"):
            if stay.person == found.person:
                await living.move_out(db, who, stay.id, day, function=FUNCTION)
        if found.house_state != "let":
            await state.follow(db, who, found.house, found.house_state, only=["idle"])
        await audit.record(db, who, "letting.ended", f"letting:{letting}", day=day, reason=why)


async def listed(
    db: Database, who: Actor, part: Slice, *, which: Which = "", text: str = ""
) -> Found[Letting]:
    """Lettings where `who` has `letting.manage`; sorts: since, until, rent.

    which: "" those that are, `soon` and `over` of them, `ended`, or `all`. text: part of a room or of the
    tenant's name. Empty without the function anywhere.
    """
    within = reach_with(who, FUNCTION)
    asked = {
        "which": which,
        "text": text,
        "soon": ENDS_SOON,
        "everything": within.everything,
        "communities": within.communities,
    }
    rows = sql.listed(db, **asked, sort=part.sort, descending=part.descending, most=part.most, skip=part.skip)
    return Found([Letting(**row) async for row in rows], await sql.counted(db, **asked))


async def _tenant(db: Database, who: Actor, house: int, tenant: int | Newcomer, since: date) -> int:
    """The id of the tenant, who rents there from now on if not yet."""
    if isinstance(tenant, Newcomer):
        return await living.move_in_new(db, who, house, tenant, "tenant", since, function=FUNCTION)
    if tenant not in [stay.person for stay in await living.present(db, house, "tenant")]:
        await living.move_in(db, who, house, tenant, "tenant", since, function=FUNCTION)
    return tenant


def _checked(terms: Terms) -> Terms:
    if terms.until is not None and terms.until < terms.since:
        raise Invalid("letting.days", field="until")
    return replace(
        terms,
        rent=None if terms.rent is None else values.money(terms.rent, "rent"),
        firm=values.line(terms.firm, "firm", 60),
        note=values.prose(terms.note, "note"),
    )
