"""Pages of decorations: the list, one with its steps and time-line, the permit to print (S2)."""

from dataclasses import asdict
from typing import cast

from aiohttp import web

from backoffice.audit import trail
from backoffice.company.reach import has
from backoffice.decoration import desk, labels, web_steps
from backoffice.decoration.listing import Which, listed
from backoffice.decoration.model import DECISIONS, Application, Decoration
from backoffice.decoration.web_steps import decoration_of
from backoffice.errors import Forbidden, NotFound
from backoffice.estate import living
from backoffice.estate.desk import house_for
from backoffice.estate.picking import pick
from backoffice.exchange import sheets
from backoffice.paper.web import blank, sheet
from backoffice.web import forms, listing
from backoffice.web.forms import Day, Given, Id, Line, Money, Name, Text
from backoffice.web.keys import database, here, who
from backoffice.web.layout import render
from backoffice.web.listing import Column, Filter
from backoffice.web.moments import moments
from backoffice.web.words import N_, _, money, named, telephone

own = web.RouteTableDef()

DECORATIONS = listing.List(
    "decorations",
    (
        Column("number", N_("编号"), sortable=True),
        Column("label", N_("房屋")),
        Column("applicant", N_("申请人")),
        Column("firm", N_("装修公司")),
        Column("since", N_("开始"), "day", sortable=True),
        Column("until", N_("结束"), "day", sortable=True),
        Column("deposit", N_("押金"), "money"),
        Column("state", N_("状态")),
    ),
    (
        Filter(
            "which",
            N_("状态"),
            options={"late": N_("超过期限"), **labels.STATES, "all": N_("全部")},
            empty=N_("未结束"),
        ),
        Filter("text", N_("房号、申请人或装修公司"), "text"),
    ),
)


class Applying(Given):
    """An application as typed."""

    person: Id
    firm: Name
    phone: Line
    scope: Text
    since: Day
    until: Day
    deposit: Money
    version: Id = 1

    def asked(self) -> Application:
        """As the desk takes it."""
        return Application(**self.model_dump(exclude={"version"}))


@own.get("/decoration")
async def index(request: web.Request) -> web.StreamResponse:
    """What is open, or what the address asks for."""
    if not any(function in who(request).functions for function in desk.SEEN_WITH):
        raise Forbidden("right.missing", function=desk.SEEN_WITH[0])
    view = await listing.view(request, DECORATIONS)
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
            request, view, found, label=sheets.place, state=lambda one: labels.decoration_state(one.state)
        )
    return render(request, "decoration/list.html", {"list": listing.Shown(view, found)})


@own.get("/decoration/new")
async def choose(request: web.Request) -> web.Response:
    """Which house is decorated."""
    return await pick(request, desk.MANAGE, _("登记装修申请"))


@own.get(r"/decoration/new/{house:\d{1,9}}")
@own.post(r"/decoration/new/{house:\d{1,9}}")
async def apply(request: web.Request) -> web.Response:
    """A new application."""
    house = int(request.match_info["house"])
    form = await forms.sent(request, Applying)
    if form.given:
        with form.taking():
            async with database(request) as db:
                made = await desk.apply(db, who(request), house, form.given.asked())
        if form.ok:
            raise web.HTTPSeeOther(f"/decoration/{made}")
    return await _application(request, form, house)


@own.get(r"/decoration/{decoration:\d{1,9}}")
async def one(request: web.Request) -> web.Response:
    """All about one: what can be done, what was found, what happened."""
    about = await decoration_of(request)
    async with database(request) as db:
        deeds = await trail.of(db, f"decoration:{about.id}")
    me = who(request)
    can = []
    if has(me, desk.MANAGE, about.community_id):
        can = [step for step in about.steps if step not in DECISIONS]
    facts = {
        "one": about,
        "steps": can,
        "decides": about.state == "applied" and has(me, desk.PERMIT, about.community_id),
        "edits": about.state == "applied" and has(me, desk.MANAGE, about.community_id),
        "told": moments(deeds, labels.DEEDS, labels.FIELDS),
    }
    return render(request, "decoration/one.html", facts)


@own.get(r"/decoration/{decoration:\d{1,9}}/edit")
@own.post(r"/decoration/{decoration:\d{1,9}}/edit")
async def edit(request: web.Request) -> web.Response:
    """The application, while nobody decided."""
    about = await decoration_of(request, desk.MANAGE)
    form = await forms.sent(request, Applying, asdict(about.asked) | {"version": about.version})
    if form.given:
        with form.taking():
            async with database(request) as db:
                await desk.edit(db, who(request), about.id, form.given.version, form.given.asked())
        if form.ok:
            raise web.HTTPSeeOther(f"/decoration/{about.id}")
    return await _application(request, form, about.house, about)


@own.get(r"/decoration/{decoration:\d{1,9}}/permit.pdf")
async def permit(request: web.Request) -> web.Response:
    """The permit, to print, once there is one."""
    about = await decoration_of(request)
    if about.state in ("applied", "refused", "withdrawn"):
        raise NotFound("decoration.no_permit")
    facts = [
        (_("编号"), about.number),
        (_("房屋"), f"{named(about, 'community')} {about.label}"),
        (_("申请人"), about.applicant),
        (_("装修公司"), about.firm),
        (_("联系电话"), telephone(about.phone)),
        (_("押金"), money(about.deposit)),
        (_("开始"), blank(about.since)),
        (_("结束"), blank(about.until)),
    ]
    return await sheet(
        request,
        "decoration/permit",
        about,
        title=_("装修许可证"),
        facts=facts,
        parts=[(_("装修内容"), about.scope), (_("要求"), about.reason)],
        signatures=[_("物业签字"), _("装修公司签字"), _("业主签字")],
    )


async def _application(
    request: web.Request, form: forms.Form[Applying], house: int, about: Decoration | None = None
) -> web.Response:
    async with database(request) as db:
        home = await house_for(db, who(request), house, desk.MANAGE)
        stays = await living.of_house(db, who(request), house)
    people = {one.stay.person: one.name for one in stays if one.stay.until is None}
    facts = {"form": form, "home": home, "people": people, "one": about}
    return render(request, "decoration/form.html", facts, form.status)


routes = [*own, *web_steps.routes]
