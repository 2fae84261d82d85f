"""What stands around every page: navigation with what exists and is allowed, who is signed in, the tokens."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from backoffice.company.changing import SEES_COMPANY
from backoffice.web import cookies, door, theme
from backoffice.web.keys import PLACE, SESSION, WHO
from backoffice.web.words import N_


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of a section: shown to those with one of `functions` somewhere; no functions: to everybody.

    also: where else the pages begin that belong to it.
    """

    path: str
    label: str
    functions: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """What people come to do (pages.md); leads to its first page that is theirs."""

    label: str
    entries: tuple[Entry, ...]

    @property
    def path(self) -> str:
        """Where the section begins."""
        return self.entries[0].path


APPROVALS = ("person.merge", "person.merge.approve", "estate.remove", "estate.remove.approve")
"""Who asks for approvals and who gives them."""

NAVIGATION = (
    Section(
        N_("工作台"),
        (
            Entry("/", N_("工作台")),
            Entry("/approvals", N_("审批"), APPROVALS),
        ),
    ),
    Section(
        N_("来电"),
        (
            Entry("/calls/desk", N_("接听"), ("call.take",)),
            Entry("/calls", N_("通话记录"), ("call.view",)),
        ),
    ),
    Section(N_("服务"), (Entry("/requests", N_("服务单"), ("request.view",)),)),
    Section(
        N_("房产"),
        (
            Entry("/homes", N_("小区"), ("house.view",)),
            Entry("/homes/houses", N_("房屋"), ("house.view",)),
            Entry("/people", N_("人员"), ("house.view",)),
            Entry("/movein", N_("收房"), ("movein.manage",)),
            Entry("/decoration", N_("装修"), ("decoration.manage", "decoration.permit")),
            Entry("/letting", N_("出租"), ("letting.manage",)),
            Entry("/import", N_("导入"), ("estate.import",)),
        ),
    ),
    Section(
        N_("设置"),
        (
            Entry(
                "/settings/company",
                N_("部门与岗位"),
                SEES_COMPANY,
                ("/settings/departments", "/settings/posts"),
            ),
            Entry("/settings/staff", N_("员工"), SEES_COMPANY),
            Entry("/settings/rights", N_("权限"), SEES_COMPANY),
            Entry("/settings/reminders", N_("提醒规则"), ("reminder.manage",)),
            Entry("/start", N_("开始使用"), ("setting.manage",)),
            Entry("/settings/backup", N_("备份"), ("backup.manage",)),
            Entry("/settings/audit", N_("操作日志"), ("audit.view",)),
        ),
    ),
)


def sections(request: web.Request) -> list[Section]:
    """The navigation of whoever is signed in: sections with at least one page of theirs."""
    actor = request.get(WHO)
    if actor is None:
        return []
    mine = (
        replace(one, entries=tuple(entry for entry in one.entries if _theirs(entry, actor.functions)))
        for one in NAVIGATION
    )
    return [one for one in mine if one.entries]


def _theirs(entry: Entry, functions: Mapping[str, object]) -> bool:
    return not entry.functions or any(one in functions for one in entry.functions)


def render(request: web.Request, template: str, facts: Mapping[str, Any], status: int = 200) -> web.Response:
    """A page, or a part of one, with what stands around it."""
    return aiohttp_jinja2.render_template(template, request, {**_around(request), **facts}, status=status)


def _around(request: web.Request) -> dict[str, Any]:
    session = request.get(SESSION)
    mine = sections(request)
    under = [
        (section, entry)
        for section in mine
        for entry in section.entries
        if any(_under(request.path, path) for path in (entry.path, *entry.also))
    ]
    section, entry = max(under, key=lambda one: len(one[1].path), default=(None, None))
    return {
        "session": session,
        "who": request.get(WHO),
        "place": request.get(PLACE),
        "navigation": mine,
        "here": section,
        "entry_here": entry,
        "path": request.path_qs,
        "theme": theme.chosen(request),
        "csrf": session.csrf if session else cookies.get(request, door.FORM_COOKIE),
    }


def _under(path: str, entry: str) -> bool:
    return path == entry or (entry != "/" and path.startswith(entry + "/"))


def assets(folders: Mapping[str, Path]) -> Callable[[str], str]:
    """The address of a static file (`own/page.js`) with its content's mark: browsers may keep it for ever."""

    @cache
    def asset(name: str) -> str:
        room, _, file = name.partition("/")
        mark = hashlib.sha256((folders[room] / file).read_bytes()).hexdigest()[:10]
        return f"/static/{name}?{mark}"

    return asset
