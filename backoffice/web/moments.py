"""Deeds of the audit trail as moments of a page's time-line (`parts.timeline`)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backoffice.audit.trail import Deed
from backoffice.web.words import N_, _

YES, NO, NOTHING = N_("是"), N_("否"), "–"


@dataclass(frozen=True, slots=True)
class Moment:
    """When, who (`kind`, the tag), what, and the small print under it."""

    at: datetime
    kind: str
    words: str
    detail: str
    link: str = ""


def moments(deeds: Iterable[Deed], words: Mapping[str, str], fields: Mapping[str, str]) -> list[Moment]:
    """words: of each operation; fields: of the facts that are told, in their order, plain and edited ones."""
    return [
        Moment(one.at, one.by or _("系统"), _(words[one.operation]), _detail(one, fields)) for one in deeds
    ]


def _detail(deed: Deed, fields: Mapping[str, str]) -> str:
    before, after = deed.facts.get("before"), deed.facts.get("after")
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        told = [_changed(_(fields[name]), before.get(name), after[name]) for name in fields if name in after]
    else:
        told = [
            f"{_(fields[name])} {_value(deed.facts[name])}"
            for name in fields
            if deed.facts.get(name) not in (None, "")
        ]
    return " · ".join(told)


def _changed(word: str, before: Any, after: Any) -> str:
    """From what to what; of what is long or many, only that it changed."""
    if any(isinstance(one, list | Mapping) for one in (before, after)):
        return word
    return f"{word} {_value(before)} → {_value(after)}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return _(YES if value else NO)
    return NOTHING if value in (None, "") else str(value)
