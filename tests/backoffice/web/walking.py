"""The written table of rights, `rights.toml`, and the people who walk it: each ready-made post twice."""

import dataclasses
import fnmatch
import inspect
import re
import tomllib
import typing
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import asyncpg

from backoffice.company.desk import staff_actor
from backoffice.company.functions import READY_MADE
from tests.backoffice.web.estate import Estate

TABLE = tomllib.loads(Path(__file__).with_name("rights.toml").read_text(encoding="utf-8"))
Answer = Literal["ok", "refused", "not found", "nothing", "sign-in", "failed"]
RULES = ("company", "mine")


@dataclasses.dataclass(frozen=True)
class Walker:
    """One who tries: a ready-made post, held in `own` alone or (None) everywhere."""

    kind: str
    login: str
    staff: int
    own: int | None


@dataclasses.dataclass(frozen=True)
class Entry:
    """One line of the table, read."""

    rule: str
    posts: frozenset[str]
    form: Mapping[str, str] = dataclasses.field(default_factory=dict)
    given: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    others: Answer = "refused"
    elsewhere: Answer = "not found"

    def expects(self, walker: Walker, *, theirs: bool) -> Answer:
        """What `walker` must get. theirs: it is in their community or their own, or concerns neither."""
        let = walker.kind in self.posts
        match self.rule:
            case "open" | "signed in":
                return "ok"
            case "company":
                return "ok" if let and walker.own is None else self.others
            case "mine":
                return self.others if not let else "ok" if theirs else self.elsewhere
            case _:
                return self.elsewhere if not theirs else "ok" if let else self.others


def entry(section: str, name: str) -> Entry | None:
    """The line for a route or desk function, the longest that fits; None: there is none."""
    lines: dict[str, Any] = TABLE[section]
    fitting = [one for one in lines if one == name or (one.endswith("*") and fnmatch.fnmatchcase(name, one))]
    return _read(lines[max(fitting, key=len)]) if fitting else None


def _read(line: str | Mapping[str, Any]) -> Entry:
    more: Mapping[str, Any] = {"let": line} if isinstance(line, str) else line
    let: str = more["let"]
    rule, colon, rest = let.partition(": ")
    if let in ("open", "signed in") or rule == "no walk":
        posts = frozenset[str]()
    else:
        rule, names = (rule, rest) if colon else ("", let)
        posts = frozenset(one for word in names.split() for one in _posts(word))
        assert posts <= READY_MADE.keys() and rule in ("", *RULES), f"no such post or rule in {let!r}"
    return Entry(
        rule,
        posts,
        more.get("form", {}),
        more.get("with", {}),
        more.get("others", "refused"),
        more.get("elsewhere", "not found"),
    )


def _posts(word: str) -> list[str]:
    return str(TABLE["groups"].get(word, word)).split()


class Objects:
    """Finds or makes what paths and arguments name."""

    def __init__(self, db: asyncpg.Connection) -> None:
        self.db = db

    async def of(self, name: str, community: int, staff: int) -> Any:
        """One thing of [objects] in a community, or belonging to a member of staff."""
        made = await self.db.fetchval(TABLE["objects"][name], community, staff)
        assert made is not None, f"[objects] {name} found nothing in community {community}"
        return made

    async def value(self, told: Any, community: int, staff: int) -> Any:
        """What a line says: ":house" is a thing, everything else itself, tables and lists part by part."""
        if isinstance(told, str) and told.startswith(":"):
            return await self.of(told[1:], community, staff)
        if isinstance(told, dict):
            return {name: await self.value(one, community, staff) for name, one in told.items()}
        return told

    async def path(self, route: str, line: Entry, community: int, staff: int) -> str:
        """A route's path with its {names} filled in."""
        path = route.partition(" ")[2]
        for name in re.findall(r"{(\w+)}", path):
            told = line.given.get(name, f":{name}")
            path = path.replace(f"{{{name}}}", str(await self.value(told, community, staff)))
        return path

    async def arguments(
        self, function: Callable[..., Any], line: Entry, community: int, staff: int
    ) -> dict[str, Any]:
        """What a desk function is called with, beside `db` and `who`: from the line, [objects], its defaults;
        a dataclass is made from a table, None where the table is silent."""
        hints = typing.get_type_hints(function)
        arguments: dict[str, Any] = {}
        for parameter in wanted(function):
            if parameter not in line.given and parameter not in TABLE["objects"]:
                arguments[parameter] = None
                continue
            found = await self.value(line.given.get(parameter, f":{parameter}"), community, staff)
            kind = hints[parameter]
            if dataclasses.is_dataclass(kind) and isinstance(kind, type):
                blank = {
                    field.name: None
                    for field in dataclasses.fields(kind)
                    if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
                }
                found = kind(**blank | found)
            arguments[parameter] = found
        return arguments


def concerns(function: Callable[..., Any], line: Entry) -> bool:
    """Whether a desk function is told a thing of [objects]."""
    return not set(wanted(function)).isdisjoint(TABLE["objects"]) or "': ':" in str(line.given)


def wanted(function: Callable[..., Any]) -> list[str]:
    """A desk function's arguments that must be given, beside `db` and `who`."""
    return [
        one.name
        for one in inspect.signature(function).parameters.values()
        if one.default is one.empty and one.kind is not one.VAR_KEYWORD and one.name not in ("db", "who")
    ]


async def people(db: asyncpg.Connection, estate: Estate) -> list[Walker]:
    """Each ready-made post held in 翠湖苑 alone, and everywhere, by somebody of its own."""
    walkers = []
    own = estate.communities["翠湖苑"]
    for kind, functions in READY_MADE.items():
        for login, community in ((f"{kind}-here", own), (f"{kind}-everywhere", None)):
            staff = await estate.person_of_staff(login, login, "翠湖苑", sorted(functions), None)
            if community is None:
                await db.execute("update staff_post set community_id = null where staff_id = $1", staff)
            walkers.append(Walker(kind, login, staff, community))
    return walkers


def tries(
    walkers: list[Walker], estate: Estate, line: Entry, *, about: bool
) -> Iterator[tuple[Walker, int, int, Answer]]:
    """Who tries, in which community, with whose thing (elsewhere not their own), and what the table expects.

    about: it concerns a community, or a thing of somebody's.
    """
    here, there = estate.communities["翠湖苑"], estate.communities["云顶公寓"]
    for walker in walkers:
        yield walker, here, walker.staff, line.expects(walker, theirs=True)
        elsewhere = line.rule == "mine" or walker.own is not None
        owner = estate.staff["zhou"] if line.rule == "mine" else walker.staff
        yield walker, there, owner, line.expects(walker, theirs=not (about and elsewhere))


async def actor(db: asyncpg.Connection, walker: Walker) -> Any:
    """The walker as desks know them."""
    return await staff_actor(db, walker.staff, "127.0.0.1")
