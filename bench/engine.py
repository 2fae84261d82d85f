"""The engine as it runs, over a Postgres with the demo estate, and callers who ask what they owe."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

from backoffice.demo.load import load
from bench.installation import seconds
from bench.load import Channel
from bench.postgres import postgres
from bench.synthetic_asterisk import header, obliging
from ops.install import sounds
from ops.settings import Settings

BALANCE = header(extra={"agi_callerid": "13800000001"})
KEYS = ("1", "2", "4", "6", "8")  # fees, then the PIN; hangs up at the next question
LISTENING = ("WAIT FOR DIGIT 250", "WAIT FOR DIGIT 3000")
"""Waits beside work that is being done: the caller, who is being told to wait, presses nothing."""


@dataclass(frozen=True)
class Engine:
    """A running engine."""

    pid: int
    port: int
    dsn: str

    def cpu(self) -> float:
        """CPU seconds it has used, in the kernel's ticks of 10 ms."""
        return seconds(self.pid)

    async def proved(self) -> int:
        """Calls that ended by the caller's hang-up after his PIN was right, as the journal tells."""
        db = await asyncpg.connect(self.dsn)
        try:
            return int(
                await db.fetchval(
                    "select count(distinct proved.call_id) from call_event proved"
                    " join call_event over using (call_id)"
                    " where proved.kind = 'identified' and proved.facts->>'proof' = 'pin'"
                    " and over.kind = 'ended' and over.facts->>'cause' = 'caller'"
                )
            )
        finally:
            await db.close()


class Caller(Channel):
    """Listens to all that is said, presses KEYS when asked, and hangs up."""

    def __init__(self) -> None:
        super().__init__(BALANCE, None, None)
        self._keys = list(KEYS)
        self._listening = False

    def answer(self, command: str) -> str:
        """As Asterisk would: a wait is cut short by the command behind it, which then is answered, too."""
        plain = command.replace('"', "")
        if plain in LISTENING:
            self._listening = True
            return ""
        reply = obliging(command)
        if plain.startswith("WAIT FOR DIGIT"):
            reply = f"200 result={ord(self._keys.pop(0))}" if self._keys else "200 result=-1\nHANGUP"
        if self._listening:
            self._listening = False
            reply = f"200 result=1\n{reply}"
        return reply


async def run_callers(port: int, total: int, at_once: int) -> None:
    """`total` callers, `at_once` of them at any time."""
    loop = asyncio.get_running_loop()

    async def one_after_the_other(calls: int) -> None:
        for _ in range(calls):
            _, caller = await loop.create_connection(Caller, "127.0.0.1", port)
            await caller.over

    await asyncio.gather(*[one_after_the_other(total // at_once) for _ in range(at_once)])


@asynccontextmanager
async def running() -> AsyncIterator[Engine]:
    """Postgres with the demo estate, and the engine; in a folder that is gone afterwards. No Asterisk."""
    async with postgres() as fresh:
        built = Settings().home / "bench"  # the load benches' own installation has them, too
        sounds(built)
        (fresh.settings.home / "sounds").symlink_to(built / "sounds")
        await load(fresh.dsn, fresh.settings.home)
        engine = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "agi"),
            env={**os.environ, **fresh.environment},
            stderr=asyncio.subprocess.PIPE,
        )
        assert engine.stderr is not None
        try:
            await _ready(engine.stderr)
            draining = asyncio.create_task(_drain(engine.stderr))
            yield Engine(engine.pid, fresh.settings.port("agi"), fresh.dsn)
        finally:
            engine.terminate()
            await engine.wait()
        await draining


async def _ready(log: asyncio.StreamReader) -> None:
    """Wait for the engine's own word."""
    while b"engine.ready" not in (line := await log.readline()):
        if not line:
            raise RuntimeError("the engine did not start")


async def _drain(log: asyncio.StreamReader) -> None:
    """Its later log is read and thrown away, or a full pipe would stop it."""
    while await log.read(65536):
        pass
