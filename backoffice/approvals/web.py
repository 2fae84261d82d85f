"""Approvals: the lists, one of them, asking and deciding (P10)."""

from typing import Any, cast, get_args

from aiohttp import web

from backoffice.approvals import desk
from backoffice.approvals.kinds import Subject
from backoffice.approvals.model import Approval, Which
from backoffice.web import forms
from backoffice.web.answers import sentence_of
from backoffice.web.keys import database, who
from backoffice.web.layout import render
from backoffice.web.words import N_

routes = web.RouteTableDef()

KINDS = {"person.merge": N_("合并人员"), "estate.remove": N_("删除基础资料")}
STATES = {
    "waiting": N_("等待审批"),
    "done": N_("已同意并办理"),
    "refused": N_("已驳回"),
    "withdrawn": N_("已撤回"),
    "failed": N_("已同意，没有办成"),
}
LISTS = {"waiting": N_("等我审批"), "mine": N_("我提出的"), "decided": N_("处理过的")}
FACTS = {
    "keeps": N_("保留"),
    "keeps_houses": N_("保留的人现在的房屋"),
    "drops": N_("并入后不再单独存在"),
    "drops_houses": N_("并入的人现在的房屋"),
    "moves_phones": N_("并入的电话号码数"),
    "moves_requests": N_("并入的服务单数"),
    "thing": N_("对象"),
    "houses": N_("房屋"),
    "phones": N_("电话号码数"),
    "people": N_("住户人数"),
    "requests": N_("服务单数"),
    "bills": N_("未缴账单数"),
}
THINGS = {
    "person": N_("人员"),
    "house": N_("房屋"),
    "building": N_("楼栋"),
    "community": N_("小区"),
}


class AskForm(forms.Given):
    """Why it is asked for."""

    reason: forms.Reason


def _words(approval: Approval | None = None) -> dict[str, Any]:
    outcome = dict(approval.outcome) if approval else {}
    failed = sentence_of(outcome.pop("refused"), outcome) if "refused" in outcome else ""
    return {"kinds": KINDS, "states": STATES, "facts": FACTS, "things": THINGS, "failed": failed}


@routes.get("/approvals")
async def index(request: web.Request) -> web.Response:
    """What waits for me, what I asked for, what was decided."""
    wish = request.query.get("list", "waiting")
    which = cast(Which, wish if wish in get_args(Which) else "waiting")
    async with database(request) as db:
        found = await desk.listed(db, who(request), which)
    return render(
        request, "approvals/list.html", {"approvals": found, "which": which, "lists": LISTS, **_words()}
    )


def _subject(request: web.Request) -> tuple[str, Subject]:
    """The kind and the thing an address names; the desk knows whether there is such a thing."""
    asked = {name: request.query.get(name, "") for name in ("keep", "drop", "what", "id")}
    subject: dict[str, str | int] = {}
    for name, text in asked.items():
        number = text.isascii() and text.isdigit() and len(text) < 10
        if text and (name == "what") != number:
            subject[name] = int(text) if number else text[:20]
    return request.query.get("kind", ""), subject


@routes.get("/approvals/ask")
async def ask_form(request: web.Request) -> web.Response:
    """What would be asked for, and why."""
    return await _ask_form(request, forms.blank())


async def _ask_form(request: web.Request, form: forms.Form[Any]) -> web.Response:
    kind, subject = _subject(request)
    async with database(request) as db:
        told = await desk.preview(db, who(request), kind, subject)
    return render(
        request,
        "approvals/ask.html",
        {"told": told, "kind": kind, "form": form, **_words()},
        status=form.status,
    )


@routes.post("/approvals/ask")
async def ask(request: web.Request) -> web.StreamResponse:
    """Ask for it."""
    kind, subject = _subject(request)
    form = await forms.read(request, AskForm)
    if form.given:
        with form.taking():
            async with database(request) as db:
                approval = await desk.ask(db, who(request), kind, subject, form.given.reason)
        if form.ok:
            raise web.HTTPSeeOther(f"/approvals/{approval}")
    return await _ask_form(request, form)


@routes.get(r"/approvals/{approval:\d{1,9}}")
async def one(request: web.Request) -> web.Response:
    """One approval, with its facts."""
    return await _one(request, forms.blank())


async def _one(request: web.Request, form: forms.Form[Any]) -> web.Response:
    async with database(request) as db:
        approval = await desk.approval_for(db, who(request), int(request.match_info["approval"]))
    facts = {"approval": approval, "told": approval.told, "form": form, **_words(approval)}
    return render(request, "approvals/one.html", facts, status=form.status)


@routes.post(r"/approvals/{approval:\d{1,9}}/approve")
async def approve(request: web.Request) -> web.StreamResponse:
    """Say yes: it is done in this moment."""
    form = forms.blank()
    with form.taking():
        async with database(request) as db:
            await desk.approve(db, who(request), int(request.match_info["approval"]))
    return await _decided(request, form)


@routes.post(r"/approvals/{approval:\d{1,9}}/refuse")
async def refuse(request: web.Request) -> web.StreamResponse:
    """Say no, and why."""
    form = await forms.read(request, AskForm)
    if form.given:
        with form.taking():
            async with database(request) as db:
                await desk.refuse(db, who(request), int(request.match_info["approval"]), form.given.reason)
    return await _decided(request, form)


@routes.post(r"/approvals/{approval:\d{1,9}}/withdraw")
async def withdraw(request: web.Request) -> web.StreamResponse:
    """Take it back."""
    form = forms.blank()
    with form.taking():
        async with database(request) as db:
            await desk.withdraw(db, who(request), int(request.match_info["approval"]))
    return await _decided(request, form)


async def _decided(request: web.Request, form: forms.Form[Any]) -> web.StreamResponse:
    if form.errors:
        return await _one(request, form)
    raise web.HTTPSeeOther(f"/approvals/{request.match_info['approval']}")
