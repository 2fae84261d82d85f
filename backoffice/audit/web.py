"""The audit trail's pages: entries, times of use, errors; and entries as a file (P5)."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import cast
from urllib.parse import urlencode

from aiohttp import web

from backoffice.audit import desk, faults
from backoffice.audit.model import Entry, Wanted
from backoffice.audit.words import FILTERS, MODULES, OPERATIONS, field, module, operation, thing, value
from backoffice.company import browsers, sessions
from backoffice.web import words
from backoffice.web.keys import database, who
from backoffice.web.layout import render
from backoffice.web.words import N_, _

routes = web.RouteTableDef()

COLUMNS = (
    *(N_("时间"), N_("用户"), N_("地址"), N_("模块"), N_("操作"), N_("对象")),
    *(N_("原值与新值"), N_("原因"), N_("其他")),
)
"""What an exported line holds."""
TEXTS = ("user", "address", "module", "operation", "object", "text")


def _day(request: web.Request, name: str, *, after: int = 0) -> datetime | None:
    """The first moment of a day given (plus days); None without one, or when it is none."""
    try:
        asked = date.fromisoformat(request.query.get(name, ""))
        return datetime.combine(asked + timedelta(days=after), time(), words.ZONE)
    except (ValueError, OverflowError):
        return None


def _wanted(request: web.Request) -> Wanted:
    texts = {name: request.query.get(name, "").replace("\0", "").strip()[:100] for name in TEXTS}
    days = {"since": _day(request, "since"), "until": _day(request, "until", after=1)}
    return cast(Wanted, texts | days)


def _query(request: web.Request) -> dict[str, str]:
    """What the form shows again."""
    return {name: request.query.get(name, "") for name in ("since", "until", "id", *TEXTS)}


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


@routes.get("/settings/audit")
async def trail(request: web.Request) -> web.StreamResponse:
    """Entries that match, newest first; with `export` as a file."""
    wanted = _wanted(request)
    if "export" in request.query:
        return await _file(request, wanted)
    async with database(request) as db:
        found = await desk.search(db, who(request), before=_number(request.query.get("before", "")), **wanted)
    query = _query(request)
    given = {name: one for name, one in query.items() if one}
    more = len(found) == desk.PAGE
    facts = {
        "entries": found,
        "query": query,
        "older": "/settings/audit?" + urlencode({**given, "before": found[-1].id}) if more else "",
        "modules": MODULES,
        "operations": OPERATIONS,
        **FILTERS,
    }
    return render(request, "audit/trail.html", facts)


async def _file(request: web.Request, wanted: Wanted) -> web.StreamResponse:
    """CSV in UTF-8 with a mark, as Excel wants it; sent while it is read."""
    head = [_(one) for one in COLUMNS]
    response = web.StreamResponse(
        headers={
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": 'attachment; filename="audit.csv"',
        }
    )
    entries = await _some(request, wanted)
    await response.prepare(request)
    await response.write("\ufeff".encode() + _lines([head]))
    while entries:
        await response.write(_lines([_cells(one) for one in entries]))
        entries = await _some(request, wanted, entries) if len(entries) == desk.EXPORTED_AT_ONCE else []
    return response


async def _some(request: web.Request, wanted: Wanted, sent: Sequence[Entry] = ()) -> list[Entry]:
    async with database(request) as db:
        return await desk.export(db, who(request), before=sent[-1].id if sent else None, **wanted)


def _cells(entry: Entry) -> list[str]:
    changes = [f"{field(one.field)}: {value(one.before)} → {value(one.after)}" for one in entry.changes]
    return [
        entry.at.astimezone(words.ZONE).strftime("%Y-%m-%d %H:%M:%S"),
        entry.actor_name or entry.actor,
        entry.address,
        module(entry.operation),
        operation(entry.operation),
        thing(entry.object),
        "\n".join(changes),
        entry.reason,
        "\n".join(f"{field(name)}: {value(one)}" for name, one in entry.rest.items()),
    ]


def _lines(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    # A cell that begins like a formula would be one in a spreadsheet.
    csv.writer(out).writerows(
        ["'" + cell if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell for cell in row] for row in rows
    )
    return out.getvalue().encode()


@routes.get("/settings/audit/use")
async def use(request: web.Request) -> web.Response:
    """Who was signed in from when to when."""
    since, until = _day(request, "since"), _day(request, "until", after=1)
    async with database(request) as db:
        user = _wanted(request)["user"]
        found = await sessions.uses(db, who(request), user=user, since=since, until=until)
    facts = {"uses": found, "query": _query(request), "browser": browsers.short}
    return render(request, "audit/use.html", facts)


@routes.get("/settings/audit/faults")
async def errors(request: web.Request) -> web.Response:
    """Errors by the number people were shown."""
    number = request.query.get("id", "").replace("\0", "").strip().lower()[:20]
    async with database(request) as db:
        found = await faults.faults(
            db, who(request), id=number, since=_day(request, "since"), until=_day(request, "until", after=1)
        )
    return render(request, "audit/faults.html", {"faults": found, "query": _query(request)})
