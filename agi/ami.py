"""The engine's link to Asterisk's manager interface: kept up, and on it nothing is ever said twice.

Built on one `agi.manager.Session` after the other, where the traps are told and the exceptions stand.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from types import TracebackType
from typing import Self

import structlog

from agi.manager import ActionRefused, Event, LineDown, Request, Session, SwitchTrouble, Unanswered, Value

log = structlog.get_logger()

MOST_WAITING = 10_000  # events a subscriber may be behind


class Subscription:
    """Events of the wanted names, in order: `async for event in subscription`.

    A subscriber that falls MOST_WAITING events behind loses the oldest; the reader never waits for anybody.
    """

    def __init__(self, names: frozenset[str], leave: Callable[["Subscription"], None]) -> None:
        self.names = names
        self.lost = 0
        self._leave = leave
        self._waiting: asyncio.Queue[Event] = asyncio.Queue(MOST_WAITING)

    def put(self, event: Event) -> None:
        """Called by the reader."""
        if self._waiting.full():
            self._waiting.get_nowait()
            self.lost += 1
            if self.lost % 1000 == 1:
                log.error("ami.subscriber_behind", wanted=sorted(self.names), lost=self.lost)
        self._waiting.put_nowait(event)

    @property
    def waiting(self) -> int:
        """How many events have not been taken yet."""
        return self._waiting.qsize()

    async def next(self) -> Event:
        """The oldest event not yet taken."""
        return await self._waiting.get()

    async def __aiter__(self) -> AsyncIterator[Event]:
        while True:
            yield await self.next()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave(self)


class Ami:
    """The engine's link to the manager. `run()` keeps it up; `send` and `collect` use it while it is up."""

    def __init__(
        self,
        host: str,
        port: int,
        user: str,
        secret: str,
        *,
        limit: float = 5.0,
        ping_every: float = 10.0,
        retry_first: float = 0.5,
        retry_most: float = 10.0,
        boot_limit: float = 60.0,
    ) -> None:
        """All times in seconds. limit: for an answer; boot_limit: from login to Asterisk's FullyBooted, which
        only a user with `read = system` gets."""
        self.address = (host, port)
        self._login = {"Username": user, "Secret": secret, "Events": "on"}
        self.limit = limit
        self.ping_every = ping_every
        self.boot_limit = boot_limit
        self._retry = (retry_first, retry_most)
        self._session: Session | None = None
        self._up = asyncio.Event()
        self._subscriptions: list[Subscription] = []
        self._hooks: list[Callable[[], Awaitable[None]]] = []
        self.trouble = "not yet connected"  # why the link is down, for people; "" while it is up

    @property
    def up(self) -> bool:
        """True while actions can be sent."""
        return self._session is not None

    async def connected(self, limit: float) -> None:
        """Wait up to `limit` seconds for the link. Raises LineDown with the last trouble."""
        try:
            await asyncio.wait_for(self._up.wait(), limit)
        except TimeoutError:
            raise LineDown(self.trouble) from None

    def on_connected(self, hook: Callable[[], Awaitable[None]]) -> None:
        """Await `hook()` after every login: what happened meanwhile is lost, so look at the live channels."""
        self._hooks.append(hook)

    def subscribe(self, *names: str) -> Subscription:
        """Events by name, from now on, over all reconnects; leave by `with` or never."""
        subscription = Subscription(frozenset(names), self._subscriptions.remove)
        self._subscriptions.append(subscription)
        return subscription

    async def send(self, action: str, fields: Mapping[str, Value] | None = None) -> Event:
        """One action, one answer. Raises LineDown, Unanswered, ActionRefused; ValueError on a line break."""
        return (await self._ask(action, fields or {}, of_list=False))[0]

    async def collect(self, action: str, fields: Mapping[str, Value] | None = None) -> list[Event]:
        """An action answered by a list (CoreShowChannels …): its events, without the first and last words.

        Raises as `send`.
        """
        return (await self._ask(action, fields or {}, of_list=True))[1:-1]

    async def _ask(self, action: str, fields: Mapping[str, Value], *, of_list: bool) -> list[Event]:
        request = Request(action, fields, of_list=of_list)
        if self._session is None:
            raise LineDown(self.trouble)
        return await self._session.ask(request, self.limit)

    async def run(self) -> None:
        """Keep the link up until cancelled; every trouble is logged and tried again, ever more slowly."""
        first, most = self._retry
        wait = first
        while True:
            try:
                await self._hold()
                wait = first
            except ActionRefused as refused:
                self.trouble = f"login refused: {refused}"
                log.error("ami.login_refused", reason=str(refused), user=self._login["Username"])
            except (OSError, SwitchTrouble) as trouble:
                self.trouble = str(trouble) or type(trouble).__name__
                log.warning("ami.not_connected", reason=self.trouble)
            await asyncio.sleep(wait)
            wait = min(wait * 2, most)

    async def _hold(self) -> None:
        """One connection from start to end. Returns when it is lost after it was up."""
        session = Session(self._hear, asyncio.get_running_loop())
        hooks: asyncio.Task[None] | None = None
        try:
            await asyncio.wait_for(session.open(*self.address), self.limit)
            await session.ask(Request("Login", self._login), self.limit)
            await asyncio.wait(
                {session.booted, session.lost}, timeout=self.boot_limit, return_when=asyncio.FIRST_COMPLETED
            )
            if not session.booted.done():
                raise LineDown("logged in, but Asterisk did not say FullyBooted")
            self._session, self.trouble = session, ""
            self._up.set()
            log.info("ami.connected")
            hooks = asyncio.create_task(self._run_hooks())
            await self._watch(session)
            self.trouble = "the link was lost"
            log.warning("ami.lost")
        finally:
            self._session = None
            self._up.clear()
            session.end()
            if hooks is not None:
                hooks.cancel()

    async def _watch(self, session: Session) -> None:
        """Ping until the link is lost, or the answer fails to come: then it is half open."""
        while True:
            await asyncio.wait({session.lost}, timeout=self.ping_every)
            if session.lost.done():
                return
            try:
                await session.ask(Request("Ping", {}), self.limit)
            except (Unanswered, LineDown):
                log.warning("ami.ping_unanswered")
                return

    async def _run_hooks(self) -> None:
        for hook in self._hooks:
            try:
                await hook()
            except Exception:
                log.exception("ami.hook_failed", hook=repr(hook))

    def _hear(self, event: Event) -> None:
        for subscription in self._subscriptions:
            if event.name in subscription.names:
                subscription.put(event)
