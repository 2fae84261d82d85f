"""Pages of hand-overs: the list, one with its time-line, plan, the sheet in print (S2)."""

from typing import Any, cast

from aiohttp import web

from backoffice.audit import trail
from backoffice.company.reach import has
from backoffice.estate import living
from backoffice.estate.desk import house_for
from backoffice.estate.people import Alike
from backoffice.estate.phones import NewPhone
from backoffice.estate.picking import pick
from backoffice.exchange import sheets
from backoffice.moving import desk, labels, web_doing
from backoffice.moving.listing import Which, listed
from backoffice.moving.model import Plan
from backoffice.moving.web_doing import handover_of
from backoffice.paper.web import blank, sheet
from backoffice.web import forms, listing
from backoffice.web.forms import Day, Given, Id, Line, Maybe
from backoffice.web.keys import database, here, needs, who
from backoffice.web.layout import render
from backoffice.web.listing import Column, Filter
from backoffice.web.moments import moments
from backoffice.web.words import N_, _, named, telephone

own = web.RouteTableDef()

HANDOVERS = listing.List(
    "handovers",
    (
        Column("label", N_("房屋"), sortable=True),
        Column("name", N_("业主")),
        Column("planned_on", N_("安排在"), "day", sortable=True),
        Column("done_on", N_("收房日期"), "day"),
        Column("defects", N_("问题"), "number"),
        Column("state", N_("状态")),
    ),
    (
        Filter(
            "which",
            N_("状态"),
            options={**labels.STATES, "all": N_("全部")},
            empty=N_("未结束"),
        ),
        Filter("text", N_("房号或业主"), "text"),
    ),
)


class Planning(Given):
    """For whom: an owner of the house (`owner`), somebody known (`person`) or somebody new.

    sure: those alike were seen and are others.
    """

    day: Day
    owner: Maybe[Id] = None
    person: Maybe[Id] = None
    name: Line = ""
    phone: Line = ""
    sure: str = ""
    version: Id = 1

    def plan(self) -> Plan:
        """As the desk takes it."""
        known = self.person or self.owner
        return Plan(self.day, known, "" if known else self.name, "" if known else self.phone)


@own.get("/movein")
async def index(request: web.Request) -> web.StreamResponse:
    """What is planned, or what the address asks for."""
    needs(who(request), desk.FUNCTION)
    view = await listing.view(request, HANDOVERS)
    async with database(request) as db:
        found = await listed(
            db,
            sheets.taker(here(request), view),
            view.slice,
            which=cast(Which, view.filters["which"]),
            text=view.filters["text"],
        )
    if view.export:
        return await sheets.answer(
            request, view, found, label=sheets.place, state=lambda one: labels.handover_state(one.state)
        )
    return render(request, "moving/list.html", {"list": listing.Shown(view, found)})


@own.get("/movein/new")
async def choose(request: web.Request) -> web.Response:
    """Which house is handed over."""
    return await pick(request, desk.FUNCTION, _("安排收房"))


@own.get(r"/movein/new/{house:\d{1,9}}")
@own.post(r"/movein/new/{house:\d{1,9}}")
async def plan(request: web.Request) -> web.Response:
    """A day, and for whom."""
    house = int(request.match_info["house"])
    form = await forms.sent(request, Planning)
    alike = await _alike(request, form, house)
    if form.given and not alike:
        with form.taking():
            async with database(request) as db:
                made = await desk.plan(db, who(request), house, form.given.plan())
        if form.ok:
            raise web.HTTPSeeOther(f"/movein/{made}")
    return await _planning(request, form, house, alike)


@own.get(r"/movein/{handover:\d{1,9}}/plan")
@own.post(r"/movein/{handover:\d{1,9}}/plan")
async def replan(request: web.Request) -> web.Response:
    """Another day, or somebody else."""
    about = await handover_of(request)
    kept = about.plan
    known = {"owner": kept.person, "name": kept.name, "phone": kept.phone}
    form = await forms.sent(request, Planning, {"day": kept.day, "version": about.version, **known})
    alike = await _alike(request, form, about.house)
    if form.given and not alike:
        with form.taking():
            async with database(request) as db:
                await desk.replan(db, who(request), about.id, form.given.version, form.given.plan())
        if form.ok:
            raise web.HTTPSeeOther(f"/movein/{about.id}")
    return await _planning(request, form, about.house, alike, f"/movein/{about.id}")


@own.get(r"/movein/{handover:\d{1,9}}")
async def one(request: web.Request) -> web.Response:
    """All about one: what was found, what is missing, what happened."""
    about = await handover_of(request)
    async with database(request) as db:
        deeds = await trail.of(db, f"handover:{about.id}")
    facts = {
        "one": about,
        "repairs": has(who(request), "repair.register", about.community_id),
        "told": moments(deeds, labels.DEEDS, labels.FIELDS),
    }
    return render(request, "moving/one.html", facts)


@own.get(r"/movein/{handover:\d{1,9}}/sheet.pdf")
async def printed(request: web.Request) -> web.Response:
    """收房交接单, filled in as far as it goes, to be signed."""
    about = await handover_of(request)
    found = about.findings
    marks = {True: _("合格"), False: _("不合格"), None: ""}
    meters = [(labels.meter(kind), f"{reading:,}") for kind, reading in found.meters.items()]
    keys = [(labels.key(kind), str(count)) for kind, count in found.keys.items()]
    if found.other_keys:
        keys.append((_("其他钥匙"), found.other_keys))
    return await sheet(
        request,
        "moving/handover",
        about,
        title=_("收房交接单"),
        facts=[
            (_("房屋"), f"{named(about, 'community')} {about.label}"),
            (_("户号"), about.code),
            (_("业主"), about.plan.name),
            (_("电话"), telephone(about.plan.phone) if about.plan.phone else ""),
            (_("建筑面积"), f"{about.area} m²"),
            (_("收房日期"), blank(about.done_on)),
        ],
        items={
            "heading": [_("核对项目"), _("结果"), _("说明")],
            "lines": [(named(item), marks[item.ok], item.note) for item in found.items],
        },
        meters={"heading": [_("表"), _("表底")], "lines": meters},
        keys={"heading": [_("钥匙"), _("数量")], "lines": keys},
        defects={
            "heading": [_("报修单号"), _("问题")],
            "lines": [(str(defect.number), defect.details) for defect in about.defects],
        },
        note=found.note,
        signatures=[_("业主签字"), _("物业签字"), _("日期")],
    )


async def _alike(request: web.Request, form: forms.Form[Planning], house: int) -> list[Alike]:
    """Whom the one named may be already, unless it was said who is."""
    given = form.given
    if given is None or given.person or given.owner or given.sure:
        return []
    with form.taking():
        async with database(request) as db:
            numbers = [NewPhone(given.phone)]
            found = await living.alike(db, who(request), house, given.name, numbers, function=desk.FUNCTION)
    return found if form.ok else []


async def _planning(
    request: web.Request, form: forms.Form[Planning], house: int, alike: list[Alike], back: str = ""
) -> web.Response:
    async with database(request) as db:
        home = await house_for(db, who(request), house, desk.FUNCTION)
        stays = await living.of_house(db, who(request), house)
    facts: dict[str, Any] = {
        "form": form,
        "home": home,
        "owners": {
            one.stay.person: one.name for one in stays if one.stay.role == "owner" and one.stay.until is None
        },
        "alike": alike,
        "back": back,
    }
    return render(request, "moving/plan.html", facts, form.status)


routes = [*own, *web_doing.routes]
