"""The balance call under SIPp: learnt from the engine, made by a caller's RTP stream, copied to a dialplan.

The caller knows the menu: he listens for PATIENCE s, presses, and hangs up after hearing what he owes.
"""

import asyncio
import os
import resource
import time
from dataclasses import dataclass
from pathlib import Path

from bench.engine import Caller
from bench.installation import Installation
from ops import asterisk
from ops.provider import capture
from ops.raw import BIN
from ops.rtp import QUIET, Frame, pressed

SCENARIO = Path(__file__).with_name("scenarios") / "listens.xml"
CONTROL = "95000"
"""The number at which the dialplan alone plays what the engine says."""
CALLER = "127.0.0.2"
NUMBER = "13800000001"
PATIENCE = 3.0  # seconds a caller who knows the menu listens before he presses a key
BETWEEN_DIGITS = 0.3
LAST_WORDS = 13.0  # seconds he listens to what he owes
MOST_SOUNDS = 14  # in one Read: the console's line is short


@dataclass(frozen=True)
class Step:
    """Sounds, then a key; "" for the last, where the caller hangs up."""

    sounds: tuple[str, ...]
    key: str


class Listener(Caller):
    """The bench's caller, who remembers what he heard before each key."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: list[Step] = []
        self._sounds: list[str] = []

    def answer(self, command: str) -> str:
        """As `Caller`, writing down."""
        if command.startswith("STREAM FILE"):
            self._sounds.append(command.split('"')[1])
        waiting = len(self._keys)
        key = self._keys[0] if self._keys else ""
        reply = super().answer(command)
        if len(self._keys) < waiting or reply.startswith("200 result=-1"):
            self.steps.append(Step(tuple(self._sounds), key))
            self._sounds.clear()
        return reply


async def learn(at: Installation) -> list[Step]:
    """What the engine says to this caller today, by calling it without a telephone."""
    loop = asyncio.get_running_loop()
    _, caller = await loop.create_connection(Listener, "127.0.0.1", at.settings.port("agi"))
    await caller.over
    return caller.steps


@dataclass(frozen=True)
class Load:
    """One run of SIPp. failed: calls it lost; spent: CPU seconds by part, SIPp's as `sipp`; began: epoch."""

    calls: int
    failed: int
    spent: dict[str, float]
    began: float


class Balance:
    """The call, ready to be made: capture and scenario written, the control in Asterisk's dialplan."""

    def __init__(self, at: Installation, steps: list[Step]) -> None:
        self.at = at
        self.folder = at.settings.home / "run" / "bench"
        self.folder.mkdir(exist_ok=True)
        frames: list[Frame] = []
        for step in steps:
            listens = PATIENCE if step.sounds else BETWEEN_DIGITS
            pause = listens if step.key else LAST_WORDS
            frames += [QUIET] * round(pause * 50)
            frames += pressed(step.key)
        file = self.folder / "caller.pcap"
        capture.write(file, frames)
        self.seconds = sum(not frame.still for frame in frames) / 50
        """How long one call lasts."""
        text = SCENARIO.read_text(encoding="utf-8").replace("[capture]", str(file))
        (self.folder / "listens.xml").write_text(
            text.replace("[talk]", str(round(self.seconds * 1000))), encoding="utf-8"
        )
        self._write_dialplan(steps)

    def _write_dialplan(self, steps: list[Step]) -> None:
        """The same sounds and the same keys, taken by Asterisk's own application Read."""
        lines = ["Answer()"]
        lines += [f"Read(KEY,{'&'.join(step.sounds[:MOST_SOUNDS])},1,,1,5)" for step in steps]
        for number, line in enumerate([*lines, "Wait(60)"], 1):
            told = asterisk.rx(
                self.at.settings,
                f"dialplan add extension {CONTROL},{number},{line} into from-provider replace",
            )
            if not told.startswith("Extension"):
                raise RuntimeError(f"the dialplan would not take {line}: {told}")

    async def run(self, dialled: str, calls: int, a_second: float) -> Load:
        """`calls` callers, `a_second` new ones each second; returns when all have hung up."""
        settings = self.at.settings
        port = settings.port("caller") + 20
        before, own, began = self.at.cpu(), _children(), time.time()
        process = await asyncio.create_subprocess_exec(
            *("sipp", f"127.0.0.1:{settings.port('sip')}", "-sf", "listens.xml", "-s", dialled),
            *("-i", CALLER, "-mi", CALLER, "-p", str(port), "-mp", str(port + 1000)),
            *("-key", "caller", NUMBER, "-nostdin", "-m", str(calls), "-l", str(calls)),
            *(
                "-r",
                str(round(a_second * 10)),
                "-rp",
                "10000",
                "-timeout",
                f"{self._limit(calls, a_second)}s",
            ),
            *("-trace_stat", "-stf", "stat.csv", "-fd", "600"),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=self.folder,
            env={**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"},
        )
        await process.wait()
        await asyncio.sleep(1.5)  # last words: hang-ups, records, the journal
        spent = {name: now - before[name] for name, now in self.at.cpu().items()}
        return Load(calls, calls - self._successful(), spent | {"sipp": _children() - own}, began)

    def _limit(self, calls: int, a_second: float) -> int:
        return round(calls / a_second + self.seconds + 20)

    def _successful(self) -> int:
        lines = (self.folder / "stat.csv").read_text(encoding="ascii").splitlines()
        names, last = lines[0], lines[-1]
        return int(dict(zip(names.split(";"), last.split(";"), strict=False))["SuccessfulCall(C)"])


def _children() -> float:
    """CPU seconds of our children that have ended: SIPp's, between two looks."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
