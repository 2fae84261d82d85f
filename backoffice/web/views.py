"""Saving the view of a list under a name, and forgetting it."""

from typing import Annotated

from aiohttp import web
from pydantic import Field

from backoffice.errors import Invalid
from backoffice.web import door, forms
from backoffice.web.keys import SESSION, database
from backoffice.web.listing import sql

routes = web.RouteTableDef()


class SavedForm(forms.Given):
    """path: the list's own, to go back to; query: what is kept of its address."""

    page: Annotated[str, Field(pattern="^[a-z-]{1,40}$")]
    path: Annotated[str, Field(pattern=r"^/[a-z/-]{1,80}$")]
    query: Annotated[str, Field(max_length=2000)] = ""
    name: forms.Name


@routes.post("/views")
async def save(request: web.Request) -> web.StreamResponse:
    """Keep the list as it is on the screen."""
    form = await forms.read(request, SavedForm)
    if form.given is None:
        raise Invalid("view.name", field="name")
    wish = form.given
    async with database(request) as db:
        await sql.save_view(
            db, staff=request[SESSION].staff_id, page=wish.page, name=wish.name, query=wish.query
        )
    raise web.HTTPSeeOther(f"{wish.path}?{wish.query}")


@routes.post(r"/views/{view:\d{1,9}}/forget")
async def forget(request: web.Request) -> web.StreamResponse:
    """Delete one's own saved view."""
    async with database(request) as db:
        await sql.forget_view(db, staff=request[SESSION].staff_id, view=int(request.match_info["view"]))
    raise web.HTTPSeeOther(door.path_of_ours(str((await request.post()).get("path", "/"))))
