"""Passwords of one's own, sign-ins seen and ended, the web server before us, the second step (P5)."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pyotp
import pytest
from aiohttp.test_utils import TestClient, TestServer

from backoffice.company import browsers, lockout
from backoffice.company.first import FirstSignIn
from backoffice.web.app import create_app
from backoffice.web.proxy import networks
from tests.backoffice.web.conftest import Visit
from tests.backoffice.web.estate import PASSWORD, Estate
from tests.backoffice.web.visitor import Visitor, token_in

OWN = "a password of my own"


@asynccontextmanager
async def proxied(database: str, estate: Estate, front: Path, trusted: str) -> AsyncIterator[TestServer]:
    """The back office told to trust `trusted`; the tests come from 127.0.0.1."""
    async with asyncpg.create_pool(database, min_size=1, max_size=3) as pool:
        app = create_app(
            pool,
            dsn=database,
            recordings_dir=estate.recordings,
            sounds_dir=estate.recordings,
            imports_dir=estate.recordings,
            front_dir=front,
            first_sign_in=estate.recordings / "first-sign-in.json",
            trusted_proxies=trusted,
        )
        server = TestServer(app)
        async with server:
            yield server


@asynccontextmanager
async def from_afar(server: TestServer, forwarded: str) -> AsyncIterator[Visitor]:
    client: TestClient = TestClient(server)  # type: ignore[type-arg]
    visitor = Visitor(client, "zh")
    visitor.headers |= {"X-Forwarded-For": forwarded, "X-Forwarded-Proto": "https"}
    yield visitor
    await client.session.close()


async def test_p5_behind_a_trusted_web_server_cookies_are_secure_and_addresses_are_theirs(
    database: str, db: asyncpg.Connection, estate: Estate, front: Path
) -> None:
    async with (
        proxied(database, estate, front, "127.0.0.0/8, 10.0.0.1") as server,
        # The browser wrote the first address itself; our two web servers the others.
        from_afar(server, "1.1.1.1, 203.0.113.7, 10.0.0.1") as visitor,
    ):
        page = await visitor.get("/sign-in")
        form = page.cookies["__Host-estateline_form"]
        assert form["secure"] and form["path"] == "/" and not form["domain"]
        assert "max-age" in page.headers["Strict-Transport-Security"]
        # aiohttp's client keeps a secure cookie from plain http; a browser speaks https here.
        visitor.headers["Cookie"] = f"__Host-estateline_form={form.value}"
        csrf = token_in(await page.text())
        answer = await visitor.post("/sign-in", csrf, login="chen", password=PASSWORD)
        assert answer.status == 303
        session = answer.cookies["__Host-estateline_session"]
        assert session["secure"] and session["httponly"]
        visitor.headers["Cookie"] = f"__Host-estateline_session={session.value}"
        assert "203.0.113.7" in await visitor.page("/me/sessions")
        # A cookie without the prefix, set by whoever could, opens nothing here.
        visitor.headers["Cookie"] = f"estateline_session={session.value}"
        assert (await visitor.get("/me/sessions")).status == 303
    assert await db.fetchval("select address from session") == "203.0.113.7"
    assert await db.fetchval("select count(*) from refusal_count where subject = 'address:127.0.0.1'") == 0


@pytest.mark.parametrize("trusted", ["", "10.0.0.0/8"])
async def test_p5_strangers_cannot_make_up_their_address(
    database: str, db: asyncpg.Connection, estate: Estate, front: Path, trusted: str
) -> None:
    async with (
        proxied(database, estate, front, trusted) as server,
        from_afar(server, "203.0.113.7") as visitor,
    ):
        assert "Strict-Transport-Security" not in (await visitor.get("/sign-in")).headers
        await visitor.sign_in("chen", "wrong")
    assert await db.fetchval("select count(*) from refusal_count where subject = 'address:127.0.0.1'") == 1


async def test_p5_one_locked_out_address_locks_nobody_else_behind_the_same_web_server(
    database: str, db: asyncpg.Connection, estate: Estate, front: Path
) -> None:
    await db.execute(
        "insert into refusal_count values ('address:203.0.113.7', $1, now(), now() + interval '1 hour')",
        lockout.ADDRESS_FREE + 5,
    )
    async with proxied(database, estate, front, "127.0.0.1") as server:
        for address, status in (("203.0.113.7", 429), ("203.0.113.8", 401), ("not an address", 401)):
            async with from_afar(server, address) as visitor:
                form = (await visitor.get("/sign-in")).cookies["__Host-estateline_form"]
                visitor.headers["Cookie"] = f"__Host-estateline_form={form.value}"
                answer = await visitor.post("/sign-in", form.value, login="chen", password="x")
                assert answer.status == status, address


@pytest.mark.parametrize("listed", ["web.example", "10.0.0.0/99"])
def test_p5_a_trusted_address_that_is_none_is_said_at_the_start(listed: str) -> None:
    with pytest.raises(ValueError):
        networks(listed)


# ---- a password of one's own ----


@pytest.fixture
async def newcomer(visit: Visit, db: asyncpg.Connection, estate: Estate) -> Visitor:
    """Somebody who signs in with a generated password."""
    await db.execute("update staff set must_change_password = true where login = 'chen'")
    return await visit("chen")


async def test_p5_a_generated_password_opens_only_the_page_to_change_it(
    newcomer: Visitor, visit: Visit
) -> None:
    for path in ("/", "/requests", "/me/sessions", "/settings/audit", "/no-such-page"):
        answer = await newcomer.get(path)
        assert (answer.status, answer.headers["Location"]) == (303, "/me/password"), path
    part = await newcomer.get("/calls/desk/bell", **{"HX-Request": "true"})
    assert (part.status, part.headers["HX-Redirect"]) == (401, "/me/password")
    assert (await newcomer.post("/me/sessions/end-others")).status == 401
    await newcomer.page("/static/own/page.js")
    assert "先换成您自己的密码" in await newcomer.page("/me/password")
    answer = await newcomer.post("/me/password", password=PASSWORD, new=OWN, again=OWN)
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    assert (await newcomer.get("/requests")).status == 200
    stranger = await visit()
    assert (await stranger.sign_in("chen")).status == 401
    assert (await stranger.sign_in("chen", OWN)).status == 303


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"password": "wrong", "new": OWN, "again": OWN}, "password"),
        ({"password": PASSWORD, "new": "short", "again": "short"}, "new"),
        ({"password": PASSWORD, "new": OWN, "again": OWN + "!"}, "again"),
        ({"password": PASSWORD, "new": "", "again": ""}, "new"),
        ({"password": PASSWORD, "new": "x" * 500, "again": "x" * 500}, "new"),
    ],
)
async def test_p5_what_is_wrong_stands_beside_its_field_and_no_password_comes_back(
    newcomer: Visitor, form: dict[str, str], field: str
) -> None:
    answer = await newcomer.post("/me/password", **form)
    text = await answer.text()
    assert answer.status == 422
    assert re.search(rf'class="error" id="f-{field}-said"', text)
    assert PASSWORD not in text and OWN not in text


async def test_p5_the_first_sign_in_is_forgotten_once_its_password_was_changed(
    visit: Visit, estate: Estate, db: asyncpg.Connection
) -> None:
    first = FirstSignIn(estate.recordings / "first-sign-in.json")
    first.keep("generated")
    await estate.person_of_staff("administrator", "管理员", "翠湖苑", ["staff.manage"], None)
    for login, left in (("chen", "generated"), ("administrator", None)):
        somebody = await visit(login)
        answer = await somebody.post("/me/password", password=PASSWORD, new=OWN, again=OWN)
        assert answer.status == 303
        assert first.password() == left


# ---- sign-ins ----


async def test_p5_people_see_their_sign_ins_and_end_them(visit: Visit) -> None:
    here, there = await visit("chen"), await visit("chen")
    page = await here.page("/me/sessions")
    assert page.count("这一次") == 1 and page.count("结束这次登录") == 1
    (other,) = re.findall(r"/me/sessions/(\d+)/end", page)
    assert (await here.post(f"/me/sessions/{other}/end")).status == 303
    assert (await there.get("/requests")).status == 303
    assert (await here.post(f"/me/sessions/{other}/end")).status == 404
    third = await visit("chen")
    await here.post("/me/sessions/end-others")
    assert (await third.get("/requests")).status == 303
    assert (await here.get("/requests")).status == 200


async def test_p5_an_administrator_ends_anyones_sign_in(
    visit: Visit, estate: Estate, db: asyncpg.Connection
) -> None:
    staff = await estate.person_of_staff("gu", "顾问", "翠湖苑", ["session.end"], None)
    await db.execute("update staff_post set community_id = null where staff_id = $1", staff)
    chief, chen = await visit("gu"), await visit("chen")
    path = f"/settings/staff/{estate.staff['chen']}/sessions"
    (session,) = re.findall(rf"{path}/(\d+)/end", await chief.page(path))
    assert (await chen.get(path)).status == 200  # one's own
    assert (await chen.get(f"/settings/staff/{staff}/sessions")).status == 403
    assert (await chief.post(f"{path}/{session}/end")).status == 303
    assert (await chen.get("/requests")).status == 303
    assert (await chief.get("/settings/staff/999999/sessions")).status == 404


@pytest.mark.parametrize(
    ("agent", "short"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/126.0 Safari/537.36", "Chrome · Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17) Version/17 Mobile Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120 MicroMessenger/8.0", "WeChat · Android"),
        ("curl/8.0", ""),
    ],
)
def test_p5_a_browser_is_named_in_short_words(agent: str, short: str) -> None:
    assert browsers.short(agent) == short


# ---- the second step ----


async def test_p5_the_second_step_keeps_the_way_and_lets_nobody_past(
    visit: Visit, db: asyncpg.Connection, estate: Estate
) -> None:
    chen = await visit("chen")
    await chen.post("/me/second-factor/begin")
    page = await chen.page("/me/second-factor")
    secret = re.search(r"data-secret>([A-Z2-7]+)<", page)
    assert secret and 'src="data:image/svg+xml' in page
    wrong = await chen.post("/me/second-factor/confirm", code="000000")
    assert wrong.status == 422
    totp = pyotp.TOTP(secret[1])
    answer = await chen.post("/me/second-factor/confirm", code=totp.now())
    (first, *_) = re.findall(r"<li>([a-z2-7-]{19})</li>", await answer.text())
    assert secret[1] not in await chen.page("/me/second-factor")
    await db.execute("update second_factor set last_step = 0")

    stranger = await visit()
    page = await stranger.page("/sign-in")
    form = {"login": "chen", "password": PASSWORD, "next": "/requests?kind=repair"}
    answer = await stranger.post("/sign-in", token_in(page), **form)
    assert answer.headers["Location"] == "/sign-in/code?next=/requests?kind%3Drepair"
    assert (await stranger.get("/requests")).status == 303
    page = await stranger.page(answer.headers["Location"])
    csrf = token_in(page)
    assert (await stranger.post("/sign-in/code", csrf, code="000000")).status == 401
    assert (await stranger.post("/sign-in/code", "made-up", code=totp.now())).status == 403
    answer = await stranger.post("/sign-in/code", csrf, code=totp.now(), next="/requests?kind=repair")
    assert (answer.status, answer.headers["Location"]) == (303, "/requests?kind=repair")
    assert (await stranger.get("/requests")).status == 200
    assert (await stranger.get("/sign-in/code")).headers["Location"] == "/"

    late = await visit()
    await late.post("/sign-in", token_in(await late.page("/sign-in")), login="chen", password=PASSWORD)
    await db.execute("update half_sign_in set expires_at = now()")
    answer = await late.post("/sign-in/code", token_in(await late.page("/sign-in/code")), code=first)
    assert answer.status == 409 and "请重新填写用户名和密码" in await answer.text()
    assert (await chen.post("/me/second-factor/off", password="wrong")).status == 422
    assert (await chen.post("/me/second-factor/off", password=PASSWORD)).status == 303
    assert (await late.sign_in("chen")).status == 303
