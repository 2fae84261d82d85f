"""Pages of the company: the tree with posts and people, one department."""

from datetime import datetime, time, timedelta

from aiohttp import web

from backoffice.company import departments, handover
from backoffice.company.model import Department
from backoffice.company.words import WORK
from backoffice.errors import Invalid
from backoffice.web import forms
from backoffice.web.keys import database, who
from backoffice.web.layout import render
from backoffice.web.words import ZONE, named

routes = web.RouteTableDef()
ONE = r"/settings/departments/{department:\d{1,9}}"


class DepartmentForm(forms.Given):
    """A department's names."""

    name: forms.Name
    name_en: forms.Line = ""
    version: forms.Count = 0
    parent: forms.Maybe[forms.Id] = None


class PlaceForm(forms.Given):
    """Under which department."""

    version: forms.Count
    parent: forms.Maybe[forms.Id] = None


class CloseForm(forms.Given):
    """Who takes over; merge: the two become one."""

    version: forms.Count
    into: forms.Maybe[forms.Id] = None
    merge: bool = False


def _one(request: web.Request) -> int:
    return int(request.match_info["department"])


def _end_of(day: str) -> datetime | None:
    """The end of a day as typed, None for none or what is no day."""
    try:
        return datetime.combine(datetime.strptime(day, "%Y-%m-%d").date(), time(), ZONE) + timedelta(days=1)
    except (ValueError, OverflowError):
        return None


@routes.get("/settings/company")
async def tree(request: web.Request) -> web.Response:
    """The company now, or as it was at the end of a day."""
    return await _tree(request, forms.blank())


async def _tree(request: web.Request, form: forms.Form[DepartmentForm]) -> web.Response:
    day = request.query.get("on", "")
    at = _end_of(day)
    async with database(request) as db:
        company = await departments.company_at(db, who(request), at)
    facts = {"company": company, "day": day if at else "", "form": form}
    return render(request, "company/tree.html", facts, form.status)


@routes.post("/settings/departments")
async def create(request: web.Request) -> web.Response:
    """Open a department."""
    form = await forms.read(request, DepartmentForm)
    if form.given:
        wish = form.given
        with form.taking():
            async with database(request) as db:
                await departments.create(db, who(request), wish.parent, wish.name, wish.name_en)
        if form.ok:
            raise web.HTTPSeeOther("/settings/company")
    return await _tree(request, form)


@routes.get(ONE)
async def department(request: web.Request) -> web.Response:
    """One department: its name, its place, what closing it hands over."""
    return await _department(request)


async def _department(request: web.Request, form: forms.Form[DepartmentForm] | None = None) -> web.Response:
    async with database(request) as db:
        shown = await departments.department_for(db, who(request), _one(request))
        others = [one for one in await departments.open_departments(db, who(request)) if one.id != shown.id]
        piles = await handover.open_work(db, "department", shown.id)
    form = form or forms.blank({"name": shown.name, "name_en": shown.name_en, "parent": shown.parent})
    facts = {"department": shown, "choices": choices(others), "piles": piles, "form": form, "work": WORK}
    return render(request, "company/department.html", facts, form.status)


def choices(found: list[Department]) -> list[tuple[int, str]]:
    """Departments for a `<select>`."""
    return [(one.id, named(one)) for one in found]


@routes.post(ONE + "/rename")
async def rename(request: web.Request) -> web.Response:
    """Give it another name."""
    form = await forms.read(request, DepartmentForm)
    if form.given:
        wish = form.given
        with form.taking():
            async with database(request) as db:
                await departments.rename(
                    db, who(request), _one(request), wish.version, wish.name, wish.name_en
                )
        if form.ok:
            raise web.HTTPSeeOther("/settings/company")
    return await _department(request, form)


@routes.post(ONE + "/move")
async def move(request: web.Request) -> web.StreamResponse:
    """Put it elsewhere: from its page, or dragged in the tree."""
    form = await forms.read(request, PlaceForm)
    if form.given is None:
        raise Invalid("department.place", field="parent")
    async with database(request) as db:
        await departments.move(db, who(request), _one(request), form.given.version, form.given.parent)
    raise web.HTTPSeeOther("/settings/company")


@routes.post(ONE + "/close")
async def close(request: web.Request) -> web.StreamResponse:
    """Close it, or merge it into another."""
    form = await forms.read(request, CloseForm)
    if form.given is None:
        raise Invalid("department.place", field="into")
    wish = form.given
    async with database(request) as db:
        await departments.close(db, who(request), _one(request), wish.version, wish.into, merge=wish.merge)
    raise web.HTTPSeeOther("/settings/company")
