"""Pages of buildings and units; a building as a plan of cells (S1)."""

from typing import Annotated

from aiohttp import web
from pydantic import Field

from backoffice.company.reach import has
from backoffice.estate import buildings, communities, plan
from backoffice.estate.buildings import BuildingFacts
from backoffice.web import forms
from backoffice.web.forms import Day, Given, Id, Line, Maybe, Name
from backoffice.web.keys import SOUNDS, database, who
from backoffice.web.layout import render

routes = web.RouteTableDef()


class BuildingForm(Given):
    """A building as typed."""

    name: Name
    phase: Maybe[Id] = None
    builder: Line = ""
    built_on: Maybe[Day] = None
    floors: Maybe[Annotated[int, Field(ge=1, le=200)]] = None
    position: Annotated[int, Field(ge=-9999, le=9999)] = 0
    version: int = 0


class UnitForm(Given):
    """A unit's name."""

    name: Name


@routes.get(r"/homes/communities/{community:\d{1,9}}/buildings/new")
async def new_building(request: web.Request) -> web.Response:
    """An empty form."""
    return await _building_form(request, forms.blank({"position": 0}))


@routes.post(r"/homes/communities/{community:\d{1,9}}/buildings/new")
async def add_building(request: web.Request) -> web.Response:
    """Keep a new building."""
    form = await forms.read(request, BuildingForm)
    if form.given:
        with form.taking():
            async with database(request) as db:
                made = await buildings.add_building(
                    db,
                    who(request),
                    request.app[SOUNDS],
                    int(request.match_info["community"]),
                    _building(form.given),
                )
        if form.ok:
            raise web.HTTPSeeOther(f"/homes/buildings/{made}")
    return await _building_form(request, form)


@routes.get(r"/homes/buildings/{building:\d{1,9}}")
async def building(request: web.Request) -> web.Response:
    """A building as a plan of cells."""
    return await _building_page(request, forms.blank())


async def _building_page(request: web.Request, unit_form: forms.Form[UnitForm]) -> web.Response:
    wanted = int(request.match_info["building"])
    async with database(request) as db:
        found = await buildings.building_for(db, who(request), wanted, "house.view")
        facts = {
            "building": found,
            "community": await communities.community_for(db, who(request), found.community, "house.view"),
            "plan": await plan.plan_of(db, who(request), wanted),
            "units": await buildings.units(db, who(request), wanted),
            "edits": has(who(request), "house.edit", found.community) and not found.closed_at,
            "form": unit_form,
        }
    return render(request, "estate/building.html", facts, unit_form.status)


@routes.get(r"/homes/buildings/{building:\d{1,9}}/edit")
async def edit_building_form(request: web.Request) -> web.Response:
    """The form with what is kept."""
    async with database(request) as db:
        found = await buildings.building_for(
            db, who(request), int(request.match_info["building"]), "house.edit"
        )
    values = {name: getattr(found.facts, name) for name in BuildingFacts.__dataclass_fields__}
    return await _building_form(request, forms.blank(values | {"version": found.version}))


@routes.post(r"/homes/buildings/{building:\d{1,9}}/edit")
async def edit_building(request: web.Request) -> web.Response:
    """Keep what was edited."""
    wanted = int(request.match_info["building"])
    form = await forms.read(request, BuildingForm)
    if form.given:
        with form.taking():
            async with database(request) as db:
                await buildings.edit_building(
                    db,
                    who(request),
                    request.app[SOUNDS],
                    wanted,
                    form.given.version,
                    _building(form.given),
                )
        if form.ok:
            raise web.HTTPSeeOther(f"/homes/buildings/{wanted}")
    return await _building_form(request, form)


@routes.post(r"/homes/buildings/{building:\d{1,9}}/units")
async def add_unit(request: web.Request) -> web.Response:
    """Keep a new unit."""
    wanted = int(request.match_info["building"])
    form = await forms.read(request, UnitForm)
    if form.given:
        with form.taking():
            async with database(request) as db:
                await buildings.add_unit(db, who(request), wanted, form.given.name)
        if form.ok:
            raise web.HTTPSeeOther(f"/homes/buildings/{wanted}")
    return await _building_page(request, form)


@routes.post(r"/homes/buildings/{building:\d{1,9}}/units/{unit:\d{1,9}}")
async def rename_unit(request: web.Request) -> web.Response:
    """Another name for a unit."""
    wanted, unit = int(request.match_info["building"]), int(request.match_info["unit"])
    form = await forms.read(request, UnitForm)
    if form.given:
        with form.taking():
            async with database(request) as db:
                await buildings.rename_unit(db, who(request), wanted, unit, form.given.name)
        if form.ok:
            raise web.HTTPSeeOther(f"/homes/buildings/{wanted}")
    return await _building_page(request, form)


def _building(given: BuildingForm) -> BuildingFacts:
    return BuildingFacts(**given.model_dump(exclude={"version"}))


async def _building_form(request: web.Request, form: forms.Form[BuildingForm]) -> web.Response:
    """The form of a new building (in the address: its community) or of one that is."""
    async with database(request) as db:
        if "building" in request.match_info:
            wanted = int(request.match_info["building"])
            known = await buildings.building_for(db, who(request), wanted, "house.edit")
            place, back = known.community, f"/homes/buildings/{wanted}"
        else:
            known, place = None, int(request.match_info["community"])
            back = f"/homes/communities/{place}"
        facts = {
            "form": form,
            "building": known,
            "community": await communities.community_for(db, who(request), place, "house.edit"),
            "phases": {one.id: one.name for one in await communities.phases(db, who(request), place)},
            "back": back,
        }
    return render(request, "estate/building_form.html", facts, form.status)
