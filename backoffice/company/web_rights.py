"""The matrix of rights: functions by area × posts; what saving will change is said before it is done."""

from typing import Annotated

from aiohttp import web
from pydantic import Field

from backoffice.company import rights
from backoffice.company.functions import BY_AREA, CODES, FUNCTIONS
from backoffice.company.words import AREAS
from backoffice.errors import Invalid
from backoffice.web import forms
from backoffice.web.keys import database, who
from backoffice.web.layout import render
from backoffice.web.sentences import FUNCTIONS as NAMES
from backoffice.web.words import _, named

routes = web.RouteTableDef()
Codes = Annotated[list[forms.Line], Field(default_factory=list, max_length=500)]


class RightsForm(forms.Given):
    """A column as it was sent: the functions it showed, those ticked."""

    version: forms.Count
    shown: Codes
    function: Codes
    confirmed: bool = False


@routes.get("/settings/rights")
async def matrix(request: web.Request) -> web.Response:
    """The matrix, of the functions whose name has the words asked for, and of the posts asked for."""
    text, area = request.query.get("text", "").strip()[:60], request.query.get("area", "")
    chosen = set(request.query.getall("post", ())) - {""}
    shown = [
        one
        for one in FUNCTIONS
        if area in ("", one.area) and (text.lower() in _(NAMES[one.code]).lower() or text == one.code)
    ]
    async with database(request) as db:
        columns = await rights.matrix(db, who(request))
    facts = {
        "shown": shown,
        "functions": {area: [one for one in group if one in shown] for area, group in BY_AREA.items()},
        "columns": [one for one in columns if not chosen or str(one.post) in chosen],
        "posts": [(one.post, named(one)) for one in columns],
        "chosen": chosen,
        "text": text,
        "chosen_area": area,
        "areas": AREAS,
        "names": NAMES,
    }
    return render(request, "company/rights.html", facts)


@routes.post(r"/settings/rights/{post:\d{1,9}}")
async def change(request: web.Request) -> web.Response:
    """Say what will change; once that is confirmed, do it. Functions that were not shown stay as they are."""
    form = await forms.read(request, RightsForm)
    if form.given is None:
        raise Invalid("right.unknown", field="functions")
    wish, shown = form.given, CODES & set(form.given.shown)
    async with database(request) as db:
        column = await rights.column_for(db, who(request), int(request.match_info["post"]))
        wanted = (column.functions - shown) | set(wish.function)
        if wish.confirmed:
            await rights.change(db, who(request), column.post, wish.version, wanted)
            raise web.HTTPSeeOther("/settings/rights")
        rights.may_change(who(request), column, wish.version, wanted)
    facts = {
        "column": column,
        "given": sorted(wanted - column.functions),
        "taken": sorted(column.functions - wanted),
        "shown": sorted(shown),
        "ticked": sorted(set(wish.function)),
        "names": NAMES,
    }
    return render(request, "company/rights_change.html", facts)
