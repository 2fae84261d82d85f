"""Live events: one LISTEN connection per process, fanned out to every signed-in page as server-sent events.

Events carry no data of anybody: they say that something changed (`ring`: an agent's call; `journal`: the call
shown; `remind`: the own reminders), and the page asks again for what its reader may see. `state` says whether
Postgres is reachable. After any interruption, here or in the browser, the page asks again for everything, so
a lost event costs nothing.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator

import asyncpg
import structlog
from aiohttp import web

from backoffice.calls import pop
from backoffice.company import sessions
from backoffice.reminders.desk import RANG
from backoffice.web import cookies, door
from backoffice.web.keys import LIVE, SESSION, WHO, database

log = structlog.get_logger()
routes = web.RouteTableDef()

BEAT = 10.0
"""Seconds between signs of life; static/live.js takes two missed ones for a lost connection."""
RETRY = 1.0
"""Seconds between attempts to reach Postgres again."""

UNREACHABLE = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)
"""What asyncpg raises when Postgres is down, starting, stopping or gone."""

Event = tuple[str, str]
"""Name and data, as the browser gets them."""


class Live:
    """Listens once and hands out. `follow` gives a page the queue of its events."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._pages: dict[int, set[asyncio.Queue[Event]]] = defaultdict(set)
        self.connected = asyncio.Event()

    async def listen(self) -> None:
        """Listen until cancelled, again after every interruption."""
        while True:
            try:
                db = await asyncpg.connect(self._dsn, timeout=5)
            except UNREACHABLE as why:
                log.warning("live.unreachable", why=str(why))
                await asyncio.sleep(RETRY)
                continue
            lost = asyncio.Event()
            db.add_termination_listener(lambda *_, lost=lost: lost.set())
            try:
                await db.add_listener("ring", self._ring)
                await db.add_listener("journal", self._journal)
                await db.add_listener(RANG, self._remind)
                self.connected.set()
                self._tell_all(("state", "live"))
                # TCP alone does not notice a database that vanished without a word.
                while not lost.is_set():
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(lost.wait(), BEAT)
                    if not lost.is_set():
                        await db.execute("select 1", timeout=5)
            except UNREACHABLE as why:
                log.warning("live.lost", why=str(why))
            finally:
                self.connected.clear()
                self._tell_all(("state", "lost"))
                db.terminate()

    def _ring(self, *notice: object) -> None:
        self._tell_one(notice[-1], "ring")

    def _remind(self, *notice: object) -> None:
        self._tell_one(notice[-1], "remind")

    def _journal(self, *notice: object) -> None:
        self._tell_all(("journal", str(notice[-1])))

    def _tell_one(self, staff: object, name: str) -> None:
        if str(staff).isdigit():
            self._tell(int(str(staff)), (name, ""))

    def _tell(self, staff_id: int, event: Event) -> None:
        for page in self._pages.get(staff_id, ()):
            _put(page, event)

    def _tell_all(self, event: Event) -> None:
        for pages in self._pages.values():
            for page in pages:
                _put(page, event)

    @contextlib.contextmanager
    def follow(self, staff_id: int) -> Iterator[asyncio.Queue[Event]]:
        """The events of one page of one member of staff, while the page is open."""
        queue: asyncio.Queue[Event] = asyncio.Queue(maxsize=1000)
        self._pages[staff_id].add(queue)
        try:
            yield queue
        finally:
            self._pages[staff_id].discard(queue)
            if not self._pages[staff_id]:
                del self._pages[staff_id]

    def close(self) -> None:
        """End every page's stream, so that the process can stop; the pages come back by themselves."""
        self._tell_all(("bye", ""))


def _put(page: asyncio.Queue[Event], event: Event) -> None:
    # A page that does not read for so long asks for everything when it comes back.
    with contextlib.suppress(asyncio.QueueFull):
        page.put_nowait(event)


async def running(app: web.Application) -> AsyncIterator[None]:
    """Listen from the application's start to its end."""
    task = asyncio.create_task(app[LIVE].listen())
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


@routes.get("/live")
async def live(request: web.Request) -> web.StreamResponse:
    """Server-sent events for this page, until it closes or its session ends."""
    session = request[SESSION]
    if request.method == "HEAD":  # the page asks first whether it is still signed in
        return web.Response()
    response = web.StreamResponse(
        headers={
            **door.HEADERS,
            "Content-Type": "text/event-stream; charset=utf-8",
            "Cache-Control": "no-store",
        }
    )
    response.headers["X-Accel-Buffering"] = "no"
    hub = request.app[LIVE]
    # A page that closes in the middle of a word is no fault of anybody.
    with contextlib.suppress(ConnectionResetError), hub.follow(session.staff_id) as events:
        shown = await _shown(request)
        await response.prepare(request)
        await _send(response, ("state", "live" if hub.connected.is_set() else "lost"))
        while True:
            try:
                name, data = await asyncio.wait_for(events.get(), BEAT)
            except TimeoutError:
                name, data = "beat", ""
            # While Postgres is away the page is told so by `state`; the stream itself goes on.
            with contextlib.suppress(*UNREACHABLE):
                if name == "beat" and not await _still_in(request):
                    break
                if name in ("ring", "state"):
                    shown = await _shown(request)
            if name == "journal":
                if data not in shown:
                    continue
                data = ""
            if name == "bye":
                break
            await _send(response, (name, data))
    return response


async def _send(response: web.StreamResponse, event: Event) -> None:
    await response.write(f"event: {event[0]}\ndata: {event[1]}\n\n".encode())


async def _shown(request: web.Request) -> frozenset[str]:
    async with database(request) as db:
        current = await pop.current(db, request[SESSION].staff_id)
        return frozenset({str(current.call_id)} if current else ())


async def _still_in(request: web.Request) -> bool:
    """Is the session still one? A page left open is no use of it, unless it waits for calls."""
    async with database(request) as db:
        token, waits = cookies.get(request, door.COOKIE), "call.take" in request[WHO].functions
        return await sessions.session_of(db, token, using=waits) is not None
