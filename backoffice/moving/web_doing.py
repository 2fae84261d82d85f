"""Pages of a hand-over on the spot: the list gone through, defects, the end of it (S2)."""

from typing import Any, Literal, get_args

from aiohttp import web

from backoffice.errors import Invalid
from backoffice.estate.desk import house_for
from backoffice.moving import desk
from backoffice.moving.model import Findings, Handover, Item, Key, Meter
from backoffice.requests import desk as requests
from backoffice.web import forms
from backoffice.web.forms import Count, Day, Given, Id, Line, Maybe, Money, Reason, Text
from backoffice.web.keys import database, who
from backoffice.web.layout import render

routes = web.RouteTableDef()

METERS: tuple[Meter, ...] = get_args(Meter)
KEYS: tuple[Key, ...] = get_args(Key)
OK: dict[str, bool | None] = {"": None, "yes": True, "no": False}
"""How a list says whether a thing is in order."""


class Looking(Given):
    """The list as it is gone through: `ok` and `note` belong to the `checkpoint` at the same place.

    then: the button pressed; go on to a defect, or to the end.
    """

    version: Id
    checkpoint: tuple[Id, ...] = ()
    ok: tuple[Literal["", "yes", "no"], ...] = ()
    note: tuple[Line, ...] = ()
    meter_water: Maybe[Money] = None
    meter_hot_water: Maybe[Money] = None
    meter_electricity: Maybe[Money] = None
    meter_gas: Maybe[Money] = None
    meter_heat: Maybe[Money] = None
    key_door: Maybe[Count] = None
    key_unit_door: Maybe[Count] = None
    key_access_card: Maybe[Count] = None
    key_mailbox: Maybe[Count] = None
    key_meter_box: Maybe[Count] = None
    other_keys: Line = ""
    remark: Text = ""
    then: Literal["", "defects/new", "finish"] = ""

    def findings(self) -> Findings:
        """As the desk takes them. Raises Invalid for a list that was torn."""
        if not len(self.checkpoint) == len(self.ok) == len(self.note):
            raise Invalid("handover.item", field="note")
        lines = zip(self.checkpoint, self.ok, self.note, strict=True)
        meters = {kind: getattr(self, f"meter_{kind}") for kind in METERS}
        keys = {kind: getattr(self, f"key_{kind}") for kind in KEYS}
        return Findings(
            items=tuple(Item(checkpoint, OK[ok], note) for checkpoint, ok, note in lines),
            meters={kind: reading for kind, reading in meters.items() if reading is not None},
            keys={kind: count for kind, count in keys.items() if count},
            other_keys=self.other_keys,
            note=self.remark,
        )


class Defect(Given):
    """Something to be mended."""

    version: Id
    category: Id
    details: Text
    urgent: bool = False


class Finishing(Given):
    """The day the keys changed hands."""

    version: Id
    day: Day


class Cancelling(Given):
    """Why not."""

    version: Id
    reason: Reason


@routes.get(r"/movein/{handover:\d{1,9}}/look")
@routes.post(r"/movein/{handover:\d{1,9}}/look")
async def look(request: web.Request) -> web.Response:
    """Go through the list; kept as often as one likes."""
    about = await handover_of(request)
    form = await forms.sent(request, Looking, _kept(about))
    if form.given:
        with form.taking():
            async with database(request) as db:
                await desk.keep(db, who(request), about.id, form.given.version, form.given.findings())
        if form.ok:
            on = f"/{form.given.then}" if form.given.then else ""
            raise web.HTTPSeeOther(f"/movein/{about.id}{on}")
    facts = {"form": form, "one": about, "meters": METERS, "keys": KEYS}
    return render(request, "moving/look.html", facts, form.status)


@routes.get(r"/movein/{handover:\d{1,9}}/defects/new")
@routes.post(r"/movein/{handover:\d{1,9}}/defects/new")
async def defect(request: web.Request) -> web.Response:
    """Something to be mended."""
    about = await handover_of(request)
    async with database(request) as db:
        await house_for(db, who(request), about.house, "repair.register")
        categories = await requests.categories(db, "repair")
    form = await forms.sent(request, Defect, {"version": about.version})
    if form.given:
        given = form.given
        with form.taking():
            async with database(request) as db:
                await desk.note_defect(
                    db,
                    who(request),
                    about.id,
                    given.version,
                    given.category,
                    given.details,
                    urgent=given.urgent,
                )
        if form.ok:
            raise web.HTTPSeeOther(f"/movein/{about.id}")
    facts = {"form": form, "one": about, "categories": categories}
    return render(request, "moving/defect.html", facts, form.status)


@routes.get(r"/movein/{handover:\d{1,9}}/finish")
@routes.post(r"/movein/{handover:\d{1,9}}/finish")
async def finish(request: web.Request) -> web.Response:
    """The keys changed hands."""
    about = await handover_of(request)
    form = await forms.sent(request, Finishing, {"version": about.version, "day": about.today})
    if form.given:
        with form.taking():
            async with database(request) as db:
                await desk.finish(db, who(request), about.id, form.given.version, form.given.day)
        if form.ok:
            raise web.HTTPSeeOther(f"/movein/{about.id}")
    return render(request, "moving/finish.html", {"form": form, "one": about}, form.status)


@routes.get(r"/movein/{handover:\d{1,9}}/cancel")
@routes.post(r"/movein/{handover:\d{1,9}}/cancel")
async def cancel(request: web.Request) -> web.Response:
    """It does not take place."""
    about = await handover_of(request)
    form = await forms.sent(request, Cancelling, {"version": about.version})
    if form.given:
        with form.taking():
            async with database(request) as db:
                await desk.cancel(db, who(request), about.id, form.given.version, form.given.reason)
        if form.ok:
            raise web.HTTPSeeOther(f"/movein/{about.id}")
    return render(request, "moving/cancel.html", {"form": form, "one": about}, form.status)


async def handover_of(request: web.Request) -> Handover:
    """The hand-over the address names, for who asks."""
    async with database(request) as db:
        return await desk.handover_for(db, who(request), int(request.match_info["handover"]))


def _kept(about: Handover) -> dict[str, Any]:
    """What the form begins with: what was kept."""
    found, said = about.findings, {ok: word for word, ok in OK.items()}
    return {
        "version": about.version,
        "ok": [said[item.ok] for item in found.items],
        "note": [item.note for item in found.items],
        **{f"meter_{kind}": found.meters.get(kind) for kind in METERS},
        **{f"key_{kind}": found.keys.get(kind) for kind in KEYS},
        "other_keys": found.other_keys,
        "remark": found.note,
    }
