"""The five-step start."""

from typing import Annotated, Any

from aiohttp import web
from pydantic import Field

from backoffice.errors import NotFound
from backoffice.start import desk
from backoffice.start.model import KEYS
from backoffice.web import forms
from backoffice.web.keys import SOUNDS, database, who
from backoffice.web.layout import render

routes = web.RouteTableDef()


class CompanyForm(forms.Given):
    """The company's name; English is the Chinese one where none is given."""

    name: forms.Name
    english: forms.Line = ""


class HotlineForm(forms.Given):
    """The number owners dial."""

    number: Annotated[str, Field(pattern=r"^[0-9+ -]{3,20}$")]


async def _page(request: web.Request, form: forms.Form[Any] | None = None) -> web.Response:
    async with database(request) as db:
        found = await desk.start(db, who(request))
    known = {"name": found.company, "english": found.company_en, "number": found.hotline}
    form = form or forms.blank(known)
    return render(request, "start/steps.html", {"start": found, "form": form}, form.status)


@routes.get("/start")
async def steps(request: web.Request) -> web.Response:
    """What is ready and what comes next."""
    return await _page(request)


@routes.post("/start/company")
async def company(request: web.Request) -> web.StreamResponse:
    """Name the company."""
    form = await forms.read(request, CompanyForm)
    if form.given:
        with form.taking():
            async with database(request) as db:
                await desk.name_company(
                    db, who(request), request.app[SOUNDS], form.given.name, form.given.english
                )
    if form.ok:
        raise web.HTTPSeeOther("/start")
    return await _page(request, form)


@routes.post("/start/hotline")
async def hotline(request: web.Request) -> web.StreamResponse:
    """Say which number owners dial."""
    form = await forms.read(request, HotlineForm)
    if form.given:
        async with database(request) as db:
            await desk.give_number(db, who(request), form.given.number)
        raise web.HTTPSeeOther("/start")
    return await _page(request, form)


@routes.post("/start/{step}/skip")
async def skip(request: web.Request) -> web.StreamResponse:
    """Leave a step for later."""
    step = request.match_info["step"]
    if step not in KEYS:
        raise NotFound("page.not_found")
    async with database(request) as db:
        await desk.skip(db, who(request), step)
    raise web.HTTPSeeOther("/start")
