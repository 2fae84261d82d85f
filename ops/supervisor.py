"""Keeps the parts running: starts them in order, looks after them, restarts what dies, stops all."""

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from ops.child import Child, gone, kill_session, started_at
from ops.messages import Unready
from ops.state import Health, PartState, State

LOOK_EVERY = 2.0
PAUSES = (0.1, 0.5, 1.0, 2.0, 5.0)
"""Seconds before a part is started again, longer at each death in a row."""
STEADY = 30.0
"""Seconds a part must have run for its earlier deaths to be forgotten."""
ATTEMPTS = 3
"""Deaths before it was ever healthy after which the start is given up."""


async def nothing() -> None:
    """No preparation."""


@dataclass(frozen=True)
class Part:
    """A process to keep running.

    child: makes it, not started. health: one look at it, at most a few seconds. prepare: before each
    start. settle: once it is healthy for the first time, before parts that need it start.
    needs: parts that must have settled first. start_limit, stop_limit: seconds.
    silence_limit: seconds without an answer after which it is killed and started again, None: never.
    """

    name: str
    port: int
    child: Callable[[], Child]
    health: Callable[[], Awaitable[Health]]
    prepare: Callable[[], Coroutine[None, None, None]] = nothing
    settle: Callable[[], Coroutine[None, None, None]] = nothing
    needs: tuple[str, ...] = ()
    start_limit: float = 60.0
    stop_limit: float = 10.0
    silence_limit: float | None = None


@dataclass
class _Kept:
    """A part while it is kept: its process, what is known of it."""

    part: Part
    state: PartState
    child: Child | None = None
    settled: asyncio.Event = field(default_factory=asyncio.Event)


