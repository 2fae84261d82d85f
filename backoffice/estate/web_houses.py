"""Pages of houses: the list, the house page with all on one time-line, its form, its PIN (S1, R1)."""

from datetime import datetime
from typing import Any, get_args

from aiohttp import web

from backoffice.billing import desk as billing
from backoffice.company.reach import has
from backoffice.errors import Invalid
from backoffice.estate import (
    buildings,
    communities,
    dialling,
    history,
    houses,
    labels,
    listing,
    living,
    vehicles,
)
from backoffice.estate.houses import HouseFacts, Kind, State
from backoffice.estate.model import House
from backoffice.exchange import sheets
from backoffice.requests import desk as requests
from backoffice.requests.model import Kind as RequestKind
from backoffice.requests.model import NewRequest
from backoffice.web import forms
from backoffice.web import listing as lists
from backoffice.web.forms import Area, Given, Id, Line, Maybe, Text
from backoffice.web.keys import SESSION, database, here, needs, who
from backoffice.web.layout import render
from backoffice.web.listing import Column, Filter
from backoffice.web.words import N_, named

routes = web.RouteTableDef()
REGISTERED: tuple[RequestKind, ...] = get_args(RequestKind)

COLUMNS = (
    Column("label", N_("房号"), sortable=True),
    Column("community", N_("小区")),
    Column("building", N_("楼栋")),
    Column("code", N_("户号"), sortable=True),
    Column("kind", N_("类型")),
    Column("state", N_("状态")),
    Column("area", N_("建筑面积"), "number", sortable=True),
    Column("owners", N_("业主")),
    Column("tenants", N_("租户")),
    Column("floor", N_("楼层"), "number", extra=True),
)


class HouseForm(Given):
    """A house as typed."""

    building: Id
    unit: Maybe[Id] = None
    kind: Kind
    label: Line
    floor: Maybe[int] = None
    area: Area
    inner_area: Maybe[Area] = None
    state: State
    note: Text = ""
    version: int = 0


class RequestForm(Given):
    """What somebody at the counter asks for: `repair:3`, a kind with its category."""

    about: Line
    details: Text = ""
    urgent: str = ""


@routes.get("/homes/houses")
async def index(request: web.Request) -> web.StreamResponse:
    """Houses of the reader's communities."""
    needs(who(request), "house.view")
    async with database(request) as db:
        places = await communities.communities(db, here(request))
    offered = lists.List(
        "houses",
        COLUMNS,
        (
            Filter("community", N_("小区"), options={str(one.id): named(one.facts) for one in places}),
            Filter("kind", N_("类型"), options=labels.HOUSE_KINDS),
            Filter("state", N_("状态"), options=labels.HOUSE_STATES),
            Filter("text", N_("房号、户号或姓名"), "text"),
        ),
        sort="label",
    )
    view = await lists.view(request, offered)
    async with database(request) as db:
        found = await listing.houses(
            db,
            sheets.taker(here(request), view),
            view.slice,
            community=int(view.filters["community"] or 0),
            kind=view.filters["kind"],
            state=view.filters["state"],
            text=view.filters["text"],
        )
    if view.export:
        return await sheets.answer(
            request,
            view,
            found,
            community=lambda one: named(one, "community"),
            kind=lambda one: labels.house_kind(one.kind),
            state=lambda one: labels.house_state(one.state),
        )
    return render(request, "estate/houses.html", {"list": lists.Shown(view, found)})


@routes.get(r"/homes/buildings/{building:\d{1,9}}/houses/new")
async def new_house(request: web.Request) -> web.Response:
    """An empty form for a house of this building."""
    return await _form(
        request, forms.blank({"building": request.match_info["building"], "state": "unsold", "kind": "house"})
    )


@routes.post(r"/homes/buildings/{building:\d{1,9}}/houses/new")
async def add_house(request: web.Request) -> web.Response:
    """Keep a new house."""
    form = await forms.read(request, HouseForm)
    if form.given:
        with form.taking():
            async with database(request) as db:
                made = await houses.add_house(db, who(request), _facts(form.given))
        if form.ok:
            raise web.HTTPSeeOther(f"/homes/{made}")
    return await _form(request, form)


@routes.get(r"/homes/{house:\d{1,9}}")
async def house(request: web.Request) -> web.Response:
    """The house page."""
    return await house_page(request, forms.blank())


