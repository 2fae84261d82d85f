"""Each ready-made post tries each route and desk function, here and in another community (P2, R11)."""

import importlib
import inspect
import pkgutil
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import asyncpg
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestServer

import backoffice
from backoffice.errors import Forbidden, NotFound, Refused
from backoffice.paging import Found
from tests.backoffice.web import walking
from tests.backoffice.web.conftest import Visit
from tests.backoffice.web.estate import Estate
from tests.backoffice.web.walking import TABLE, Answer, Objects

ADD = "tests/backoffice/web/rights.toml: say under [{section}] who is let through: {names}"


def routes(app: web.Application) -> set[str]:
    """Every route as the table writes it: "GET /calls/{call}"."""
    return {
        f"{route.method} {route.resource.canonical}"
        for route in app.router.routes()
        if route.resource is not None
        and route.method != "HEAD"
        and not route.resource.canonical.startswith("/static/")
    }


def desks() -> Iterator[tuple[str, Callable[..., Awaitable[Any]]]]:
    """Every public function of the back office that is done on somebody's behalf: it takes `who`."""
    for module in pkgutil.walk_packages(backoffice.__path__, "backoffice."):
        if module.name.endswith("__main__") or module.name.startswith(("backoffice.web", "backoffice.demo")):
            continue
        for name, function in vars(importlib.import_module(module.name)).items():
            if (
                inspect.iscoroutinefunction(function)
                and function.__module__ == module.name
                and not name.startswith("_")
                and "who" in inspect.signature(function).parameters
            ):
                yield f"{module.name.removeprefix('backoffice.')}.{name}", function


def missing(section: str, names: set[str]) -> list[str]:
    return sorted(name for name in names if walking.entry(section, name) is None)


def left_over(section: str, names: set[str]) -> list[str]:
    return sorted(one for one in TABLE[section] if not one.endswith("*") and one not in names)


async def test_p2_every_route_stands_in_the_table(server: TestServer) -> None:
    there = routes(server.app)
    new = missing("routes", there)
    assert not new, ADD.format(section="routes", names=new)
    assert left_over("routes", there) == []


def test_p2_every_desk_function_stands_in_the_table() -> None:
    there = {name for name, _ in desks()}
    new = missing("desks", there)
    assert not new, ADD.format(section="desks", names=new)
    assert left_over("desks", there) == []


def _said(answer: ClientResponse) -> Answer:
    if answer.status == 401 or answer.headers.get("Location", "").startswith("/sign-in?"):
        return "sign-in"
    if answer.status >= 500:
        return "failed"
    # What was sent may be unfit (422, 409 …): whoever hears that was let through.
    return {403: "refused", 404: "not found"}.get(answer.status, "ok")  # type: ignore[return-value]


async def test_p2_each_post_gets_through_the_routes_the_table_names(
    visit: Visit, server: TestServer, estate: Estate, db: asyncpg.Connection
) -> None:
    walkers, objects, wrong = await walking.people(db, estate), Objects(db), []
    stranger = await visit()
    visitors = {walker: await visit(walker.login) for walker in walkers}
    for route in sorted(routes(server.app)):
        line = walking.entry("routes", route)
        if line is None or line.rule == "no walk":
            continue
        method, about = route.partition(" ")[0], "{" in route
        for walker, community, owner, expected in walking.tries(walkers, estate, line, about=about):
            path = await objects.path(route, line, community, owner)
            form = await objects.value(line.form, community, owner)
            visitor = visitors[walker]
            answer = await (visitor.get(path) if method == "GET" else visitor.post(path, **_text(form)))
            said = _said(answer)
            answer.close()
            if said != expected:
                wrong.append(f"{route} as {walker.login} in {community}: {said}, the table says {expected}")
        answer = await stranger.client.request(
            method, path, headers=stranger.headers, allow_redirects=False, data={}
        )
        if line.rule != "open" and _said(answer) != "sign-in":
            wrong.append(f"{route} as a stranger: {_said(answer)}")
        answer.close()
    assert not wrong, "\n".join(wrong)


async def test_p2_each_post_gets_through_the_desks_the_table_names(
    estate: Estate, db: asyncpg.Connection
) -> None:
    walkers, objects, wrong = await walking.people(db, estate), Objects(db), []
    await db.execute("insert into queue (code, name) values ('reception', '总台')")
    await db.execute("insert into queue_member values (1, $1)", estate.staff["chen"])
    for name, function in desks():
        line = walking.entry("desks", name)
        if line is None or line.rule == "no walk":
            continue
        about = walking.concerns(function, line)
        for walker, community, owner, expected in walking.tries(walkers, estate, line, about=about):
            undone = db.transaction()
            await undone.start()
            try:
                arguments = await objects.arguments(function, line, community, owner)
                said = await _done(function, db, await walking.actor(db, walker), arguments)
            finally:
                await undone.rollback()
            # A list may be empty for want of rows.
            if said != expected and (said, expected) != ("nothing", "ok"):
                wrong.append(f"{name} as {walker.login} in {community}: {said}, the table says {expected}")
    assert not wrong, "\n".join(wrong)


async def _done(
    function: Callable[..., Awaitable[Any]], db: asyncpg.Connection, who: Any, arguments: dict[str, Any]
) -> Answer:
    try:
        result = await function(db, who, **arguments)
    except NotFound:
        return "not found"
    except Forbidden:
        return "refused"
    except Refused:
        return "ok"
    rows = result.rows if isinstance(result, Found) else result
    return "nothing" if rows == [] else "ok"


def _text(form: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in form.items()}
