"""The search box of every page: what was found, under it as one types, or on a page of its own (S1, S6)."""

from aiohttp import web

from backoffice.search import desk
from backoffice.search.model import tidy
from backoffice.web.keys import database, who
from backoffice.web.layout import render

routes = web.RouteTableDef()
MOST_ON_PAGE = 50


@routes.get("/search")
async def search(request: web.Request) -> web.Response:
    """Everybody signed in may search; each finds what is within reach."""
    text = request.query.get("text", "")
    typing = "HX-Request" in request.headers
    async with database(request) as db:
        found = await desk.find(db, who(request), text, most=desk.MOST if typing else MOST_ON_PAGE)
    facts = {"text": tidy(text), "found": found}
    return render(request, "search/options.html" if typing else "search/page.html", facts)
