"""设置 → 备份: what there is, one more now, the rules, purging what is old (P6)."""

import asyncio
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Annotated, Any

from aiohttp import web
from pydantic import Field

from backoffice.backup import desk, purging
from backoffice.backup.model import Backup, Rules
from backoffice.jobs.model import Job
from backoffice.sql import Database
from backoffice.web import answers, forms
from backoffice.web.forms import Count, Day, Given, Line, Reason
from backoffice.web.keys import RECORDINGS, database, who
from backoffice.web.layout import render
from backoffice.web.words import N_, _

routes = web.RouteTableDef()

HERE = "/settings/backup"
WEEKDAYS = {
    1: N_("周一"),
    2: N_("周二"),
    3: N_("周三"),
    4: N_("周四"),
    5: N_("周五"),
    6: N_("周六"),
    7: N_("周日"),
}
STEPS = {
    "": N_("等待开始"),
    "backup.reading_tables": N_("统计各表"),
    "backup.dumping": N_("导出数据库"),
    "backup.packing": N_("装入录音等文件"),
    "backup.reading": N_("恢复到临时数据库，逐项核对"),
    "backup.encrypting": N_("加密"),
}
PURGES = {"audit": N_("操作日志"), "calls": N_("通话记录"), "recordings": N_("录音")}
_WORDS = {"weekdays": WEEKDAYS, "purges": PURGES}


Weekday = Annotated[int, Field(ge=1, le=7)]


class RulesForm(Given):
    """The company's rules."""

    version: Annotated[int, Field(ge=1)]
    hour: Annotated[Count, Field(le=23)]
    weekdays: tuple[Weekday, ...] = ()
    days: Annotated[Count, Field(ge=1, le=366)]
    weeks: Annotated[Count, Field(le=104)]
    months: Annotated[Count, Field(le=120)]
    folder: Line = ""
    recipient: Line = ""


class PurgeForm(Given):
    """What is to go."""

    what: purging.What
    before: Day


class PurgeNowForm(PurgeForm):
    """The same, with the reason that makes it so."""

    reason: Reason


@routes.get(HERE)
async def index(request: web.Request) -> web.Response:
    """The backups there are, the rules."""
    async with database(request) as db:
        rules = await desk.rules(db)
    return await _page(request, forms.blank(_values(rules)))


@routes.post(HERE)
async def save(request: web.Request) -> web.Response:
    """Change the rules."""
    form = await forms.read(request, RulesForm)
    if form.given:
        with form.taking():
            async with database(request) as db:
                await desk.save_rules(db, who(request), Rules(**form.given.model_dump()))
        if form.ok:
            raise web.HTTPSeeOther(HERE)
    return await _page(request, form)


@routes.post(f"{HERE}/now")
async def now(request: web.Request) -> web.Response:
    """Back up now; the page shows how far it is."""
    async with database(request) as db:
        await desk.ask(db, who(request))
    raise web.HTTPSeeOther(HERE)


@routes.get(f"{HERE}/job")
async def job(request: web.Request) -> web.Response:
    """How far the running one is; the whole page again once it is over."""
    async with database(request) as db:
        running = await desk.running(db, who(request))
    if running is None:
        return web.Response(headers={"HX-Refresh": "true"})
    return render(request, "backup/progress.html", {"job": running, "step": _step(running)})


@routes.get(f"{HERE}/purge")
async def preview(request: web.Request) -> web.Response:
    """How much would go, before anything does."""
    form = forms.of(request.query, PurgeForm)
    return await _purge_page(request, form, form.given)


@routes.post(f"{HERE}/purge")
async def purge(request: web.Request) -> web.Response:
    """Remove it."""
    form = await forms.read(request, PurgeNowForm)
    given = form.given
    if given:
        async with database(request) as db:
            before = await _midnight(db, given.before)
            rows = await purging.purge(
                db, who(request), given.what, before, given.reason, request.app[RECORDINGS]
            )
        return render(request, "backup/purged.html", {"rows": rows, "what": given.what} | _WORDS)
    asked = forms.of(form.values, PurgeForm).given
    return await _purge_page(request, form, asked)


async def _page(request: web.Request, form: forms.Form[Any]) -> web.Response:
    async with database(request) as db:
        attempts = await desk.attempts(db, who(request))
        running = await desk.running(db, who(request))
    shown = await asyncio.to_thread(lambda: [_shown(one) for one in attempts])
    facts = {
        "form": form,
        "attempts": shown,
        "job": running,
        "step": _step(running),
        "purge": forms.blank(),
        "purge_options": {code: _(words) for code, words in PURGES.items()},
    }
    return render(request, "backup/page.html", facts | _WORDS, form.status)


async def _purge_page(request: web.Request, form: forms.Form[Any], asked: PurgeForm | None) -> web.Response:
    """The question, with the number of what would go; back to the settings when it cannot be asked."""
    desk.may(who(request))
    if asked is None:
        raise web.HTTPSeeOther(HERE)
    async with database(request) as db:
        before = await _midnight(db, asked.before)
        backup = await purging.holding(db, who(request), before)
        count = await purging.count(db, who(request), asked.what, before)
    facts = {"form": form, "asked": asked, "count": count, "backup": backup}
    return render(request, "backup/purge.html", facts | _WORDS, form.status)


async def _midnight(db: Database, day: date) -> datetime:
    return datetime.combine(day, time(), await desk.zone(db))


@dataclass(frozen=True, slots=True)
class _Shown:
    """A line of the list. there: its file is; why: a sentence, "" when all is well."""

    backup: Backup
    there: bool
    why: str


def _shown(backup: Backup) -> _Shown:
    why = answers.sentence(backup.why) if backup.why else ""
    return _Shown(backup, backup.file is not None and backup.path.exists(), why)


def _step(job: Job | None) -> str:
    return _(STEPS.get(job.step, STEPS[""])) if job else ""


def _values(rules: Rules) -> dict[str, Any]:
    return asdict(rules) | {"weekdays": [str(one) for one in rules.weekdays]}
