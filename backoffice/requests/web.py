"""The list of requests: what is open in my communities, with the recordings that came with it."""

from typing import cast, get_args

from aiohttp import web

from backoffice.errors import NotFound
from backoffice.exchange import sheets
from backoffice.paging import Slice
from backoffice.requests.listing import Which, listed
from backoffice.requests.model import Kind
from backoffice.web import labels, listing
from backoffice.web.keys import database, here, needs, who
from backoffice.web.layout import render
from backoffice.web.listing import Column, Filter
from backoffice.web.words import N_, named

routes = web.RouteTableDef()

REQUESTS = listing.List(
    "requests",
    (
        Column("number", N_("单号"), sortable=True),
        Column("category", N_("类别")),
        Column("label", N_("房屋")),
        Column("caller_number", N_("号码"), "phone"),
        Column("details", N_("内容")),
        Column("registered_at", N_("登记时间"), "moment", sortable=True),
        Column("due_at", N_("期限"), "day", sortable=True),
        Column("state", N_("状态")),
    ),
    (
        Filter("kind", N_("类别"), options={kind: labels.KINDS[kind] for kind in get_args(Kind)}),
        Filter(
            "state",
            N_("状态"),
            options={"late": N_("已过期限"), "done": N_("已结束"), "all": N_("全部")},
            empty=N_("未完成"),
        ),
        Filter("text", N_("单号、房号或内容"), "text"),
    ),
)


@routes.get("/requests")
async def index(request: web.Request) -> web.StreamResponse:
    """Open requests, or those the address asks for; as a file when it asks for one."""
    needs(who(request), "request.view")
    view = await listing.view(request, REQUESTS)
    reader = sheets.taker(here(request), view)
    kind, state = cast(Kind, view.filters["kind"]), cast(Which, view.filters["state"])
    async with database(request) as db:
        found = await listed(db, reader, view.slice, kind=kind, state=state, text=view.filters["text"])
    if view.export:
        return await sheets.answer(
            request,
            view,
            found,
            category=lambda one: " · ".join(filter(None, [labels.kind(one.kind), named(one, "category")])),
            label=sheets.place,
            state=lambda one: labels.state(one.state),
        )
    return render(request, "requests/list.html", {"list": listing.Shown(view, found)})


@routes.get(r"/requests/{number:\d{1,9}}")
async def one(request: web.Request) -> web.Response:
    """One request by the number the caller was told."""
    number = int(request.match_info["number"])
    async with database(request) as db:
        found = await listed(db, who(request), Slice(most=1), state="all", text=str(number))
    if not found.rows or found.rows[0].number != number:
        raise NotFound("request.not_found", request=number)
    return render(request, "requests/one.html", {"one": found.rows[0]})
