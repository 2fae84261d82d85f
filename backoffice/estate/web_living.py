"""Pages of moving in and out and of selling a house; who may be known already is pointed out (S1)."""

from datetime import date
from typing import Any

from aiohttp import web

from backoffice.estate import labels, living, people
from backoffice.estate.desk import house_for
from backoffice.estate.living import Newcomer
from backoffice.estate.living_rules import Role
from backoffice.estate.model import House
from backoffice.estate.people import Alike
from backoffice.estate.web_houses import house_page
from backoffice.estate.web_people import PersonForm, numbers_in
from backoffice.web import forms
from backoffice.web.forms import Day, Given, Id, Line, Maybe, Text
from backoffice.web.keys import database, who
from backoffice.web.layout import render

routes = web.RouteTableDef()


class Arrival(PersonForm):
    """Somebody who comes: known (`person`) or new. sure: those alike were seen and are others."""

    name: Line = ""  # not asked of somebody known; the desk asks
    phones: Text = ""
    person: Maybe[Id] = None
    sure: str = ""

    def newcomer(self) -> Newcomer:
        """As the desk takes somebody new."""
        return Newcomer(self.facts(), numbers_in(self.phones))


class MoveIn(Arrival):
    """Somebody moves in."""

    role: Role
    since: Day
    remark: Line = ""


class Sale(Arrival):
    """A house is sold. stay: owners who go on owning."""

    day: Day
    stay: tuple[Id, ...] = ()


class LastDay(Given):
    """The last day of a stay."""

    until: Day


@routes.get(r"/homes/{house:\d{1,9}}/people/new")
async def move_in_form(request: web.Request) -> web.Response:
    """An empty form."""
    blank = forms.blank({"role": "owner", "since": date.today().isoformat(), "language": "zh"})
    return await _page(request, "move_in", blank)


@routes.post(r"/homes/{house:\d{1,9}}/people/new")
async def move_in(request: web.Request) -> web.Response:
    """Somebody known or new lives there from now on."""
    house = int(request.match_info["house"])
    form = await forms.read(request, MoveIn)
    alike: list[Alike] = []
    if form.given:
        given = form.given
        with form.taking():
            alike = await _alike(request, house, given)
            if not alike:
                async with database(request) as db:
                    if given.person:
                        await living.move_in(
                            db, who(request), house, given.person, given.role, given.since, given.remark
                        )
                    else:
                        await living.move_in_new(
                            db, who(request), house, given.newcomer(), given.role, given.since, given.remark
                        )
        if form.ok and not alike:
            raise web.HTTPSeeOther(f"/homes/{house}")
    return await _page(request, "move_in", form, alike)


@routes.get(r"/homes/{house:\d{1,9}}/sale")
async def sale_form(request: web.Request) -> web.Response:
    """An empty form."""
    return await _page(
        request, "sale", forms.blank({"day": date.today().isoformat(), "language": "zh", "stay": []})
    )


@routes.post(r"/homes/{house:\d{1,9}}/sale")
async def sale(request: web.Request) -> web.Response:
    """The owners of before end, those of after begin."""
    house = int(request.match_info["house"])
    form = await forms.read(request, Sale)
    alike: list[Alike] = []
    if form.given:
        given = form.given
        with form.taking():
            alike = await _alike(request, house, given)
            if not alike:
                buyers = [*given.stay, *([given.person] if given.person else [])]
                # Somebody new, unless a co-owner buys the others out and nobody is named.
                new = given.newcomer() if not given.person and (given.name or not given.stay) else None
                async with database(request) as db:
                    await living.sell(db, who(request), house, buyers, given.day, new)
        if form.ok and not alike:
            raise web.HTTPSeeOther(f"/homes/{house}")
    return await _page(request, "sale", form, alike)


@routes.post(r"/homes/{house:\d{1,9}}/stays/{stay:\d{1,9}}/end")
async def move_out(request: web.Request) -> web.Response:
    """The last day of a stay."""
    house = int(request.match_info["house"])
    form = await forms.read(request, LastDay)
    if form.given:
        with form.taking():
            async with database(request) as db:
                await living.move_out(db, who(request), int(request.match_info["stay"]), form.given.until)
        if form.ok:
            raise web.HTTPSeeOther(f"/homes/{house}")
    return await house_page(request, form)


async def _alike(request: web.Request, house: int, given: Arrival) -> list[Alike]:
    """Who may be meant, unless it was said who is. Raises Invalid for what is no number."""
    if given.person or given.sure:
        return []
    async with database(request) as db:
        return await living.alike(db, who(request), house, given.name, numbers_in(given.phones))


async def _page(
    request: web.Request, name: str, form: forms.Form[Any], alike: list[Alike] | None = None
) -> web.Response:
    wanted = int(request.match_info["house"])
    async with database(request) as db:
        home: House = await house_for(db, who(request), wanted, "person.edit")
        stays = await living.of_house(db, who(request), wanted)
        chosen = None
        known = request.query.get("person", "")
        if known.isascii() and known.isdigit() and len(known) < 10 and not form.given:
            chosen = await people.person_for(db, who(request), int(known), "house.view")
            form.values["person"] = chosen.id
    facts = {
        "form": form,
        "home": home,
        "owners": [one for one in stays if one.stay.role == "owner" and one.stay.until is None],
        "alike": alike or [],
        "chosen": chosen,
        "roles": labels.choices(labels.ROLES),
        "titles": labels.choices(labels.TITLES),
        "languages": labels.choices(labels.LANGUAGES),
    }
    return render(request, f"estate/{name}.html", facts, form.status)
