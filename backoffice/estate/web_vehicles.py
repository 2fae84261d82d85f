"""Pages of cars: added at their owner's, edited, gone (S1)."""

from typing import Any

from aiohttp import web

from backoffice.errors import Invalid
from backoffice.estate import vehicles
from backoffice.estate.desk import house_by_code
from backoffice.estate.vehicles import Car, CarFacts
from backoffice.estate.web_people import person_page
from backoffice.web import forms
from backoffice.web.forms import Given, Line
from backoffice.web.keys import database, who
from backoffice.web.layout import render

routes = web.RouteTableDef()


class CarForm(Given):
    """A car as typed. space: the 户号 of where it stands."""

    plate: Line
    space: Line = ""
    note: Line = ""
    version: int = 0


@routes.post(r"/people/{person:\d{1,9}}/cars")
async def add(request: web.Request) -> web.Response:
    """Keep a person's new car."""
    wanted = int(request.match_info["person"])
    form = await forms.read(request, CarForm)
    if form.given:
        with form.taking():
            await _keep(request, form.given, wanted, None)
        if form.ok:
            raise web.HTTPSeeOther(f"/people/{wanted}")
    return await person_page(request, form)


@routes.get(r"/cars/{car:\d{1,9}}")
async def one(request: web.Request) -> web.Response:
    """The form with what is kept."""
    car = await _car(request)
    values = {"plate": car.facts.plate, "space": car.code, "note": car.facts.note, "version": car.version}
    return _page(request, forms.blank(values), car)


@routes.post(r"/cars/{car:\d{1,9}}")
async def edit(request: web.Request) -> web.Response:
    """Keep what was edited."""
    car = await _car(request)
    form = await forms.read(request, CarForm)
    if form.given:
        with form.taking():
            await _keep(request, form.given, car.facts.person, car.id)
        if form.ok:
            raise web.HTTPSeeOther(_back(car))
    return _page(request, form, car)


@routes.post(r"/cars/{car:\d{1,9}}/remove")
async def remove(request: web.Request) -> web.Response:
    """It is sold or scrapped."""
    car = await _car(request)
    version = str((await request.post()).get("version", ""))
    async with database(request) as db:
        await vehicles.remove_car(db, who(request), car.id, int(version) if version.isdecimal() else 0)
    raise web.HTTPSeeOther(_back(car))


async def _car(request: web.Request) -> Car:
    async with database(request) as db:
        return await vehicles.car_for(db, who(request), int(request.match_info["car"]))


async def _keep(request: web.Request, given: CarForm, person: int | None, car: int | None) -> None:
    async with database(request) as db:
        space = await house_by_code(db, given.space) if given.space else None
        if given.space and space is None:
            raise Invalid("car.space", field="space")
        facts = CarFacts(given.plate, person, space.id if space else None, given.note)
        if car is None:
            await vehicles.add_car(db, who(request), facts)
        else:
            await vehicles.edit_car(db, who(request), car, given.version, facts)


def _back(car: Car) -> str:
    return f"/people/{car.facts.person}" if car.facts.person else f"/homes/{car.facts.house}"


def _page(request: web.Request, form: forms.Form[Any], car: Car) -> web.Response:
    return render(request, "estate/car.html", {"form": form, "car": car, "back": _back(car)}, form.status)
