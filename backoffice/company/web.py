"""Signing in and out, and the language of the pages."""

import secrets

from aiohttp import web

from backoffice.company import sessions
from backoffice.errors import Refused
from backoffice.web import answers, door, words
from backoffice.web.keys import SESSION, database
from backoffice.web.layout import render

routes = web.RouteTableDef()


@routes.get("/sign-in")
@door.open_to_all
async def form(request: web.Request) -> web.Response:
    """The sign-in page."""
    if SESSION in request:
        raise web.HTTPSeeOther("/")
    return _form(request, door.path_of_ours(request.query.get("next", "/")))


def _form(request: web.Request, after: str, login: str = "", said: str = "") -> web.Response:
    token = request.cookies.get(door.FORM_COOKIE) or secrets.token_urlsafe(24)
    facts = {"next": after, "login": login, "said": said, "form_csrf": token}
    response = render(request, "company/sign_in.html", facts)
    door.set_cookie(request, response, door.FORM_COOKIE, token, hours=12)
    return response


@routes.post("/sign-in")
@door.open_to_all
async def sign_in(request: web.Request) -> web.StreamResponse:
    """Check login and password; a new cookie each time."""
    given = await request.post()
    login, password = str(given.get("login", "")), str(given.get("password", ""))
    after = door.path_of_ours(str(given.get("next", "/")))
    try:
        async with database(request) as db:
            token = await sessions.sign_in(db, login, password, request.remote or "")
    except Refused as refused:
        response = _form(request, after, login, answers.sentence(refused))
        response.set_status(answers.status_of(refused))
        return response
    inside = web.HTTPSeeOther(after)
    door.set_cookie(request, inside, door.COOKIE, token, hours=sessions.HOURS)
    inside.del_cookie(door.FORM_COOKIE)
    raise inside


@routes.post("/sign-out")
async def sign_out(request: web.Request) -> web.StreamResponse:
    """End the session, here and for any copy of its cookie."""
    async with database(request) as db:
        await sessions.sign_out(db, request[SESSION], request.remote or "")
    outside = web.HTTPSeeOther("/sign-in")
    outside.del_cookie(door.COOKIE)
    raise outside


@routes.post("/language")
@door.open_to_all
async def choose_language(request: web.Request) -> web.StreamResponse:
    """Remember the language of the pages in this browser."""
    given = await request.post()
    back = web.HTTPSeeOther(door.path_of_ours(str(given.get("next", "/"))))
    if given.get("language") in words.LANGUAGES:
        door.set_cookie(request, back, words.COOKIE, str(given["language"]), hours=24 * 365)
    raise back