class Supervisor:
    """Runs parts until told to stop.

    tell: called with a part's name when it became healthy for the first time.
    """

    def __init__(self, parts: list[Part], state_path: Path, tell: Callable[[str], None]) -> None:
        self._kept = {one.name: _Kept(one, PartState(name=one.name, port=one.port)) for one in parts}
        self._path = state_path
        self._tell = tell
        self._stopping = asyncio.Event()
        self._tending: dict[str, asyncio.Task[None]] = {}

    async def start(self) -> None:
        """Start every part; returns when all are healthy.

        Raises Unready, with all stopped again, when one cannot be started.
        """
        for name, kept in self._kept.items():
            self._tending[name] = asyncio.create_task(self._tend(kept), name=name)
        self._save()
        settled = asyncio.create_task(self._all_settled())
        stopping = asyncio.create_task(self._when_stopping())
        try:
            await asyncio.wait(
                {settled, stopping, *self._tending.values()}, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            settled.cancel()
            stopping.cancel()
        for task in self._tending.values():
            if task.done() and not task.cancelled() and (failure := task.exception()):
                await self.stop()
                raise failure

    async def _all_settled(self) -> None:
        for kept in self._kept.values():
            await kept.settled.wait()

    async def _when_stopping(self) -> None:
        await self._stopping.wait()

    async def run(self) -> None:
        """Return when `stop` was called."""
        await self._stopping.wait()

    async def stop(self) -> None:
        """Stop all, the last started first, each within its limit; safe to call twice."""
        self._stopping.set()
        waves = self._waves()
        for wave in reversed(waves):
            await asyncio.gather(*(self._stop_one(kept) for kept in wave))
        await asyncio.gather(*self._tending.values(), return_exceptions=True)
        self._save()

    def kill(self) -> None:
        """Kill every part at once, for someone who does not want to wait."""
        for kept in self._kept.values():
            if kept.child and kept.child.process and kept.child.running:
                kill_session(kept.child.process.pid)

    def _waves(self) -> list[list[_Kept]]:
        """Parts in the order they may start: those nobody waits for last."""
        waves: list[list[_Kept]] = []
        placed: set[str] = set()
        while len(placed) < len(self._kept):
            wave = [
                kept
                for name, kept in self._kept.items()
                if name not in placed and set(kept.part.needs) & self._kept.keys() <= placed
            ]
            if not wave:
                raise ValueError("parts need each other in a circle")
            waves.append(wave)
            placed |= {kept.part.name for kept in wave}
        return waves

    async def _stop_one(self, kept: _Kept) -> None:
        if kept.child is not None:
            await kept.child.stop(kept.part.stop_limit)
        kept.state.health, kept.state.pid = Health.STOPPED, None
        self._save()

    async def _tend(self, kept: _Kept) -> None:
        for name in kept.part.needs:
            if name in self._kept:
                await self._unless_stopping(self._kept[name].settled.wait(), None)
        part = kept.part
        deaths = 0
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                await self._live_once(kept)
            except (Unready, OSError) as trouble:
                if not kept.settled.is_set():
                    raise
                # It ran before: what is in its way now (a full disk, a port) may go away again.
                (kept.child or part.child()).log.write(f"estateline: {trouble}\n".encode())
            if self._stopping.is_set():
                return
            deaths = 1 if time.monotonic() - began > STEADY else deaths + 1
            if deaths >= ATTEMPTS and not kept.settled.is_set():
                words = kept.child.log if kept.child else None
                raise Unready(
                    "part.failed",
                    part=kept.part.name,
                    log=words.path if words else "",
                    words=words.tail(3) if words else "",
                )
            kept.state.restarts += 1
            self._note(kept, Health.RESTARTING)
            pause = PAUSES[min(deaths, len(PAUSES)) - 1]
            await self._unless_stopping(self._stopping.wait(), pause)

    async def _live_once(self, kept: _Kept) -> None:
        """One life of a part, from its preparation to its death."""
        part = kept.part
        await part.prepare()
        kept.child = child = part.child()
        await child.start()
        kept.state.since = datetime.now(UTC)
        self._note(kept, Health.STARTING)
        ended = asyncio.create_task(child.ended())
        heard = time.monotonic()
        limit = part.start_limit
        while not ended.done():
            if self._stopping.is_set():
                await child.stop(part.stop_limit)
                break
            health = await part.health()
            # What another program answers on the port of a dead part is not its health.
            if ended.done() or not child.running:
                break
            if health is Health.SILENT:
                if limit is not None and time.monotonic() - heard > limit and child.process:
                    kill_session(child.process.pid)
                if kept.state.health is not Health.STARTING:
                    self._note(kept, health)
            else:
                heard, limit = time.monotonic(), part.silence_limit or float("inf")
                if not kept.settled.is_set() and health is Health.HEALTHY:
                    await part.settle()
                    kept.settled.set()
                    self._tell(part.name)
                self._note(kept, health)
            await asyncio.wait({ended}, timeout=LOOK_EVERY if kept.settled.is_set() else 0.05)
        await ended

    async def _unless_stopping(self, what: Awaitable[object], limit: float | None) -> None:
        waits = {asyncio.ensure_future(what), asyncio.ensure_future(self._stopping.wait())}
        await asyncio.wait(waits, timeout=limit, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    def _note(self, kept: _Kept, health: Health) -> None:
        pid = kept.child.pid if kept.child and kept.child.running else None
        fresh = {"health": health, "pid": pid, "started": started_at(pid) if pid else 0}
        if any(getattr(kept.state, name) != value for name, value in fresh.items()):
            kept.state = kept.state.model_copy(update=fresh)
            self._save()

    def _save(self) -> None:
        parts = [kept.state for kept in self._kept.values()]
        State(pid=os.getpid(), started=started_at(os.getpid()), parts=parts).save(self._path)


def end_orphans(left: State | None, limit: float = 10.0) -> list[str]:
    """End what a supervisor that was killed left running; returns the names.

    A process is ours only if its id and the moment it started both agree.
    """
    orphans = [
        (one.name, one.pid)
        for one in (left.parts if left else [])
        if one.pid and one.started and started_at(one.pid) == one.started
    ]
    for _, pid in orphans:
        os.kill(pid, signal.SIGTERM)
    for _, pid in orphans:
        if not gone(pid, limit):
            kill_session(pid)
    return [name for name, _ in orphans]
