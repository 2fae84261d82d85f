"""The supervisor with real processes: starts in order, restarts what dies, stops all (issue 3, part 1)."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from ops.child import Child, started_at
from ops.logfile import LogFile
from ops.messages import Unready
from ops.state import Health, PartState, State
from ops.supervisor import Part, Supervisor, end_orphans

BEATS = "import time\nwhile True: time.sleep(0.1)"
DEAF = (
    "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('deaf', flush=True)\n" + BEATS
)


class Watched:
    """A part made of one line of Python, with the children it had."""

    def __init__(self, name: str, folder: Path, code: str = BEATS) -> None:
        self.name = name
        self.log = LogFile(folder / f"{name}.log")
        self.code = code
        self.children: list[Child] = []
        self.born = asyncio.Condition()

    def child(self) -> Child:
        child = Child([sys.executable, "-c", self.code], self.log)
        self.children.append(child)
        return child

    async def health(self) -> Health:
        async with self.born:
            self.born.notify_all()
        return Health.HEALTHY

    async def alive(self, lives: int) -> Child:
        """The process of its nth life, once it was seen healthy."""
        async with asyncio.timeout(20), self.born:
            await self.born.wait_for(lambda: len(self.children) >= lives and self.children[-1].running)
        return self.children[-1]

    def part(
        self,
        *,
        needs: tuple[str, ...] = (),
        stop_limit: float = 10,
        health: Callable[[], Awaitable[Health]] | None = None,
        start_limit: float = 20,
    ) -> Part:
        return Part(
            name=self.name,
            port=0,
            child=self.child,
            health=health or self.health,
            needs=needs,
            stop_limit=stop_limit,
            start_limit=start_limit,
        )


async def test_parts_start_after_what_they_need_and_all_stop(tmp_path: Path) -> None:
    base, rest = Watched("base", tmp_path), Watched("rest", tmp_path)
    order: list[str] = []
    state = tmp_path / "state.json"
    supervisor = Supervisor([rest.part(needs=("base",)), base.part()], state, order.append)
    await supervisor.start()
    assert order == ["base", "rest"]
    seen = State.model_validate_json(state.read_text())
    assert {one.name: one.health for one in seen.parts} == {"base": "healthy", "rest": "healthy"}
    assert {one.pid for one in seen.parts} == {base.children[0].pid, rest.children[0].pid}
    assert seen.pid == os.getpid()
    await supervisor.stop()
    await supervisor.run()
    assert not base.children[0].running
    assert not rest.children[0].running
    seen = State.model_validate_json(state.read_text())
    assert {one.health for one in seen.parts} == {Health.STOPPED}


async def test_a_killed_part_is_started_again(tmp_path: Path) -> None:
    one = Watched("one", tmp_path)
    supervisor = Supervisor([one.part()], tmp_path / "state.json", lambda _: None)
    await supervisor.start()
    first = await one.alive(1)
    assert first.pid is not None
    os.kill(first.pid, signal.SIGKILL)
    second = await one.alive(2)
    assert second.pid != first.pid
    seen = State.model_validate_json((tmp_path / "state.json").read_text())
    assert seen.parts[0].restarts == 1
    await supervisor.stop()
    assert len(one.children) == 2


async def test_a_part_that_cannot_start_says_its_last_words_and_stops_the_rest(tmp_path: Path) -> None:
    well = Watched("well", tmp_path)
    broken = Watched("broken", tmp_path, "import sys; sys.exit('no such table: greetings')")

    async def silent() -> Health:
        return Health.SILENT

    supervisor = Supervisor(
        [well.part(), broken.part(health=silent)], tmp_path / "state.json", lambda _: None
    )
    with pytest.raises(Unready) as failed:
        await supervisor.start()
    assert "no such table: greetings" in str(failed.value)
    assert str(broken.log.path) in str(failed.value)
    assert not any(child.running for child in well.children)


async def test_a_part_that_never_answers_is_given_up(tmp_path: Path) -> None:
    async def silent() -> Health:
        return Health.SILENT

    mute = Watched("mute", tmp_path)
    part = mute.part(health=silent, start_limit=0.2)
    supervisor = Supervisor([part], tmp_path / "state.json", lambda _: None)
    with pytest.raises(Unready):
        await supervisor.start()
    assert not any(child.running for child in mute.children)


async def test_a_part_deaf_to_sigterm_is_killed_at_its_limit(tmp_path: Path) -> None:
    deaf = Watched("deaf", tmp_path, DEAF)

    async def spoke() -> Health:
        return Health.HEALTHY if "deaf" in deaf.log.tail(1) else Health.SILENT

    part = deaf.part(health=spoke, stop_limit=0.2)
    supervisor = Supervisor([part], tmp_path / "state.json", lambda _: None)
    await supervisor.start()
    await supervisor.stop()
    assert await deaf.children[0].ended() == -signal.SIGKILL


async def test_orphans_are_ended_by_number_and_moment_of_birth(tmp_path: Path) -> None:
    ours, others = Watched("ours", tmp_path).child(), Watched("others", tmp_path).child()
    await ours.start()
    await others.start()
    assert ours.pid and others.pid
    left = State(
        pid=1,
        started=0,
        parts=[
            PartState(name="ours", pid=ours.pid, started=started_at(ours.pid)),
            PartState(name="reused", pid=others.pid, started=started_at(others.pid) - 1),
        ],
    )
    assert await asyncio.to_thread(end_orphans, left) == ["ours"]
    assert await ours.ended() == -signal.SIGTERM
    assert others.running
    await others.stop(5)
