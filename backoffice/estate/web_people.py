"""Pages of people: the list, the person page over all houses, forms, numbers behind a click (S1, P2, P5)."""

import re
from typing import Any, Literal

from aiohttp import web

from backoffice.company.actor import communities_for
from backoffice.estate import communities, history, labels, listing, living, people, phones, vehicles
from backoffice.estate.people import PersonFacts, PersonPage
from backoffice.estate.phones import NewPhone
from backoffice.estate.web_houses import moment
from backoffice.exchange import sheets
from backoffice.web import forms
from backoffice.web import listing as lists
from backoffice.web.forms import Day, Given, Line, Maybe, Name, Text
from backoffice.web.keys import database, here, needs, who
from backoffice.web.layout import render
from backoffice.web.listing import Column, Filter
from backoffice.web.words import N_, _, named

routes = web.RouteTableDef()

COLUMNS = (
    Column("name", N_("姓名")),
    Column("places", N_("房屋")),
    Column("numbers", N_("电话")),
    Column("language", N_("语言"), extra=True),
    Column("wishes", N_("不打扰")),
)
WISHES = ("do_not_call", "do_not_text", "do_not_mail")
_NUMBER = re.compile(r"[\d+＋()（）\s./\-－–]+")


class PersonForm(Given):
    """A person as typed."""

    name: Name
    surname: Line = ""
    title: Literal["", "mr", "ms"] = ""
    language: Literal["zh", "en"] = "zh"
    email: Line = ""
    birthday: Maybe[Day] = None
    hobbies: Text = ""
    temperament: Text = ""
    do_not_call: bool = False
    do_not_text: bool = False
    do_not_mail: bool = False
    note: Text = ""
    version: int = 0

    def facts(self) -> PersonFacts:
        """As the desk takes it."""
        return PersonFacts(**{name: getattr(self, name) for name in PersonFacts.__dataclass_fields__})


class NumbersForm(Given):
    """Numbers as typed, one a line, each with what it is called behind it."""

    phones: Text = ""
    version: int = 0


def numbers_in(text: str) -> list[NewPhone]:
    """`13800000001 手机`, line by line."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        number = _NUMBER.match(line)
        written = number[0] if number else line
        found.append(NewPhone(written.strip(), line.removeprefix(written).strip()))
    return found


@routes.get("/people")
async def index(request: web.Request) -> web.StreamResponse:
    """People of the reader's communities."""
    needs(who(request), "house.view")
    async with database(request) as db:
        places = await communities.communities(db, here(request))
    offered = lists.List(
        "people",
        COLUMNS,
        (
            Filter("community", N_("小区"), options={str(one.id): named(one.facts) for one in places}),
            Filter("role", N_("身份"), options=labels.ROLES),
            Filter("text", N_("姓名、拼音或首字母"), "text"),
        ),
        sort="name",
    )
    view = await lists.view(request, offered)
    async with database(request) as db:
        found = await listing.people(
            db,
            sheets.taker(here(request), view),
            view.slice,
            community=int(view.filters["community"] or 0),
            role=view.filters["role"],
            text=view.filters["text"],
        )
    if view.export:
        return await sheets.answer(
            request,
            view,
            found,
            language=lambda one: labels.language_name(one.language),
            wishes=lambda one: [_(labels.FIELDS[wish]) for wish in WISHES if getattr(one, wish)],
        )
    return render(request, "estate/people.html", {"list": lists.Shown(view, found)})


@routes.get(r"/people/{person:\d{1,9}}")
async def person(request: web.Request) -> web.Response:
    """The person page."""
    return await person_page(request, forms.blank())


async def person_page(request: web.Request, form: forms.Form[Any]) -> web.Response:
    """Where the person is and was, numbers masked, cars, and what happened over all houses."""
    wanted, me = int(request.match_info["person"]), who(request)
    async with database(request) as db:
        page = await people.person_for(db, me, wanted, "house.view")
        facts = {
            "page": page,
            "may": lambda function: _may(request, page, function),
            "numbers": await phones.numbers_of(db, me, wanted),
            "shared": await phones.shared(db, me, wanted),
            "stays": await living.of_person(db, me, wanted),
            "cars": await vehicles.of_person(db, me, wanted),
            "told": await history.of_person(db, me, wanted, before=moment(request)),
            "form": form,
            "page_size": history.PAGE,
        }
    return render(request, "estate/person.html", facts, form.status)


