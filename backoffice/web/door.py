"""The door: who comes in (session), from whose page a change was asked (CSRF), and strict headers.

Everything is closed unless its handler says `@open_to_all`; a test walks every route.
"""

import secrets
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote

from aiohttp import web
from aiohttp.typedefs import Handler

from backoffice.company import desk as company
from backoffice.company import place, sessions
from backoffice.web import cookies, words
from backoffice.web.keys import PLACE, SESSION, WHO, database

COOKIE = "estateline_session"
FORM_COOKIE = "estateline_form"
"""Carries the CSRF token of the sign-in form: there is no session yet that could hold it."""
HALF_COOKIE = "estateline_half"
"""Between the password and the code of a second factor."""
WHILE_MUST_CHANGE = frozenset({"/me/password", "/sign-out", "/language", "/theme"})
"""What is open to somebody whose password was generated, until it is changed."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

H = TypeVar("H", bound=Callable[..., object])


def open_to_all(handler: H) -> H:
    """Mark a handler that needs no sign-in."""
    handler.open_to_all = True  # type: ignore[attr-defined]
    return handler


def is_open(request: web.Request) -> bool:
    """True for pages that need no sign-in; a path that does not exist is closed like the rest."""
    info = request.match_info
    if info.http_exception is not None:
        return False
    return bool(getattr(info.handler, "open_to_all", False)) or (info.route.name or "").startswith("static-")


@web.middleware
async def headers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Strict headers on every answer; pages are not kept in any cache."""
    try:
        response = await handler(request)
    except web.HTTPException as answer:
        _dress(request, answer)
        raise
    # A stream has sent its headers already; it dressed itself (live.py).
    if not response.prepared:
        _dress(request, response)
    return response


def _dress(request: web.Request, response: web.StreamResponse) -> None:
    if request.secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    # Static files are asked for by their content's mark (layout.assets); pages are kept nowhere.
    kept = isinstance(response, web.FileResponse) and "Content-Disposition" not in response.headers
    response.headers.setdefault("Cache-Control", "max-age=31536000, immutable" if kept else "no-store")


@web.middleware
async def language(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The language before anybody is known; the door asks again, with the person's own."""
    words.speak(words.chosen(request))
    return await handler(request)


@web.middleware
async def door(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let people with a session in; the actor of the request is settled here."""
    token = cookies.get(request, COOKIE)
    session = None
    if token and not request.path.startswith("/static/"):
        async with database(request) as db:
            session = await sessions.session_of(db, token)
            if session is not None:
                request[SESSION] = session
                request[WHO] = await company.staff_actor(db, session.staff_id, request.remote or "")
                request[PLACE] = await place.place_of(db, request[WHO], session.token_hash)
                words.speak(words.chosen(request, session.language))
    if session is None and not is_open(request):
        return _to("/sign-in", request, "?next=" + quote(request.path_qs, safe=""))
    if session is not None and session.must_change and not _open_meanwhile(request):
        return _to("/me/password", request)
    return await handler(request)


def _open_meanwhile(request: web.Request) -> bool:
    return request.path in WHILE_MUST_CHANGE or request.path.startswith("/static/")


def _to(page: str, request: web.Request, remember: str = "") -> web.Response:
    wants_page = "text/html" in request.headers.get("Accept", "")
    if request.method == "GET" and wants_page and "HX-Request" not in request.headers:
        raise web.HTTPSeeOther(page + remember)
    # htmx follows HX-Redirect by loading the whole page.
    return web.Response(status=401, headers={"HX-Redirect": page})


@web.middleware
async def csrf(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a change that does not carry the session's token, in the form or a header."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return await handler(request)
    session = request.get(SESSION)
    expected = session.csrf if session else cookies.get(request, FORM_COOKIE)
    given = request.headers.get("X-CSRF") or (await request.post()).get("csrf", "")
    if (
        not expected
        or not isinstance(given, str)
        or not secrets.compare_digest(given.encode(), expected.encode())
    ):
        raise web.HTTPForbidden
    return await handler(request)


def path_of_ours(wish: str) -> str:
    """Where to go afterwards: a path of ours only, never another site."""
    return wish if wish.startswith("/") and not wish.startswith(("//", "/\\")) else "/"
