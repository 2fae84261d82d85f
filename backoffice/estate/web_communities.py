"""Pages of communities and their phases (S1)."""

from zoneinfo import available_timezones

from aiohttp import web

from backoffice.company.reach import has, reach_with
from backoffice.estate import buildings, communities
from backoffice.estate.communities import CommunityFacts
from backoffice.web import forms
from backoffice.web.forms import Day, Given, Line, Maybe, Name
from backoffice.web.keys import SOUNDS, database, here, needs, who
from backoffice.web.layout import render

routes = web.RouteTableDef()


class CommunityForm(Given):
    """A community as typed; lengths as in the desk."""

    name: Name
    name_en: Line = ""
    code: Line = ""
    city: Name
    time_zone: Line = "Asia/Shanghai"
    area_code: Line = ""
    address: Line = ""
    developer: Line = ""
    opened_on: Maybe[Day] = None
    version: int = 0


class PhaseForm(Given):
    """A phase as typed."""

    name: Name
    delivered_on: Maybe[Day] = None
    version: int = 0


@routes.get("/homes")
async def index(request: web.Request) -> web.Response:
    """Communities of the reader, by city."""
    needs(who(request), "house.view")
    async with database(request) as db:
        found = await communities.communities(db, here(request))
    manages = reach_with(who(request), "community.manage").everything
    return render(request, "estate/communities.html", {"communities": found, "manages": manages})


@routes.get("/homes/communities/new")
async def new_community(request: web.Request) -> web.Response:
    """An empty form."""
    needs(who(request), "community.manage")
    return _community_form(request, forms.blank({"time_zone": "Asia/Shanghai"}))


@routes.post("/homes/communities/new")
async def add_community(request: web.Request) -> web.Response:
    """Keep a new community."""
    needs(who(request), "community.manage")
    form = await forms.read(request, CommunityForm)
    if form.given:
        with form.taking():
            async with database(request) as db:
                made = await communities.add_community(
                    db, who(request), request.app[SOUNDS], _community(form.given)
                )
        if form.ok:
            raise web.HTTPSeeOther(f"/homes/communities/{made}")
    return _community_form(request, form)


@routes.get(r"/homes/communities/{community:\d{1,9}}")
async def community(request: web.Request) -> web.Response:
    """One community: its buildings and phases."""
    return await _community_page(request, forms.blank())


async def _community_page(request: web.Request, phase_form: forms.Form[PhaseForm]) -> web.Response:
    wanted = int(request.match_info["community"])
    async with database(request) as db:
        found = await communities.community_for(db, who(request), wanted, "house.view")
        facts = {
            "community": found,
            "buildings": await buildings.buildings(db, who(request), wanted),
            "phases": await communities.phases(db, who(request), wanted),
            "manages": reach_with(who(request), "community.manage").everything,
            "edits": has(who(request), "house.edit", wanted) and not found.closed_at,
            "form": phase_form,
        }
    return render(request, "estate/community.html", facts, phase_form.status)


@routes.get(r"/homes/communities/{community:\d{1,9}}/edit")
async def edit_community_form(request: web.Request) -> web.Response:
    """The form with what is kept."""
    async with database(request) as db:
        found = await communities.community_for(
            db, who(request), int(request.match_info["community"]), "community.manage"
        )
    values = {name: getattr(found.facts, name) for name in CommunityFacts.__dataclass_fields__}
    return _community_form(request, forms.blank(values | {"version": found.version}), found.id)


@routes.post(r"/homes/communities/{community:\d{1,9}}/edit")
async def edit_community(request: web.Request) -> web.Response:
    """Keep what was edited."""
    wanted = int(request.match_info["community"])
    form = await forms.read(request, CommunityForm)
    async with database(request) as db:
        await communities.community_for(db, who(request), wanted, "community.manage")
        if form.given:
            with form.taking():
                await communities.edit_community(
                    db,
                    who(request),
                    request.app[SOUNDS],
                    wanted,
                    form.given.version,
                    _community(form.given),
                )
        if form.ok:
            raise web.HTTPSeeOther(f"/homes/communities/{wanted}")
    return _community_form(request, form, wanted)


def _community(given: CommunityForm) -> CommunityFacts:
    return CommunityFacts(**given.model_dump(exclude={"version"}))


def _community_form(
    request: web.Request, form: forms.Form[CommunityForm], community: int | None = None
) -> web.Response:
    zones = sorted(zone for zone in available_timezones() if zone.startswith(("Asia/", "Etc/")))
    facts = {"form": form, "community": community, "zones": {zone: zone for zone in zones}}
    return render(request, "estate/community_form.html", facts, form.status)


@routes.post(r"/homes/communities/{community:\d{1,9}}/phases")
async def add_phase(request: web.Request) -> web.Response:
    """Keep a new phase."""
    wanted = int(request.match_info["community"])
    form = await forms.read(request, PhaseForm)
    if form.given:
        with form.taking():
            async with database(request) as db:
                await communities.add_phase(
                    db, who(request), wanted, form.given.name, form.given.delivered_on
                )
        if form.ok:
            raise web.HTTPSeeOther(f"/homes/communities/{wanted}")
    return await _community_page(request, form)


@routes.post(r"/homes/communities/{community:\d{1,9}}/phases/{phase:\d{1,9}}")
async def edit_phase(request: web.Request) -> web.Response:
    """Keep an edited phase."""
    wanted = int(request.match_info["community"])
    form = await forms.read(request, PhaseForm)
    if form.given:
        with form.taking():
            async with database(request) as db:
                await communities.edit_phase(
                    db,
                    who(request),
                    wanted,
                    int(request.match_info["phase"]),
                    form.given.version,
                    form.given.name,
                    form.given.delivered_on,
                )
        if form.ok:
            raise web.HTTPSeeOther(f"/homes/communities/{wanted}")
    return await _community_page(request, form)
