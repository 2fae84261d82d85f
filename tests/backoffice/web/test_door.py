"""Signing in and out, lock-out, CSRF, headers, what a stranger sees (P2, P5)."""

import re

import asyncpg
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from backoffice.company import lockout
from backoffice.web.keys import LIVE
from tests.backoffice.web.conftest import Visit
from tests.backoffice.web.estate import PASSWORD, Estate
from tests.backoffice.web.visitor import token_in


async def test_p5_signing_in_opens_the_desk_and_is_audited(visit: Visit, db: asyncpg.Connection) -> None:
    chen = await visit("chen")
    assert "等待来电" in await chen.page("/calls/desk")
    row = await db.fetchrow("select actor_name, address from audit where operation = 'staff.signed_in'")
    assert row is not None
    assert (row["actor_name"], row["address"]) == ("陈晨", "127.0.0.1")


async def test_p5_the_cookie_is_closed_to_scripts_and_its_row_holds_no_token(
    visit: Visit, db: asyncpg.Connection
) -> None:
    stranger = await visit()
    answer = await stranger.sign_in("chen")
    cookie = answer.cookies["estateline_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    kept = await db.fetchrow("select token_hash, csrf from session")
    assert kept is not None
    assert cookie.value.encode() not in kept["token_hash"]
    assert cookie.value != kept["csrf"]


async def test_p5_signing_out_ends_copies_of_the_cookie_too(visit: Visit) -> None:
    chen = await visit("chen")
    token = next(one.value for one in chen.client.session.cookie_jar if one.key == "estateline_session")
    assert (await chen.post("/sign-out")).status == 303
    thief = await visit()
    answer = await thief.get("/calls/desk", Cookie=f"estateline_session={token}")
    assert answer.headers["Location"] == "/sign-in?next=/calls/desk"


@pytest.mark.parametrize("change", ["active = false", "login = 'gone', active = false"])
async def test_p5_who_left_is_out_at_once(visit: Visit, db: asyncpg.Connection, change: str) -> None:
    chen = await visit("chen")
    await db.execute(f"update staff set {change} where login = 'chen'")  # noqa: S608 (our own words)
    assert (await chen.get("/calls/desk")).status == 303


async def test_p5_a_session_runs_out(visit: Visit, db: asyncpg.Connection) -> None:
    chen = await visit("chen")
    await db.execute("update session set expires_at = now()")
    assert (await chen.get("/calls/desk")).status == 303


@pytest.mark.parametrize(("login", "password"), [("chen", "wrong"), ("nobody", PASSWORD), ("", "")])
async def test_p5_a_wrong_password_does_not_say_what_was_wrong(
    visit: Visit, db: asyncpg.Connection, login: str, password: str
) -> None:
    stranger = await visit()
    answer = await stranger.sign_in(login, password)
    assert answer.status == 401
    assert "用户名或密码不对。" in await answer.text()
    assert await db.fetchval("select count(*) from audit where operation = 'staff.refused'") == 1
    assert not await db.fetchval("select count(*) from session")


async def test_p5_guessing_locks_with_growing_delay_even_for_the_right_password(
    visit: Visit, db: asyncpg.Connection
) -> None:
    stranger = await visit()
    delays = []
    for _ in range(4):
        while (await stranger.sign_in("chen", "wrong")).status == 401:
            pass
        answer = await stranger.sign_in("chen")
        assert answer.status == 429
        assert "试错次数太多" in await answer.text()
        delays.append(
            await db.fetchval(
                "select extract(epoch from locked_until - last_at)::int from refusal_count "
                "where subject = 'staff:chen'"
            )
        )
        # The delay passes: the row's times move back, the clock stays.
        await db.execute("update refusal_count set locked_until = now() where subject = 'staff:chen'")
    assert delays == [5, 10, 20, 40]


async def test_p5_the_right_password_forgets_the_wrong_ones(visit: Visit, db: asyncpg.Connection) -> None:
    stranger = await visit()
    for _ in range(lockout.LOGIN_FREE - 1):
        assert (await stranger.sign_in("chen", "wrong")).status == 401
    assert (await stranger.sign_in("chen")).status == 303
    assert await db.fetchval("select count(*) from refusal_count where subject = 'staff:chen'") == 0


async def test_p5_an_address_that_tries_many_logins_is_locked_and_locks_nobody_else(
    visit: Visit, db: asyncpg.Connection
) -> None:
    stranger = await visit()
    for number in range(lockout.ADDRESS_FREE + 1):
        assert (await stranger.sign_in(f"guess{number}", "x")).status == 401
    assert (await stranger.sign_in("chen", "x")).status == 429
    assert await db.fetchval("select failures from refusal_count where subject = 'staff:chen'") is None


@pytest.mark.parametrize("csrf", ["", "made-up"])
async def test_p2_a_change_without_the_sessions_token_is_refused(
    visit: Visit, estate: Estate, db: asyncpg.Connection, csrf: str
) -> None:
    chen = await visit("chen")
    ring = await estate.ring("chen", await estate.call("13800000002", "1-2-201"))
    form = {"house": str(estate.houses["1-2-201"]), "category": "repair:1"}
    for path in (f"/calls/desk/{ring}/requests", f"/calls/desk/{ring}/house", "/sign-out", "/language"):
        answer = await chen.post(path, csrf, **form)
        assert answer.status == 403
    assert not await db.fetchval("select count(*) from request")
    assert (await chen.get("/calls/desk")).status == 200


async def test_p2_the_sign_in_form_of_another_site_is_refused(visit: Visit) -> None:
    stranger = await visit()
    answer = await stranger.post("/sign-in", "made-up", login="chen", password=PASSWORD)
    assert answer.status == 403


@pytest.mark.parametrize("wish", ["//evil.example/", "https://evil.example/", "/\\evil.example"])
async def test_p2_signing_in_never_leads_to_another_site(visit: Visit, wish: str) -> None:
    stranger = await visit()
    page = await stranger.page("/sign-in")
    answer = await stranger.post("/sign-in", token_in(page), login="chen", password=PASSWORD, next=wish)
    assert answer.headers["Location"] == "/"


def _paths(app: web.Application) -> list[tuple[str, str]]:
    return sorted(
        {
            (route.method, re.sub(r"\{[^}]+\}", "1", route.resource.canonical))
            for route in app.router.routes()
            if route.resource is not None and not route.resource.canonical.startswith("/static/")
        }
    )


async def test_p2_a_stranger_gets_the_sign_in_page_and_nothing_else(visit: Visit, server: TestServer) -> None:
    stranger = await visit()
    open_to_all = {"/sign-in", "/sign-in/code", "/health", "/language"}
    walked = 0
    for method, path in [*_paths(server.app), ("GET", "/no-such-page")]:
        answer = await stranger.client.request(method, path, headers=stranger.headers, allow_redirects=False)
        if path in open_to_all:
            continue
        walked += 1
        if method == "GET":
            assert answer.status == 303, path
            assert answer.headers["Location"].startswith("/sign-in?next="), path
        else:
            assert answer.status == 401, (method, path)
        # A part of a page asked for by a script: the whole page goes to the sign-in.
        part = await stranger.client.request(method, path, headers={"HX-Request": "true"})
        assert part.status == 401, path
        assert not await part.read()
    assert walked > 10


async def test_p2_every_answer_has_strict_headers(visit: Visit) -> None:
    chen = await visit("chen")
    for path in ("/sign-in", "/calls/desk", "/no-such-page", "/static/own/page.js", "/health"):
        answer = await chen.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_p2_static_files_do_not_lead_out_of_their_folder(visit: Visit) -> None:
    stranger = await visit()
    for path in ("/static/own/../__main__.py", "/static/own/%2e%2e/%2e%2e/errors.py", "/static/own/"):
        assert (await stranger.get(path)).status in (303, 403, 404)


async def test_health_says_whether_postgres_answers_and_no_more(visit: Visit, server: TestServer) -> None:
    stranger = await visit()
    await server.app[LIVE].connected.wait()
    answer = await stranger.client.get("/health")
    assert await answer.json() == {"ok": True, "database": True, "live": True}
