"""Choosing the house something begins with, where its page was not the way here (S1)."""

from aiohttp import web

from backoffice.search.desk import find_homes
from backoffice.web.keys import database, here, needs, who
from backoffice.web.layout import render

MOST = 20


async def pick(request: web.Request, function: str, title: str) -> web.Response:
    """A page that finds houses and leads on to `<this path>/<house>`; title: what begins there."""
    needs(who(request), function)
    text = request.query.get("text", "").replace("\0", "").strip()[:60]
    async with database(request) as db:
        found = await find_homes(db, here(request), text, most=MOST) if text else []
    facts = {"title": title, "text": text, "found": found, "base": request.path}
    return render(request, "estate/pick.html", facts)
