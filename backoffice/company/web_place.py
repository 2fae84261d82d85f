"""Choosing the communities looked at, from the header of every page."""

from aiohttp import web

from backoffice.company import place
from backoffice.web import door
from backoffice.web.keys import SESSION, database, who

routes = web.RouteTableDef()


@routes.post("/place")
async def choose(request: web.Request) -> web.StreamResponse:
    """Look at a place from now on, and go on where one was."""
    sent = await request.post()
    async with database(request) as db:
        await place.look_at(db, who(request), request[SESSION].token_hash, str(sent.get("place", ""))[:100])
    raise web.HTTPSeeOther(door.path_of_ours(str(sent.get("next", "/"))))