async def house_page(
    request: web.Request, form: forms.Form[Any], *, said: str = "", pin: str = ""
) -> web.Response:
    """Who lives there, what is owed, what is open and what happened, with what can be done.

    said: what was just done, in words; pin: a new one, shown this once.
    """
    wanted, me = int(request.match_info["house"]), who(request)
    async with database(request) as db:
        page = await houses.details(db, me, wanted)
        home = page.house

        def may(function: str) -> bool:
            return has(me, function, home.community_id)

        kinds = [] if page.closed_at else [kind for kind in REGISTERED if may(f"{kind}.register")]
        facts = {
            "page": page,
            "home": home,
            "may": may,
            "due": await billing.due(db, me, wanted) if may("bill.view") else None,
            "open": await requests.of_house(db, me, wanted, open_only=True) if may("request.view") else None,
            "stays": await living.of_house(db, me, wanted),
            "cars": await vehicles.of_house(db, me, wanted),
            "told": await history.of_house(db, me, wanted, before=moment(request)),
            "categories": {kind: await requests.categories(db, kind) for kind in kinds},
            "extension": request[SESSION].extension,
            "form": form,
            "said": said,
            "registered": _number(request.query.get("registered", "")),
            "pin": pin,
            "page_size": history.PAGE,
        }
    return render(request, "estate/house.html", facts, form.status)


def moment(request: web.Request) -> datetime | None:
    """The time before which a time-line goes on, as its last line gave it; None: from now."""
    try:
        given = datetime.fromisoformat(request.query.get("before", "").replace(" ", "+"))
    except ValueError:
        return None
    return given if given.tzinfo else None


@routes.post(r"/homes/{house:\d{1,9}}/requests")
async def register(request: web.Request) -> web.Response:
    """Register what somebody at the counter asks for (R1)."""
    wanted = int(request.match_info["house"])
    form = await forms.read(request, RequestForm)
    if form.given:
        kind, _, category = form.given.about.partition(":")
        with form.taking():
            if kind not in REGISTERED or not category.isdecimal() or len(category) > 9:
                raise Invalid("request.category", field="about")
            async with database(request) as db:
                made = await requests.register(
                    db,
                    who(request),
                    NewRequest(
                        kind=kind,
                        house=wanted,
                        category=int(category) or None,
                        call_id=None,
                        caller_number="",
                        channel="counter",
                        urgent=form.given.urgent == "yes",
                        details=form.given.details,
                    ),
                )
        if form.ok:
            raise web.HTTPSeeOther(f"/homes/{wanted}?registered={made.number}")
    return await house_page(request, form)


@routes.post(r"/homes/{house:\d{1,9}}/call")
async def call(request: web.Request) -> web.Response:
    """Ring the own telephone, then one of the house's people."""
    given = await request.post()
    form = forms.blank()
    with form.taking():
        async with database(request) as db:
            await dialling.dial(
                db,
                who(request),
                int(request.match_info["house"]),
                _number(str(given.get("person", ""))),
                request[SESSION].extension or "",
            )
    said = "" if form.errors else N_("您的话机马上会响；接起后接通住户。")
    return await house_page(request, form, said=said)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@routes.post(r"/homes/{house:\d{1,9}}/pin")
async def new_pin(request: web.Request) -> web.Response:
    """Give the house a new PIN and show it once."""
    async with database(request) as db:
        pin = await houses.new_pin(db, who(request), int(request.match_info["house"]))
    return await house_page(request, forms.blank(), pin=pin)


@routes.get(r"/homes/{house:\d{1,9}}/edit")
async def edit_form(request: web.Request) -> web.Response:
    """The form with what is kept."""
    async with database(request) as db:
        page = await houses.details(db, who(request), int(request.match_info["house"]))
    values = {name: getattr(page.facts, name) for name in HouseFacts.__dataclass_fields__}
    return await _form(request, forms.blank(values | {"version": page.version}), page.house)


@routes.post(r"/homes/{house:\d{1,9}}/edit")
async def edit(request: web.Request) -> web.Response:
    """Keep what was edited."""
    wanted = int(request.match_info["house"])
    form = await forms.read(request, HouseForm)
    async with database(request) as db:
        page = await houses.details(db, who(request), wanted)
        if form.given:
            with form.taking():
                await houses.edit_house(db, who(request), wanted, form.given.version, _facts(form.given))
    if form.ok:
        raise web.HTTPSeeOther(f"/homes/{wanted}")
    return await _form(request, form, page.house)


def _facts(given: HouseForm) -> HouseFacts:
    return HouseFacts(**given.model_dump(exclude={"version"}))


async def _form(request: web.Request, form: forms.Form[HouseForm], home: House | None = None) -> web.Response:
    """The form of a new house (in the address: its building) or of one that is."""
    wanted = home.building_id if home else int(request.match_info["building"])
    async with database(request) as db:
        building = await buildings.building_for(db, who(request), wanted, "house.edit")
        around = await buildings.buildings(db, who(request), building.community)
        facts = {
            "form": form,
            "home": home,
            "building": building,
            "buildings": {one.id: one.facts.name for one in around},
            "units": {one.id: one.name for one in await buildings.units(db, who(request), wanted)},
            "kinds": labels.choices(labels.HOUSE_KINDS),
            "states": labels.choices(labels.HOUSE_STATES),
        }
    return render(request, "estate/house_form.html", facts, form.status)
