"""工作台: the first page after signing in."""

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from backoffice.overview import desk
from backoffice.overview.model import Overview
from backoffice.web.keys import database, here, who
from backoffice.web.layout import render
from backoffice.web.words import N_, _, named

routes = web.RouteTableDef()

WAITING = {
    "approvals": N_("件事等您审批"),
    "late": N_("张服务单过了期限"),
    "urgent": N_("张急单还没有派工"),
    "messages": N_("条留言没有处理"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A figure of each community. before: the same figure yesterday; owed: in the colour of money owed."""

    key: str
    label: str
    before: str = ""
    money: bool = False
    owed: bool = False


COLUMNS = (
    Column("houses", N_("房屋")),
    Column("occupied", N_("有住户")),
    Column("owing", N_("未缴户数")),
    Column("unpaid", N_("未缴金额（元）"), money=True, owed=True),
    Column("open", N_("未完成")),
    Column("late", N_("已过期限")),
    Column("new_today", N_("今天登记"), before="new_yesterday"),
    Column("calls_today", N_("今天来电"), before="calls_yesterday"),
)


@routes.get("/")
async def home(request: web.Request) -> web.Response:
    """What waits, my numbers, my communities at a glance."""
    async with database(request) as db:
        shown = await desk.overview(db, here(request))
        if not shown.communities and "setting.manage" in who(request).functions:
            raise web.HTTPSeeOther("/start")
        waiting = await desk.waiting(db, here(request))
        mine = await desk.numbers(db, who(request))
    total = shown.total
    facts = {
        "overview": shown,
        "columns": [one for one in COLUMNS if getattr(total, one.key) is not None],
        "waiting": waiting,
        "words": WAITING,
        "mine": mine,
        "chart": _chart(shown),
    }
    return render(request, "overview/home.html", facts)


def _chart(shown: Overview) -> dict[str, Any] | None:
    """Open and late requests side by side; nothing to compare with one community."""
    known = [one for one in shown.communities if one.open is not None]
    if len(known) < 2:
        return None
    return {
        "kind": "bar",
        "stacked": True,
        "labels": [named(one) for one in known],
        "series": [
            {"name": _("期限内"), "data": [(one.open or 0) - (one.late or 0) for one in known]},
            {"name": _("已过期限"), "data": [one.late for one in known]},
        ],
    }
