"""One process of ours: started in a session of its own, its output in a log, gone when we are gone."""

import asyncio
import contextlib
import os
import select
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ops.logfile import LogFile
from ops.settings import ROOT


@dataclass
class Child:
    """A process that dies with us.

    argv: what to run. It is started by setpriv (util-linux), which asks the kernel to send
    `farewell` should we die without stopping it; being in a session of its own, it never sees
    the terminal's Ctrl-C. log: its output goes there through us, so that a full disk is our
    trouble and not an error in the middle of a call.
    """

    argv: Sequence[str]
    log: LogFile
    env: Mapping[str, str] = field(default_factory=dict)
    farewell: signal.Signals = signal.SIGTERM
    user_namespace: bool = False
    """Run as nobody in a user namespace: for Postgres, which refuses to run as root."""
    process: asyncio.subprocess.Process | None = None
    _pump: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start it. Raises OSError when there is no such program."""
        # setpriv comes last before the program: entering a namespace forgets the death signal.
        prefix = [*NOBODY, "--"] if self.user_namespace else []
        self.process = await asyncio.create_subprocess_exec(
            *prefix,
            *("setpriv", "--pdeathsig", self.farewell.name.removeprefix("SIG"), "--"),
            *self.argv,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={**os.environ, **self.env},
            cwd=ROOT,
            start_new_session=True,
        )
        if self.process.stdout is not None:
            self._pump = asyncio.create_task(self._file(self.process.stdout))

    async def _file(self, output: asyncio.StreamReader) -> None:
        while data := await output.read(65536):
            self.log.write(data)

    @property
    def pid(self) -> int | None:
        """Id of the program itself, within its sandbox if it has one; None before the start."""
        return program(self.process.pid) if self.process else None

    @property
    def running(self) -> bool:
        """True from the start until its end was noticed."""
        return self.process is not None and self.process.returncode is None

    async def ended(self) -> int:
        """Wait for its end; returns the exit status, negative for a signal."""
        if self.process is None:
            return 0
        status = await self.process.wait()
        if self._pump:
            # Its last words; something it started may still hold the pipe, which we do not wait for.
            await asyncio.wait({self._pump}, timeout=0.5)
            self._pump.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._pump
        return status

    async def stop(self, limit: float) -> bool:
        """Ask it to end, and kill its whole session after `limit` seconds. True when it ended by itself."""
        if self.process is None or self.process.returncode is not None:
            return True
        # A sandbox told to end kills what is in it; the program wants to be told itself.
        with contextlib.suppress(ProcessLookupError):
            os.kill(program(self.process.pid), self.farewell)
        willing = True
        try:
            await asyncio.wait_for(self.process.wait(), limit)
        except TimeoutError:
            kill_session(self.process.pid)
            willing = False
        await self.ended()
        return willing


NOBODY = ("unshare", "--map-user=65534", "--map-group=65534")
"""Prefix of a command that root runs as nobody; files stay root's own outside (util-linux 2.38)."""


def program(pid: int) -> int:
    """The process inside the sandbox that `pid` is, `pid` itself when it is none."""
    while True:
        try:
            if Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip() != "bwrap":
                return pid
            inside = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        except OSError:
            return pid
        if not inside:
            return pid
        pid = int(inside[0])


def kill_session(pid: int) -> None:
    """Kill a process and what it started; nothing happens when it is gone."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):
            kill(pid, signal.SIGKILL)


def gone(pid: int, limit: float) -> bool:
    """Wait until a process that need not be our child has ended, at most `limit` seconds."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], limit)[0])
    finally:
        os.close(handle)


def started_at(pid: int) -> int:
    """When a process started, in clock ticks since boot: with its id it names it for ever. 0: gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0
    # man proc: state is field 3, starttime field 22; a zombie is gone.
    return 0 if fields[0] == "Z" else int(fields[19])