def _may(request: web.Request, page: PersonPage, function: str) -> bool:
    """Which buttons to show; the desk asks again."""
    held = communities_for(who(request), function)
    return page.closed_at is None and (held is None or bool(held & set(page.communities)))


@routes.get(r"/people/{person:\d{1,9}}/numbers")
async def numbers(request: web.Request) -> web.Response:
    """The numbers whole: a part of a page. That somebody looked is in the trail."""
    wanted = int(request.match_info["person"])
    async with database(request) as db:
        found = await phones.look(db, who(request), wanted)
    return render(request, "estate/numbers.html", {"numbers": found, "person": wanted})


@routes.post(r"/people/{person:\d{1,9}}/numbers")
async def add_number(request: web.Request) -> web.Response:
    """One more number, for those who may not see the others too."""
    wanted = int(request.match_info["person"])
    form = await forms.read(request, NumbersForm)
    if form.given:
        with form.taking():
            async with database(request) as db:
                for one in numbers_in(form.given.phones) or [NewPhone("")]:
                    await phones.add_number(db, who(request), wanted, one)
        if form.ok:
            raise web.HTTPSeeOther(f"/people/{wanted}")
    return await person_page(request, form)


@routes.get(r"/people/{person:\d{1,9}}/numbers/edit")
async def edit_numbers_form(request: web.Request) -> web.Response:
    """All numbers, whole, one a line; the trail remembers it."""
    wanted = int(request.match_info["person"])
    async with database(request) as db:
        page = await people.person_for(db, who(request), wanted, "person.edit")
        found = await phones.look(db, who(request), wanted)
    lines = "\n".join(f"{one.number} {one.label}".strip() for one in found)
    form = forms.blank({"phones": lines, "version": page.version})
    return render(request, "estate/numbers_form.html", {"form": form, "page": page})


@routes.post(r"/people/{person:\d{1,9}}/numbers/edit")
async def edit_numbers(request: web.Request) -> web.Response:
    """Keep the numbers as typed."""
    wanted = int(request.match_info["person"])
    form = await forms.read(request, NumbersForm)
    async with database(request) as db:
        page = await people.person_for(db, who(request), wanted, "person.edit")
        if form.given:
            with form.taking():
                given = numbers_in(form.given.phones)
                await phones.edit_numbers(db, who(request), wanted, form.given.version, given)
    if form.ok:
        raise web.HTTPSeeOther(f"/people/{wanted}")
    return render(request, "estate/numbers_form.html", {"form": form, "page": page}, form.status)


@routes.get(r"/people/{person:\d{1,9}}/edit")
async def edit_form(request: web.Request) -> web.Response:
    """The form with what is kept."""
    async with database(request) as db:
        page = await people.person_for(db, who(request), int(request.match_info["person"]), "person.edit")
    values = {name: getattr(page.facts, name) for name in PersonFacts.__dataclass_fields__}
    return _form(request, forms.blank(values | {"version": page.version}), page)


@routes.post(r"/people/{person:\d{1,9}}/edit")
async def edit(request: web.Request) -> web.Response:
    """Keep what was edited."""
    wanted = int(request.match_info["person"])
    form = await forms.read(request, PersonForm)
    async with database(request) as db:
        page = await people.person_for(db, who(request), wanted, "person.edit")
        if form.given:
            with form.taking():
                await people.edit_person(db, who(request), wanted, form.given.version, form.given.facts())
    if form.ok:
        raise web.HTTPSeeOther(f"/people/{wanted}")
    return _form(request, form, page)


def _form(request: web.Request, form: forms.Form[PersonForm], page: PersonPage) -> web.Response:
    facts = {
        "form": form,
        "page": page,
        "titles": labels.choices(labels.TITLES),
        "languages": labels.choices(labels.LANGUAGES),
    }
    return render(request, "estate/person_form.html", facts, form.status)
