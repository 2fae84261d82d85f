"""The bell of every page, the list behind it, and what one wishes of it (P4)."""

from datetime import time
from typing import Annotated

from aiohttp import web
from pydantic import Field

from backoffice.reminders import desk
from backoffice.reminders.desk import LONGEST
from backoffice.reminders.events import EVENTS
from backoffice.reminders.model import Habit
from backoffice.web import door, forms
from backoffice.web.keys import database, who
from backoffice.web.layout import render

routes = web.RouteTableDef()
MOST = 100
"""Reminders on the page; older ones follow as these are read."""


class HabitForm(forms.Given):
    """repeat: minutes."""

    repeat: Annotated[forms.Count, Field(le=LONGEST)]
    quiet_from: forms.Maybe[time] = None
    quiet_until: forms.Maybe[time] = None


@routes.get("/reminders/bell")
async def bell(request: web.Request) -> web.Response:
    """The counts, for the head of every page."""
    async with database(request) as db:
        return render(request, "reminders/bell.html", {"bell": await desk.bell(db, who(request))})


@routes.get("/reminders")
async def index(request: web.Request) -> web.Response:
    """One's own, unread first; `show=all` the others too."""
    kind = request.query.get("kind", "")
    kind = kind if kind in EVENTS else ""
    every = request.query.get("show") == "all"
    async with database(request) as db:
        found = await desk.mine(db, who(request), unread_only=not every, kind=kind, most=MOST)
        bell = await desk.bell(db, who(request))
    facts = {
        "reminders": found,
        "bell": bell,
        "every": every,
        "kind": kind,
        "kinds": list(EVENTS),
        "most": MOST,
    }
    return render(request, "reminders/list.html", facts)


@routes.post(r"/reminders/{reminder:\d{1,18}}/open")
async def follow(request: web.Request) -> web.StreamResponse:
    """Read it and go to what it is about."""
    async with database(request) as db:
        link = await desk.read(db, who(request), int(request.match_info["reminder"]), acted=True)
    raise web.HTTPSeeOther(door.path_of_ours(link or "/reminders"))


@routes.post(r"/reminders/{reminder:\d{1,18}}/read")
async def read(request: web.Request) -> web.StreamResponse:
    """Read, without going there."""
    async with database(request) as db:
        await desk.read(db, who(request), int(request.match_info["reminder"]))
    raise web.HTTPSeeOther("/reminders")


@routes.post("/reminders/read-all")
async def read_all(request: web.Request) -> web.StreamResponse:
    """All read."""
    async with database(request) as db:
        await desk.read_all(db, who(request))
    raise web.HTTPSeeOther("/reminders")


@routes.get("/reminders/mine/settings")
async def habit(request: web.Request) -> web.Response:
    """How often the own bell rings, and when it is quiet."""
    async with database(request) as db:
        mine = await desk.habit(db, who(request))
    return render(
        request,
        "reminders/habit.html",
        {
            "form": forms.blank(
                {
                    "repeat": mine.repeat,
                    "quiet_from": f"{mine.quiet_from:%H:%M}" if mine.quiet_from else "",
                    "quiet_until": f"{mine.quiet_until:%H:%M}" if mine.quiet_until else "",
                }
            )
        },
    )


@routes.post("/reminders/mine/settings")
async def keep_habit(request: web.Request) -> web.StreamResponse:
    """From now on like that."""
    form = await forms.read(request, HabitForm)
    if form.given:
        with form.taking():
            async with database(request) as db:
                await desk.keep_habit(db, who(request), Habit(**form.given.model_dump()))
        if form.ok:
            raise web.HTTPSeeOther("/reminders")
    return render(request, "reminders/habit.html", {"form": form}, form.status)
