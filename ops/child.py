"""One process of ours: started in a session of its own, its output in a file, gone when we are gone."""

import asyncio
import os
import select
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ops.settings import ROOT


@dataclass
class Child:
    """A process that dies with us.

    argv: what to run. It is started by setpriv (util-linux), which asks the kernel to send
    `farewell` should we die without stopping it; being in a session of its own, it never sees
    the terminal's Ctrl-C. log: its output is appended there, so the file can be cut while it runs.
    """

    argv: Sequence[str]
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    farewell: signal.Signals = signal.SIGTERM
    user_namespace: bool = False
    """Run as nobody in a user namespace: for Postgres, which refuses to run as root."""
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it. Raises OSError when there is no such program."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        # setpriv comes last before the program: entering a namespace forgets the death signal.
        prefix = [*NOBODY, "--"] if self.user_namespace else []
        with self.log.open("ab") as output:
            self.process = await asyncio.create_subprocess_exec(
                *prefix,
                *("setpriv", "--pdeathsig", self.farewell.name.removeprefix("SIG"), "--"),
                *self.argv,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, **self.env},
                cwd=ROOT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int | None:
        """Its process id, None before the start."""
        return self.process.pid if self.process else None

    @property
    def running(self) -> bool:
        """True from the start until its end was noticed."""
        return self.process is not None and self.process.returncode is None

    async def ended(self) -> int:
        """Wait for its end; returns the exit status, negative for a signal."""
        if self.process is None:
            return 0
        return await self.process.wait()

    async def stop(self, limit: float) -> bool:
        """Ask it to end, and kill its whole session after `limit` seconds. True when it ended by itself."""
        if self.process is None or self.process.returncode is not None:
            return True
        self.process.send_signal(self.farewell)
        try:
            await asyncio.wait_for(self.process.wait(), limit)
        except TimeoutError:
            kill_session(self.process.pid)
            await self.process.wait()
            return False
        return True


NOBODY = ("unshare", "--map-user=65534", "--map-group=65534")
"""Prefix of a command that root runs as nobody; files stay root's own outside (util-linux 2.38)."""


def kill_session(pid: int) -> None:
    """Kill a process and what it started; nothing happens when it is gone."""
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


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
