"""What stands around every page: navigation with what exists and is allowed, who is signed in, the tokens."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from backoffice.web import door
from backoffice.web.keys import SESSION, WHO
from backoffice.web.words import N_


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the navigation: shown to those with one of `functions` somewhere."""

    path: str
    label: str
    functions: tuple[str, ...]


NAVIGATION = (
    Entry("/calls/desk", N_("来电"), ("call.take",)),
    Entry("/calls", N_("通话记录"), ("call.view",)),
    Entry("/requests", N_("服务单"), ("request.view",)),
)


def entries(request: web.Request) -> list[Entry]:
    """The navigation of whoever is signed in."""
    actor = request.get(WHO)
    if actor is None:
        return []
    return [entry for entry in NAVIGATION if any(function in actor.functions for function in entry.functions)]


def render(request: web.Request, template: str, facts: Mapping[str, Any], status: int = 200) -> web.Response:
    """A page, or a part of one, with what stands around it."""
    return aiohttp_jinja2.render_template(template, request, {**_around(request), **facts}, status=status)


def _around(request: web.Request) -> dict[str, Any]:
    session = request.get(SESSION)
    mine = entries(request)
    here = [entry.path for entry in mine if request.path.startswith(entry.path)]
    return {
        "session": session,
        "who": request.get(WHO),
        "navigation": mine,
        "here": max(here, key=len, default=""),
        "path": request.path_qs,
        "csrf": session.csrf if session else request.cookies.get(door.FORM_COOKIE, ""),
    }
