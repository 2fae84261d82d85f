"""The rules' pages: which events reach whom, and what was delivered (P4)."""

from typing import Annotated, Any, get_args

from aiohttp import web
from pydantic import Field

from backoffice.reminders import reading, rules
from backoffice.reminders.events import EVENTS
from backoffice.reminders.model import Channel
from backoffice.web import forms
from backoffice.web.keys import database, who
from backoffice.web.layout import render

routes = web.RouteTableDef()
_Minutes = forms.Maybe[Annotated[forms.Count, Field(ge=1, le=rules.LONGEST)]]


class RuleForm(forms.Given):
    """A new rule. escalate: minutes, empty: never."""

    event: forms.Line
    whom: forms.Line
    channel: Channel = "page"
    escalate: _Minutes = None


class ChangeForm(forms.Given):
    """Another time for a rule, or (remove) its end."""

    version: forms.Id
    escalate: _Minutes = None
    remove: forms.Line = ""


@routes.get("/settings/reminders")
async def index(request: web.Request) -> web.Response:
    """All rules, and a form for one more."""
    return await _page(request, forms.blank({"channel": "page"}))


@routes.post("/settings/reminders")
async def add(request: web.Request) -> web.StreamResponse:
    """One more rule."""
    form = await forms.read(request, RuleForm)
    if form.given:
        with form.taking():
            async with database(request) as db:
                await rules.add(db, who(request), **form.given.model_dump())
        if form.ok:
            raise web.HTTPSeeOther("/settings/reminders")
    return await _page(request, form)


@routes.post(r"/settings/reminders/{rule:\d{1,9}}")
async def change(request: web.Request) -> web.StreamResponse:
    """Another time for it, or none of it any more."""
    form = await forms.read(request, ChangeForm)
    rule = int(request.match_info["rule"])
    if form.given:
        with form.taking():
            async with database(request) as db:
                if form.given.remove:
                    await rules.remove(db, who(request), rule, form.given.version)
                else:
                    await rules.change(db, who(request), rule, form.given.version, form.given.escalate)
        if form.ok:
            raise web.HTTPSeeOther("/settings/reminders")
    return await _page(request, forms.blank({"channel": "page"}), rule, form)


@routes.get("/settings/reminders/sent")
async def sent(request: web.Request) -> web.Response:
    """What was delivered to whom, and read."""
    kind = request.query.get("kind", "")
    kind = kind if kind in EVENTS else ""
    async with database(request) as db:
        found = await rules.deliveries(db, who(request), kind=kind)
    return render(request, "reminders/sent.html", {"deliveries": found, "kind": kind, "kinds": list(EVENTS)})


async def _page(
    request: web.Request, form: forms.Form[Any], rule: int = 0, wrong: forms.Form[Any] | None = None
) -> web.Response:
    """wrong: what was typed for `rule`, with its errors."""
    async with database(request) as db:
        found = await rules.rules(db, who(request))
        choices = await rules.choices(db, who(request))
    facts = {
        "form": form,
        "rules": found,
        "choices": {one.whom: reading.whom(one) for one in choices},
        "events": {kind: reading.event(kind) for kind in EVENTS},
        "channels": {code: reading.channel(code) for code in get_args(Channel)},
        "rule": rule,
        "wrong": wrong,
    }
    return render(request, "reminders/rules.html", facts, (wrong or form).status)
