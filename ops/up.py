"""`up` and `down`: in the foreground until Ctrl-C, or detached in a process of its own."""

import argparse
import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

from ops import estate, host, install, state, welcome
from ops.child import gone, kill_session
from ops.messages import Unready, note, say
from ops.parts import environment, log, parts
from ops.settings import ROOT, Settings
from ops.supervisor import Supervisor, end_orphans

DOWN_LIMIT = 75.0
"""Seconds `down` waits: the engine's calls may finish, then the others stop."""


def main(argv: list[str]) -> int:
    """The verb `up`."""
    parser = argparse.ArgumentParser(prog="estateline up")
    parser.add_argument("--detach", action="store_true")
    detach = parser.parse_args(argv).detach
    settings = Settings()
    began = time.monotonic()
    if state.supervised(settings):
        note("up.running")
        welcome.addresses(settings)
        return 0
    install.everything(settings)
    if detach:
        _detached(settings)
        note("up.ready", seconds=f"{time.monotonic() - began:.1f}")
        asyncio.run(welcome.first_call(settings))
        welcome.addresses(settings)
        return 0
    asyncio.run(_foreground(settings, began))
    return 0


async def serve(settings: Settings, tell: Callable[[str], None], ready: Callable[[], None]) -> None:
    """Run the parts until SIGTERM or Ctrl-C; a second one kills instead of stopping.

    tell: hears the name of each part that became healthy; ready: called when all are.
    Raises Unready when another supervisor has this state folder, a port is taken or a part fails.
    """
    lock = state.claim(settings)
    if lock is None:
        raise Unready("up.running")
    with lock:
        end_orphans(state.load(settings))
        check_ports(settings)
        if not settings.demo:
            await estate.prepare(settings)
        supervisor = Supervisor(parts(settings), state.path_of(settings), tell)
        loop = asyncio.get_running_loop()
        stops: list[asyncio.Task[None]] = []

        def stop() -> None:
            if stops:
                supervisor.kill()
            stops.append(asyncio.create_task(supervisor.stop()))

        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop)
        await supervisor.start()
        if not stops:
            ready()
        await supervisor.run()
        await asyncio.gather(*stops)


def check_ports(settings: Settings) -> None:
    """Raises Unready naming the ports other programs have, and a base whose ports are free."""
    taken = host.taken(settings)
    if taken:
        names = ", ".join(
            f"{one.name} {one.kind.upper()} {one.address}:{settings.port(one.name)}" for one in taken
        )
        raise Unready("ports.taken", ports=names, base=host.free_base(settings))


async def _foreground(settings: Settings, began: float) -> None:
    greeting: list[asyncio.Task[None]] = []

    def ready() -> None:
        note("up.ready", seconds=f"{time.monotonic() - began:.1f}")
        greeting.append(asyncio.create_task(_greet(settings)))

    await serve(settings, lambda name: note("part.ready", part=name), ready)
    for task in greeting:
        task.cancel()
    note("down.done")


async def _greet(settings: Settings) -> None:
    await welcome.first_call(settings)
    welcome.addresses(settings)
    note("up.ctrl_c")


def _detached(settings: Settings) -> None:
    """Start a supervisor that outlives us, pass on what it tells, return when all is healthy."""
    reader, writer = os.pipe()
    words = log(settings, "supervisor").path
    words.parent.mkdir(parents=True, exist_ok=True)
    with words.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "ops.up", str(writer)],
            pass_fds=[writer],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**os.environ, **environment(settings)},
            cwd=ROOT,
            start_new_session=True,
        )
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as told:
        for line in told:
            what, _, text = line.rstrip("\n").partition(" ")
            if what == "ready":
                return
            if what == "failed":
                process.wait()
                raise _Told(text.replace("\0", "\n"))
            note("part.ready", part=text)
    raise Unready("up.supervisor_died", log=words)


class _Told(Unready):
    """A trouble the supervisor already put into words."""

    def __str__(self) -> str:
        return self.key


async def _behind(pipe: int) -> None:
    """The detached supervisor: tells the one who waits until all is healthy, then goes on alone."""

    def tell(line: str) -> None:
        # The one who waited may have gone away; the parts go on.
        with contextlib.suppress(BrokenPipeError):
            os.write(pipe, f"{line}\n".encode())

    def ready() -> None:
        tell("ready")
        os.close(pipe)

    try:
        await serve(Settings(), lambda name: tell(f"part {name}"), ready)
    except Unready as trouble:
        tell("failed " + str(trouble).replace("\n", "\0"))
        raise


def down(argv: list[str]) -> int:
    """The verb `down`: stop the supervisor and with it all parts, or what a killed one left."""
    argparse.ArgumentParser(prog="estateline down").parse_args(argv)
    settings = Settings()
    pid = state.supervisor(settings)
    if pid is None:
        end_orphans(state.load(settings))
        note("down.not_running")
        return 0
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    if not gone(pid, DOWN_LIMIT):
        kill_session(pid)
        end_orphans(state.load(settings))
    note("down.done")
    return 0


if __name__ == "__main__":
    try:
        asyncio.run(_behind(int(sys.argv[1])))
    except Unready as trouble:
        sys.exit(say("supervisor.ended", why=trouble))
