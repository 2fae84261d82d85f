"""A whole installation for load, in a state folder and on ports of its own, and what its parts cost."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from ops import state
from ops.child import program
from ops.parts import environment
from ops.settings import ROOT, Settings

PORT_BASE = 18_000
TICKS = os.sysconf("SC_CLK_TCK")
PARTS = ("asterisk", "engine", "postgres")


@dataclass(frozen=True)
class Installation:
    """What `./estateline up` runs. pids: of its parts, Asterisk's own within the sandbox."""

    settings: Settings
    pids: Mapping[str, int]

    def cpu(self) -> dict[str, float]:
        """CPU seconds each part has used so far, threads and what it started included."""
        return {name: seconds(self.pids[name]) for name in PARTS}


def seconds(pid: int) -> float:
    """CPU of a process, its threads and its living descendants, in the kernel's ticks of 10 ms."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return 0.0
    ended = sum(int(field) for field in fields[11:15])  # user and system; also of children that are gone
    return ended / TICKS + sum(seconds(int(child)) for child in children)


@asynccontextmanager
async def installation() -> AsyncIterator[Installation]:
    """The demo in the folder `bench` of the state folder, running; stopped after, kept on disk."""
    home = Settings().home / "bench"
    names = {"ESTATELINE_HOME": str(home), "ESTATELINE_PORT_BASE": str(PORT_BASE), "DATABASE_URL": ""}
    settings = Settings.model_validate(names)
    (home / "run").mkdir(parents=True, exist_ok=True)
    (home / "run" / "first-call").touch()  # the welcome's own call would be part of the load
    await _verb(settings, "up", "--detach")
    try:
        running = state.load(settings)
        assert running is not None
        pids = {part.name: program(part.pid) for part in running.parts if part.pid}
        yield Installation(settings, pids)
    finally:
        await _verb(settings, "down")


async def _verb(settings: Settings, *argv: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ops", *argv),
        stdout=asyncio.subprocess.DEVNULL,
        env={**os.environ, **environment(settings)},
        cwd=ROOT,
    )
    if await process.wait():
        raise RuntimeError(f"estateline {argv[0]} failed")
