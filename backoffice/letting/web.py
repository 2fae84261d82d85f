"""Pages of lettings: what is let and what ends soon, one with its time-line, its forms (S2)."""

from typing import cast

from aiohttp import web

from backoffice.audit import trail
from backoffice.estate import living
from backoffice.estate.desk import house_for
from backoffice.estate.living import Newcomer
from backoffice.estate.people import Alike, PersonFacts
from backoffice.estate.picking import pick
from backoffice.estate.web_people import numbers_in
from backoffice.exchange import sheets
from backoffice.letting import desk, labels
from backoffice.letting.model import Letting, Terms
from backoffice.web import forms, listing
from backoffice.web.forms import Day, Given, Id, Line, Maybe, Money, Reason, Text
from backoffice.web.keys import database, here, needs, who
from backoffice.web.layout import render
from backoffice.web.listing import Column, Filter
from backoffice.web.moments import moments
from backoffice.web.words import N_, _

routes = web.RouteTableDef()

LETTINGS = listing.List(
    "lettings",
    (
        Column("label", N_("房屋")),
        Column("tenant", N_("租户")),
        Column("since", N_("起租"), "day", sortable=True),
        Column("until", N_("到期"), "day", sortable=True),
        Column("rent", N_("月租"), "money", sortable=True),
        Column("firm", N_("中介")),
        Column("ended_on", N_("结束日期"), "day"),
    ),
    (
        Filter(
            "which",
            N_("状态"),
            options={
                "soon": N_("60 天内到期"),
                "over": N_("已到期未结束"),
                "ended": N_("已结束"),
                "all": N_("全部"),
            },
            empty=N_("出租中"),
        ),
        Filter("text", N_("房号或租户"), "text"),
    ),
)


class Agreed(Given):
    """What is agreed, as typed."""

    until: Maybe[Day] = None
    rent: Maybe[Money] = None
    firm: Line = ""
    note: Text = ""


class Editing(Agreed):
    """Agreed anew."""

    version: Id


class LettingForm(Agreed):
    """A new letting: to one of the house (`tenant`), somebody known (`person`) or somebody new.

    sure: those alike were seen and are others.
    """

    since: Day
    tenant: Maybe[Id] = None
    person: Maybe[Id] = None
    name: Line = ""
    phones: Text = ""
    sure: str = ""

    def to(self) -> int | Newcomer:
        """As the desk takes the tenant."""
        return self.person or self.tenant or Newcomer(PersonFacts(self.name), numbers_in(self.phones))

    def terms(self) -> Terms:
        """As the desk takes what is agreed."""
        return Terms(self.since, self.until, self.rent, self.firm, self.note)


class Ending(Given):
    """The last day and why."""

    day: Day
    reason: Reason
    version: Id


@routes.get("/letting")
async def index(request: web.Request) -> web.StreamResponse:
    """What is let, or what the address asks for."""
    needs(who(request), desk.FUNCTION)
    view = await listing.view(request, LETTINGS)
    async with database(request) as db:
        found = await desk.listed(
            db,
            sheets.taker(here(request), view),
            view.slice,
            which=cast(desk.Which, view.filters["which"]),
            text=view.filters["text"],
        )
    if view.export:
        return await sheets.answer(request, view, found, label=sheets.place)
    return render(request, "letting/list.html", {"list": listing.Shown(view, found)})


@routes.get("/letting/new")
async def choose(request: web.Request) -> web.Response:
    """Which house is let."""
    return await pick(request, desk.FUNCTION, _("登记出租"))


@routes.get(r"/letting/new/{house:\d{1,9}}")
@routes.post(r"/letting/new/{house:\d{1,9}}")
async def let(request: web.Request) -> web.Response:
    """A new letting."""
    house, me = int(request.match_info["house"]), who(request)
    async with database(request) as db:
        home = await house_for(db, me, house, desk.FUNCTION)
        stays = await living.of_house(db, me, house)
    form = await forms.sent(request, LettingForm)
    alike: list[Alike] = []
    if form.given:
        given = form.given
        with form.taking():
            async with database(request) as db:
                if isinstance(to := given.to(), Newcomer) and not given.sure:
                    alike = await living.alike(db, me, house, given.name, to.numbers, function=desk.FUNCTION)
                if not alike:
                    made = await desk.let(db, me, house, to, given.terms())
        if form.ok and not alike:
            raise web.HTTPSeeOther(f"/letting/{made}")
    people = {one.stay.person: one.name for one in stays if one.stay.until is None}
    facts = {"form": form, "home": home, "people": people, "alike": alike}
    return render(request, "letting/form.html", facts, form.status)


@routes.get(r"/letting/{letting:\d{1,9}}")
async def one(request: web.Request) -> web.Response:
    """All about one letting."""
    about = await _letting(request)
    async with database(request) as db:
        deeds = await trail.of(db, f"letting:{about.id}")
    facts = {"one": about, "told": moments(deeds, labels.DEEDS, labels.FIELDS)}
    return render(request, "letting/one.html", facts)


@routes.get(r"/letting/{letting:\d{1,9}}/edit")
@routes.post(r"/letting/{letting:\d{1,9}}/edit")
async def edit(request: web.Request) -> web.Response:
    """What is agreed anew."""
    about = await _letting(request)
    kept = {name: getattr(about, name) for name in Agreed.model_fields}
    form = await forms.sent(request, Editing, kept | {"version": about.version})
    if form.given:
        given = form.given
        terms = Terms(about.since, given.until, given.rent, given.firm, given.note)
        with form.taking():
            async with database(request) as db:
                await desk.edit(db, who(request), about.id, given.version, terms)
        if form.ok:
            raise web.HTTPSeeOther(f"/letting/{about.id}")
    return render(request, "letting/edit.html", {"form": form, "one": about}, form.status)


@routes.get(r"/letting/{letting:\d{1,9}}/end")
@routes.post(r"/letting/{letting:\d{1,9}}/end")
async def end(request: web.Request) -> web.Response:
    """It ends."""
    about = await _letting(request)
    form = await forms.sent(request, Ending, {"version": about.version, "day": about.today})
    if form.given:
        given = form.given
        with form.taking():
            async with database(request) as db:
                await desk.end(db, who(request), about.id, given.version, given.day, given.reason)
        if form.ok:
            raise web.HTTPSeeOther(f"/letting/{about.id}")
    return render(request, "letting/end.html", {"form": form, "one": about}, form.status)


async def _letting(request: web.Request) -> Letting:
    async with database(request) as db:
        return await desk.letting_for(db, who(request), int(request.match_info["letting"]))
