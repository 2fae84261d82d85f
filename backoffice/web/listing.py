"""The list page: filter, sort, columns, pages, saved views. Its whole state is the address, so a list can be
sent to a colleague, kept under a name, and exported as it stands on the screen.

    HOUSES = listing.List("houses", COLUMNS, FILTERS, sort="label")
    view = await listing.view(request, HOUSES)
    found = await houses.listed(db, who(request), view.slice, state=view.filters["state"])
    return render(request, "estate/houses.html", {"list": listing.Shown(view, found)})

The desk gets a `Slice` and turns its `sort` into SQL by a closed `case`; nothing of an address reaches SQL as
text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

from aiohttp import web

from backoffice.paging import Found, Slice
from backoffice.sql import load
from backoffice.web.keys import SESSION, database
from backoffice.web.words import N_

sql = load(__file__, "listing.sql")

Kind = Literal["text", "number", "money", "day", "moment", "phone", "tag", "yes"]
ROWS = 20
"""Rows a page shows at 1366×768."""
MOST_PAGES = 50_000
MOST_EXPORTED = 100_000


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `key` is the row's attribute and the word in the address, `label` its heading (N_).

    extra: not shown unless chosen. sortable: the desk knows how to sort by it.
    """

    key: str
    label: str
    kind: Kind = "text"
    sortable: bool = False
    extra: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list can be narrowed by. options: value → words (N_), for a choice; empty: what none means."""

    key: str
    label: str
    kind: Literal["text", "choice", "day"] = "choice"
    options: Mapping[str, str] = field(default_factory=dict)
    empty: str = N_("全部")


@dataclass(frozen=True, slots=True)
class List:
    """What a list page offers. name: its address' word and that of its saved views."""

    name: str
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    sort: str = ""
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """A view kept under a name by who looks."""

    id: int
    name: str
    query: str


@dataclass(frozen=True, slots=True)
class View:
    """What was asked for, checked: unknown columns, sorts and choices fall back to what is offered."""

    list: List
    path: str
    columns: tuple[Column, ...]
    sort: str
    descending: bool
    page: int
    filters: Mapping[str, str]
    chosen: frozenset[str]
    export: Literal["", "xlsx", "csv"] = ""
    saved: tuple[Saved, ...] = ()

    @property
    def slice(self) -> Slice:
        """What the desk is asked for: the page shown, or everything when it is exported."""
        if self.export:
            return Slice(self.sort, self.descending, MOST_EXPORTED)
        return Slice(self.sort, self.descending, ROWS, (self.page - 1) * ROWS)

    def href(self, **change: str | int) -> str:
        """The address of the same list with something changed; "" takes a thing away."""
        asked: dict[str, str | int] = {key: value for key, value in self.filters.items() if value}
        if (self.sort, self.descending) != (self.list.sort, self.list.descending):
            asked["sort"] = ("-" if self.descending else "") + self.sort
        if self.chosen:
            asked["columns"] = ",".join(one.key for one in self.columns)
        if self.page > 1:
            asked["page"] = self.page
        asked |= change
        query = urlencode({key: value for key, value in asked.items() if value not in ("", 1)})
        return f"{self.path}?{query}" if query else self.path

    def sorted_by(self, column: Column) -> Literal["", "ascending", "descending"]:
        """As `aria-sort` says it; "" when not by this column."""
        if column.key != self.sort:
            return ""
        return "descending" if self.descending else "ascending"

    def sort_href(self, column: Column) -> str:
        """Sort by this column, the other way round when it is already."""
        down = column.key == self.sort and not self.descending
        return self.href(sort=("-" if down else "") + column.key, page="")

    @property
    def query(self) -> str:
        """What a saved view keeps."""
        return self.href(page="").partition("?")[2]


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of a list, as `parts.html` draws it."""

    view: View
    found: Found[Any]

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.found.count // ROWS))

    @property
    def filtered(self) -> bool:
        """True when something narrows the list, so that an empty one says so."""
        return any(self.view.filters.values())


def parse(wanted: List, path: str, query: Mapping[str, str], saved: Sequence[Saved] = ()) -> View:
    """The view an address asks for. Never fails: what is not offered is as if it was not asked."""
    columns = {one.key: one for one in wanted.columns}
    chosen = [columns[key] for key in query.get("columns", "").split(",") if key in columns]
    shown = tuple(chosen) or tuple(one for one in wanted.columns if not one.extra)
    sort = query.get("sort", "")
    down, key = sort.startswith("-"), sort.removeprefix("-")
    sortable = key in columns and columns[key].sortable
    page = query.get("page", "1")
    filters = {}
    for one in wanted.filters:
        value = query.get(one.key, "").replace("\0", "").strip()[:100]
        filters[one.key] = value if one.kind != "choice" or value in one.options else ""
    export = query.get("export", "")
    return View(
        list=wanted,
        path=path,
        columns=shown,
        sort=key if sortable else wanted.sort,
        descending=down if sortable else wanted.descending,
        page=min(max(int(page), 1), MOST_PAGES) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
        filters=filters,
        chosen=frozenset(one.key for one in chosen),
        export=export if export in ("xlsx", "csv") else "",  # type: ignore[arg-type]  # mypy does not narrow by `in`
        saved=tuple(saved),
    )


async def view(request: web.Request, wanted: List) -> View:
    """The view this request asks for, with the views its reader has saved."""
    async with database(request) as db:
        rows = sql.saved_views(db, staff=request[SESSION].staff_id, page=wanted.name)
        saved = [Saved(**row) async for row in rows]
    return parse(wanted, request.path, request.query, saved)
