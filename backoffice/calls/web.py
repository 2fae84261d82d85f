"""Pages of calls: the agent's desk with the screen pop (H6), the list, one call with its transcript."""

from uuid import UUID

import asyncpg
from aiohttp import web

from backoffice.calls import desk as calls
from backoffice.calls import pop
from backoffice.errors import Invalid, NotFound
from backoffice.search import desk as search
from backoffice.web.keys import RECORDINGS, SESSION, database, here, needs, who
from backoffice.web.layout import render

routes = web.RouteTableDef()
MOST_FOUND = 12


def _number(text: str | None) -> int | None:
    """An id from an address or form: None when there is none. Raises NotFound for what is not one."""
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise NotFound("page.not_found")
    return int(text)


def _call_id(request: web.Request) -> UUID:
    try:
        return UUID(request.match_info["call"])
    except ValueError:
        raise NotFound("call.not_found") from None


async def _ring(request: web.Request, db: asyncpg.Connection) -> pop.Ring:
    needs(who(request), "call.take")
    return await pop.ring_for(db, who(request), _number(request.match_info["ring"]) or 0)


@routes.get("/calls/desk")
async def desk(request: web.Request) -> web.Response:
    """The agent's page: the call at the own telephone, or what is waited for."""
    needs(who(request), "call.take")
    wish, house = _number(request.query.get("ring")), _number(request.query.get("house"))
    async with database(request) as db:
        if wish is None:
            ring = await pop.current(db, request[SESSION].staff_id)
        else:
            ring = await pop.ring_for(db, who(request), wish)
        shown = await pop.pop_for(db, who(request), ring, house) if ring else None
        rung = await pop.rung(db, request[SESSION].staff_id)
    return render(request, "calls/desk.html", {"pop": shown, "rung": rung})


@routes.get("/calls/desk/pop")
async def again(request: web.Request) -> web.Response:
    """The pop after the telephone's state changed: the whole of it for another call, else only its state, so
    that what is being typed stays."""
    needs(who(request), "call.take")
    showing = _number(request.query.get("showing"))
    async with database(request) as db:
        ring = await pop.current(db, request[SESSION].staff_id)
        shown = await pop.pop_for(db, who(request), ring) if ring else None
        rung = await pop.rung(db, request[SESSION].staff_id)
    same = ring is not None and ring.id == showing
    name = "calls/same.html" if same else "calls/another.html"
    response = render(request, name, {"pop": shown, "rung": rung})
    if same:
        response.headers["HX-Reswap"] = "none"  # its parts find their places themselves
    else:
        response.headers["HX-Replace-Url"] = "/calls/desk"
    return response


@routes.get("/calls/desk/bell")
async def bell(request: web.Request) -> web.Response:
    """For every other page: the own telephone rings (P4). Empty when it does not."""
    needs(who(request), "call.take")
    async with database(request) as db:
        ring = await pop.current(db, request[SESSION].staff_id)
        ringing = ring if ring and ring.state == "ringing" else None
        number = await pop.number_of(db, ringing) if ringing else ""
    return render(request, "calls/bell.html", {"ring": ringing, "number": number})


@routes.get(r"/calls/desk/{ring:\d+}/log")
async def log(request: web.Request) -> web.Response:
    """What the caller did so far in the call shown."""
    async with database(request) as db:
        ring = await _ring(request, db)
        lines, talks = await pop.lines(db, ring.call_id), await pop.talks(db, who(request), ring)
    return render(request, "calls/log.html", {"lines": lines, "talks": talks})


@routes.get(r"/calls/desk/{ring:\d+}/find")
async def find(request: web.Request) -> web.Response:
    """Houses found for the call shown."""
    text = request.query.get("text", "").strip()[:60]
    async with database(request) as db:
        ring = await _ring(request, db)
        found = await search.find_homes(db, who(request), text, most=MOST_FOUND + 1)
    facts = {"ring": ring, "text": text, "found": found[:MOST_FOUND], "more": len(found) > MOST_FOUND}
    return render(request, "calls/found.html", facts)


@routes.post(r"/calls/desk/{ring:\d+}/house")
async def choose(request: web.Request) -> web.Response:
    """The call shown is about this house."""
    given = await request.post()
    async with database(request) as db:
        ring = await _ring(request, db)
        home = await pop.link(db, who(request), ring, _number(str(given.get("house", ""))) or 0)
    raise web.HTTPSeeOther(f"/calls/desk?ring={ring.id}&house={home.id}")


@routes.post(r"/calls/desk/{ring:\d+}/requests")
async def register(request: web.Request) -> web.Response:
    """Register a repair or complaint of the call shown; answers with its number."""
    given = await request.post()
    kind, _, category = str(given.get("category", "")).partition(":")
    if kind not in pop.KINDS:
        raise Invalid("request.category", field="category")
    async with database(request) as db:
        ring = await _ring(request, db)
        house = _number(str(given.get("house", ""))) or 0
        made = await pop.register(
            db,
            who(request),
            ring,
            kind=kind,
            house=house,
            category=_number(category) or 0,
            urgent=given.get("urgent") == "yes",
            details=str(given.get("details", "")).strip()[:2000],
        )
        shown = await pop.pop_for(db, who(request), ring, house)
    if "HX-Request" not in request.headers:
        raise web.HTTPSeeOther(f"/calls/desk?ring={ring.id}&house={house}")
    return render(request, "calls/requests.html", {"pop": shown, "registered": made})


@routes.get("/calls")
async def index(request: web.Request) -> web.Response:
    """The last calls the reader may see, with their recordings."""
    needs(who(request), "call.view")
    async with database(request) as db:
        found = await calls.recent(db, here(request))
    return render(request, "calls/list.html", {"calls": found})


@routes.get("/calls/{call}")
async def one(request: web.Request) -> web.Response:
    """One call: who, about what, the transcript, its recordings."""
    async with database(request) as db:
        transcript = await calls.transcript(db, who(request), _call_id(request))
    return render(request, "calls/one.html", {"transcript": transcript})


@routes.get("/recordings/{recording}")
async def recording(request: web.Request) -> web.StreamResponse:
    """The sound of a recording, whole or the part asked for; each listening is in the audit trail."""
    try:
        wanted = UUID(request.match_info["recording"])
    except ValueError:
        raise NotFound("recording.not_found") from None
    async with database(request) as db:
        kept = await calls.recording_for(db, who(request), wanted)
    file = request.app[RECORDINGS] / f"{wanted}.wav"
    if kept.state != "kept" or not file.is_file():
        raise NotFound("recording.discarded" if kept.state == "discarded" else "recording.missing")
    headers = {"Content-Type": "audio/wav", "Content-Disposition": f'inline; filename="{wanted}.wav"'}
    return web.FileResponse(file, headers=headers)
