"""Our cookies: no script reads them, no other site sends them along with a change (P5).

Over https their names carry the prefix that makes browsers refuse them from plain http and from other hosts
of the same domain.
"""

from aiohttp import web


def _name(request: web.Request, name: str) -> str:
    return f"__Host-{name}" if request.secure else name


def get(request: web.Request, name: str) -> str:
    """One of our cookies; "" without it."""
    return request.cookies.get(_name(request, name), "")


def put(request: web.Request, response: web.StreamResponse, name: str, value: str, hours: float) -> None:
    """Have the browser keep a cookie for so long."""
    response.set_cookie(
        _name(request, name),
        value,
        max_age=int(hours * 3600),
        httponly=True,
        samesite="Lax",
        secure=request.secure,
        path="/",
    )


def drop(request: web.Request, response: web.StreamResponse, name: str) -> None:
    """Have the browser forget it."""
    put(request, response, name, "", 0)
