"""The process's health."""

import asyncio

from aiohttp import web

from backoffice.web import answers, door
from backoffice.web.keys import LIVE, database

routes = web.RouteTableDef()


@routes.get("/health")
@door.open_to_all
async def health(request: web.Request) -> web.Response:
    """200 when Postgres answers and live events flow, else 503; says nothing else to a stranger."""
    try:
        async with asyncio.timeout(2), database(request) as db:
            await db.execute("select 1")
        answering = True
    except answers.UNREACHABLE:
        answering = False
    listening = request.app[LIVE].connected.is_set()
    healthy = answering and listening
    return web.json_response(
        {"ok": healthy, "database": answering, "live": listening}, status=200 if healthy else 503
    )
