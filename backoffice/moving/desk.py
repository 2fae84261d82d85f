"""Handing a house over: planned, looked through in as many visits as it takes, done or cancelled (S2)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, get_args

from backoffice.audit import desk as audit
from backoffice.company.actor import Actor
from backoffice.company.reach import reach
from backoffice.errors import Conflict, Invalid, NotFound
from backoffice.estate import living, state, values
from backoffice.estate.desk import house_for
from backoffice.estate.living import Newcomer
from backoffice.estate.numbers import normalise
from backoffice.estate.people import PersonFacts, person_for
from backoffice.estate.phones import NewPhone
from backoffice.moving.model import NOBODY_IN, Findings, Handover, Item, Key, Meter, Plan
from backoffice.requests import desk as requests
from backoffice.requests.model import NewRequest, Request
from backoffice.sql import Database, load

sql = load(__file__)

FUNCTION = "movein.manage"


async def handover_for(db: Database, who: Actor, handover: int) -> Handover:
    """A hand-over. Raises NotFound when there is none or not theirs to see, Forbidden as `house_for`."""
    within = reach(who)
    row = await sql.handover_within(
        db, handover=handover, everything=within.everything, communities=within.communities
    )
    if row is None:
        raise NotFound("handover.not_found", handover=handover)
    await house_for(db, who, row["house"], FUNCTION)
    findings = Findings(
        items=tuple([Item(**one) async for one in sql.items(db, handover=handover)]),
        meters={one["kind"]: one["reading"] async for one in sql.meters(db, handover=handover)},
        keys={one["kind"]: one["count"] async for one in sql.keys(db, handover=handover)},
        other_keys=row["other_keys"],
        note=row["note"],
    )
    defects = tuple([requests.request_of(one) async for one in sql.defects(db, handover=handover)])
    return _handover(row, findings, defects)


async def plan(db: Database, who: Actor, house: int, wish: Plan) -> int:
    """Plan to hand a house over; its list of things to look at is the one of today. Returns the id.

    Raises as `house_for` for `movein.manage`; as `person_for` for somebody known; Invalid for a field;
    Conflict while another is open there, or when somebody lives in the house.
    """
    home = await house_for(db, who, house, FUNCTION)
    kept = await _checked(db, who, wish)
    async with db.transaction():
        if await state.of(db, home.id) not in NOBODY_IN:
            raise Conflict("handover.lived_in")
        handover: int | None = await sql.insert_handover(
            db, house=home.id, day=kept.day, person=kept.person, name=kept.name, phone=kept.phone
        )
        if handover is None:
            raise Conflict("handover.open")
        await sql.lay_items(db, handover=handover)
        await audit.record(db, who, "handover.planned", f"handover:{handover}", house=home.id, after=kept.day)
    return handover


async def replan(db: Database, who: Actor, handover: int, version: int, wish: Plan) -> None:
    """Another day, or somebody else. Raises as `keep`."""
    found = await handover_for(db, who, handover)
    kept = await _checked(db, who, wish)
    async with db.transaction():
        done = await sql.replan(
            db,
            id=handover,
            version=version,
            day=kept.day,
            person=kept.person,
            name=kept.name,
            phone=kept.phone,
        )
        _still(done)
        await audit.record(
            db, who, "handover.replanned", f"handover:{handover}", **values.changes(found.plan, kept)
        )


async def keep(db: Database, who: Actor, handover: int, version: int, given: Findings) -> None:
    """Keep what was noted so far.

    Raises as `handover_for`; Invalid for a field, for something not in order without a note, or for what is
    not on its list; Conflict when it is over or changed meanwhile.
    """
    found = await handover_for(db, who, handover)
    after = _noted(found.findings, given)
    async with db.transaction():
        _still(await sql.begin(db, id=handover, version=version))
        await sql.note_words(db, id=handover, other_keys=after.other_keys, note=after.note)
        await sql.note_items(
            db,
            handover=handover,
            checkpoints=[one.checkpoint for one in after.items],
            oks=[one.ok for one in after.items],
            notes=[one.note for one in after.items],
        )
        await sql.note_meters(
            db, handover=handover, kinds=list(after.meters), readings=list(after.meters.values())
        )
        await sql.note_keys(db, handover=handover, kinds=list(after.keys), counts=list(after.keys.values()))
        changes = values.changes(found.findings, after)
        if changes["after"]:
            await audit.record(db, who, "handover.kept", f"handover:{handover}", **changes)


async def note_defect(
    db: Database,
    who: Actor,
    handover: int,
    version: int,
    category: int,
    details: str,
    *,
    urgent: bool = False,
) -> Request:
    """Something to be mended: a repair request, at once, linked to the hand-over.

    Raises as `handover_for`, as `requests.register` for `repair.register`; Invalid without words; Conflict
    when it is over or changed meanwhile.
    """
    found = await handover_for(db, who, handover)
    said = values.prose(details, "details")
    if not said:
        raise Invalid("value.needed", field="details")
    async with db.transaction():
        _still(await sql.begin(db, id=handover, version=version))
        new = NewRequest("repair", found.house, category, None, "", "counter", urgent, said)
        made = await requests.register(db, who, new)
        await sql.insert_defect(db, handover=handover, request=made.id)
        await audit.record(db, who, "handover.defect", f"handover:{handover}", request=made.number)
    return made


async def finish(db: Database, who: Actor, handover: int, version: int, day: date) -> None:
    """The keys changed hands on a day: the house is handed over, its owner's time begins if nobody's has.

    Raises as `keep`; Conflict `handover.lacks` while something is not noted; Invalid for a day to come.
    """
    found = await handover_for(db, who, handover)
    on = values.day(day, "day", latest=found.today) or day
    if found.findings.lacks:
        raise Conflict("handover.lacks")
    async with db.transaction():
        _still(await sql.finish(db, id=handover, version=version, day=on))
        await _owner(db, who, found, on)
        await state.follow(db, who, found.house, "handed_over", only=NOBODY_IN)
        await audit.record(
            db, who, "handover.done", f"handover:{handover}", before=found.state, after="done", day=on
        )


async def cancel(db: Database, who: Actor, handover: int, version: int, reason: str) -> None:
    """It does not take place; what was noted stays, and so do the repairs. Raises as `keep`."""
    found = await handover_for(db, who, handover)
    why = values.line(reason, "reason", 200, needed=True)
    async with db.transaction():
        _still(await sql.cancel(db, id=handover, version=version, reason=why))
        await audit.record(
            db,
            who,
            "handover.cancelled",
            f"handover:{handover}",
            before=found.state,
            after="cancelled",
            reason=why,
        )


async def _owner(db: Database, who: Actor, found: Handover, day: date) -> None:
    """Who takes over a house that nobody owns is its owner from now on."""
    plan = found.plan
    if await living.present(db, found.house, "owner"):
        return
    if plan.person:
        await living.move_in(db, who, found.house, plan.person, "owner", day, function=FUNCTION)
    else:
        new = Newcomer(PersonFacts(plan.name), [NewPhone(plan.phone)])
        person = await living.move_in_new(db, who, found.house, new, "owner", day, function=FUNCTION)
        await sql.name_person(db, id=found.id, person=person)


def _still(done: int | None) -> None:
    if done is None:
        raise Conflict("edit.changed_meanwhile")


async def _checked(db: Database, who: Actor, wish: Plan) -> Plan:
    """The plan as it is kept; somebody known goes by the own name. Raises as `person_for`; Invalid."""
    if wish.person:
        wish = replace(wish, name=(await person_for(db, who, wish.person, "house.view")).facts.name)
    phone = normalise(wish.phone)
    if wish.phone.strip() and not phone:
        raise Invalid("phone.not_a_number", field="phone", written=wish.phone.strip()[:30])
    return replace(wish, name=values.line(wish.name, "name", 60, needed=True), phone=phone)


def _noted(before: Findings, given: Findings) -> Findings:
    names = {one.checkpoint: one for one in before.items}
    items = []
    for one in given.items:
        if one.checkpoint not in names:
            raise Invalid("handover.item", field="note")
        note = values.line(one.note, "note", 200)
        if one.ok is False and not note:
            raise Invalid("handover.item_note", field="note", item=names[one.checkpoint].name)
        items.append(replace(names.pop(one.checkpoint), ok=one.ok, note=note))
    if not (given.meters.keys() <= set(get_args(Meter)) and given.keys.keys() <= set(get_args(Key))):
        raise Invalid("value.choice", field="meters")
    return Findings(
        # What was not sent stays as it was, in the list's own order.
        items=tuple(
            next((new for new in items if new.checkpoint == one.checkpoint), one) for one in before.items
        ),
        meters={kind: values.money(reading, f"meter_{kind}") for kind, reading in given.meters.items()},
        keys={kind: count for kind, count in given.keys.items() if count > 0},
        other_keys=values.line(given.other_keys, "other_keys", 200),
        note=values.prose(given.note, "remark"),
    )


_PLAN = {"planned_on": "day", "person": "person", "name": "name", "phone": "phone"}


def _handover(row: Mapping[str, Any], findings: Findings, defects: tuple[Request, ...]) -> Handover:
    kept = {
        name: value for name, value in row.items() if name not in _PLAN and name not in ("other_keys", "note")
    }
    plan = Plan(**{field: row[column] for column, field in _PLAN.items()})
    return Handover(plan=plan, findings=findings, defects=defects, **kept)
