"""The files of an import: its template, what there is now, and what was wrong with a file (P7)."""

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import date
from typing import Any

from backoffice.exchange import faults, headings
from backoffice.exchange.model import Column, Import, Kind, Row
from backoffice.exchange.sheets import Heading, Page
from backoffice.web.words import N_, _

OPTIONAL, REQUIRED = N_("可不填"), N_("必填")


def template(kind: Kind) -> list[Page]:
    """An empty sheet to fill in, and one that explains each column with an example."""
    explained = [
        [
            _(one.name),
            _(REQUIRED if one.required else OPTIONAL),
            _(one.about),
            one.example,
            [_(word) for word in one.choices.values()],
        ]
        for one in kind.columns
    ]
    about = [
        Heading(_("列")),
        Heading(_("要求"), wide=8),
        Heading(_("含义"), wide=60),
        Heading(_("示例"), wide=30),
        Heading(_("可以填"), wide=50),
    ]
    return [Page(_(kind.name), _headings(kind), []), Page(_("说明"), about, explained)]


def held(kind: Kind, rows: Iterable[Mapping[str, Any]]) -> list[Page]:
    """What there is now, as a file of this kind."""
    kept = ([shown(one, row.get(one.key)) for one in kind.columns] for row in rows)
    return [Page(_(kind.name), _headings(kind), kept)]


async def faulty(kind: Kind, found: Import, rows: AsyncIterator[Row]) -> list[Page]:
    """The uploaded file with its wrong cells marked, and a last column that says what is wrong."""
    wide = len(found.headings)
    kept: list[list[str]] = []
    marked: set[tuple[int, int]] = set()
    async for row in rows:
        for fault in row.faults:
            if fault.column in found.columns:
                marked.add((len(kept), list(found.columns).index(fault.column)))
        written = [*row.written, *[""] * wide][:wide]
        kept.append([*written, said(kind, row)])
    names = [Heading(name, wide=16) for name in found.headings]
    return [Page(_(kind.name), [*names, Heading(_(headings.ERRORS), wide=80)], kept, frozenset(marked))]


def said(kind: Kind, row: Row) -> str:
    """Everything wrong with a row, each with its column."""
    return " ".join(f"{_(kind.column(one.column).name)}：{faults.sentence(one)}" for one in row.faults)


def shown(column: Column, value: Any) -> Any:
    """A value as a sheet says it: a code's word, 2026-11-23 as a day."""
    if column.choices and value is not None:
        code = ("yes" if value else "no") if isinstance(value, bool) else str(value)
        return _(column.choices.get(code, ""))
    return value.isoformat() if isinstance(value, date) else value


def _headings(kind: Kind) -> list[Heading]:
    return [
        Heading(
            _(one.name) + ("*" if one.required else ""),
            wide=one.wide,
            choices=[_(word) for word in one.choices.values()],
        )
        for one in kind.columns
    ]
