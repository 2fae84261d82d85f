"""The list of requests: what is open in my communities, with the recordings that came with it."""

from typing import get_args

from aiohttp import web

from backoffice.errors import Forbidden
from backoffice.requests.listing import listed
from backoffice.requests.model import Kind
from backoffice.web.keys import database, who
from backoffice.web.layout import render

routes = web.RouteTableDef()
KINDS: tuple[Kind, ...] = get_args(Kind)


@routes.get("/requests")
async def index(request: web.Request) -> web.Response:
    """Open requests, or all of them; of one kind where the address names one."""
    if "request.view" not in who(request).functions:
        raise Forbidden("right.missing", function="request.view")
    wish = request.query.get("kind", "")
    kind = wish if wish in KINDS else None
    every = request.query.get("state") == "all"
    async with database(request) as db:
        found = await listed(db, who(request), kind=kind, open_only=not every)
    facts = {"requests": found, "kind": kind, "every": every, "kinds": KINDS}
    return render(request, "requests/list.html", facts)
