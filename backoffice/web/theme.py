"""Light or dark: kept in this browser, as the system has it unless chosen."""

from aiohttp import web

from backoffice.web import cookies, door

routes = web.RouteTableDef()
COOKIE = "estateline_theme"
THEMES = ("auto", "light", "dark")


def chosen(request: web.Request) -> str:
    """What this browser was told, `auto` when nothing."""
    theme = cookies.get(request, COOKIE)
    return theme if theme in THEMES else "auto"


@routes.post("/theme")
async def choose(request: web.Request) -> web.StreamResponse:
    """Remember it."""
    given = await request.post()
    back = web.HTTPSeeOther(door.path_of_ours(str(given.get("next", "/"))))
    if given.get("theme") in THEMES:
        cookies.put(request, back, COOKIE, str(given["theme"]), hours=24 * 365)
    raise back
