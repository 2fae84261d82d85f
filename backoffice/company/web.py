"""Signing in and out, and the language of the pages."""

import secrets

from aiohttp import web

from backoffice.company import sessions, signing_in
from backoffice.errors import Refused
from backoffice.web import answers, cookies, door, words
from backoffice.web.keys import SESSION, database, who
from backoffice.web.layout import render

routes = web.RouteTableDef()


@routes.get("/sign-in")
@door.open_to_all
async def form(request: web.Request) -> web.Response:
    """The sign-in page."""
    if SESSION in request:
        raise web.HTTPSeeOther("/")
    return _form(request, "company/sign_in.html", {"next": door.path_of_ours(request.query.get("next", "/"))})


def _form(
    request: web.Request, template: str, facts: dict[str, str], refused: Refused | None = None
) -> web.Response:
    token = cookies.get(request, door.FORM_COOKIE) or secrets.token_urlsafe(24)
    said = answers.sentence(refused) if refused else ""
    response = render(request, template, {"login": "", "said": said, "form_csrf": token, **facts})
    if refused:
        response.set_status(answers.status_of(refused))
    cookies.put(request, response, door.FORM_COOKIE, token, hours=12)
    return response


@routes.post("/sign-in")
@door.open_to_all
async def sign_in(request: web.Request) -> web.StreamResponse:
    """Check login and password; a new cookie each time. Leads on to the code where one is asked for."""
    given = await request.post()
    login, password = str(given.get("login", "")), str(given.get("password", ""))
    after = door.path_of_ours(str(given.get("next", "/")))
    try:
        async with database(request) as db:
            entrance = await signing_in.sign_in(db, login, password, request.remote or "", _agent(request))
    except Refused as refused:
        return _form(request, "company/sign_in.html", {"next": after, "login": login}, refused)
    if not entrance.half:
        raise _inside(request, after, entrance.token)
    onwards = web.HTTPSeeOther(str(request.rel_url.with_path("/sign-in/code").with_query(next=after)))
    cookies.put(request, onwards, door.HALF_COOKIE, entrance.token, hours=signing_in.CODE_MINUTES / 60)
    raise onwards


@routes.get("/sign-in/code")
@door.open_to_all
async def code_form(request: web.Request) -> web.Response:
    """The second step: the code."""
    if SESSION in request:
        raise web.HTTPSeeOther("/")
    if not cookies.get(request, door.HALF_COOKIE):
        raise web.HTTPSeeOther("/sign-in")
    return _form(request, "company/code.html", {"next": door.path_of_ours(request.query.get("next", "/"))})


@routes.post("/sign-in/code")
@door.open_to_all
async def give_code(request: web.Request) -> web.StreamResponse:
    """Check the code."""
    given = await request.post()
    half, code = cookies.get(request, door.HALF_COOKIE), str(given.get("code", ""))[:100]
    after = door.path_of_ours(str(given.get("next", "/")))
    try:
        async with database(request) as db:
            token = await signing_in.give_code(db, half, code, request.remote or "", _agent(request))
    except signing_in.TooLate as refused:
        return _form(request, "company/sign_in.html", {"next": after}, refused)
    except Refused as refused:
        return _form(request, "company/code.html", {"next": after}, refused)
    raise _inside(request, after, token)


def _agent(request: web.Request) -> str:
    return request.headers.get("User-Agent", "").replace("\0", "")


def _inside(request: web.Request, after: str, token: str) -> web.HTTPSeeOther:
    inside = web.HTTPSeeOther(after)
    cookies.put(request, inside, door.COOKIE, token, hours=sessions.HOURS)
    cookies.drop(request, inside, door.FORM_COOKIE)
    cookies.drop(request, inside, door.HALF_COOKIE)
    return inside


@routes.post("/sign-out")
async def sign_out(request: web.Request) -> web.StreamResponse:
    """End the session, here and for any copy of its cookie."""
    async with database(request) as db:
        await sessions.sign_out(db, who(request), request[SESSION])
    outside = web.HTTPSeeOther("/sign-in")
    cookies.drop(request, outside, door.COOKIE)
    raise outside


@routes.post("/language")
@door.open_to_all
async def choose_language(request: web.Request) -> web.StreamResponse:
    """Remember the language of the pages in this browser."""
    given = await request.post()
    back = web.HTTPSeeOther(door.path_of_ours(str(given.get("next", "/"))))
    if given.get("language") in words.LANGUAGES:
        cookies.put(request, back, words.COOKIE, str(given["language"]), hours=24 * 365)
    raise back
