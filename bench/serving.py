"""What is measured, each in a process of its own: our AGI layer, its rivals, and bare controls.

`python -m bench.serving KIND` prints its port, answers each line on stdin with the CPU seconds used so far,
and ends with stdin. Every script plays the same ten files.
"""

import argparse
import asyncio
import contextlib
import os
import resource
import socketserver
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import uvloop
from asterisk import agi as pyst2
from panoramisk.fast_agi import Application, Request

from agi.server import AgiRequest, FastAgiServer
from ivr.line import Hangup

PATHS = [f"estateline/zh/sound/{number}" for number in range(10)]
SOUNDS = [path.removeprefix("estateline/") for path in PATHS]
NOWHERE = Path(os.devnull)
KEYS = "0123456789*#"
Start = Callable[[], Awaitable[int]]


def cpu() -> float:
    """Seconds of CPU of this process, threads and kernel included."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def ours(script: Callable[[AgiRequest], Awaitable[None]]) -> int:
    """Our server; sounds last as long as the load says they do."""
    server = FastAgiServer(lambda _: 1.0)
    server.add_route("hotline", script)
    return await server.start("127.0.0.1", 0)


async def one_verb(request: AgiRequest) -> None:
    """Ten files said at once, as a balance is."""
    await request.line.play(SOUNDS)


async def ten_verbs(request: AgiRequest) -> None:
    """Ten files, each a verb of its own."""
    for sound in SOUNDS:
        await request.line.play([sound])


async def endless(request: AgiRequest) -> None:
    """Questions until the caller hangs up: a prompt of ten files, and the wait for a key."""
    with contextlib.suppress(Hangup):
        while True:
            await request.line.play(SOUNDS, within=5.0)
            await request.line.key(5.0)


async def panoramisk() -> int:
    """panoramisk's own server, as its documentation shows it."""

    async def script(request: Request) -> None:
        for path in PATHS:
            await request.send_command(f'STREAM FILE "{path}" "{KEYS}"')

    app = Application(loop=asyncio.get_running_loop())
    app.add_route("hotline", script)
    server = await asyncio.start_server(app.handler, "127.0.0.1", 0, backlog=1024)
    return int(server.sockets[0].getsockname()[1])


async def bare() -> int:
    """The least a stream reader can do: no quoting, no limits, no registry."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (await reader.readline()) != b"\n":
            pass
        for path in PATHS:
            writer.write(f'STREAM FILE "{path}" "{KEYS}"\n'.encode())
            await reader.readline()
        writer.close()

    server = await asyncio.start_server(script, "127.0.0.1", 0, backlog=1024)
    return int(server.sockets[0].getsockname()[1])


async def echo() -> int:
    """Sends back each line: what the machine and the loop cost, and nothing else."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while line := await reader.readline():
                writer.write(line)
        writer.close()

    server = await asyncio.start_server(script, "127.0.0.1", 0, backlog=1024)
    return int(server.sockets[0].getsockname()[1])


class Pyst2Call(socketserver.StreamRequestHandler):
    """pyst2's AGI class over a socket, its tracing thrown away."""

    def handle(self) -> None:
        """One call."""
        with self.request.makefile("rw", encoding="utf-8", newline="\n") as both, NOWHERE.open("w") as null:
            script = pyst2.AGI(both, both, null)
            for path in PATHS:
                script.stream_file(path, KEYS)


class Threading(socketserver.ThreadingTCPServer):
    """One thread a call."""

    daemon_threads = True
    request_queue_size = 1024
    allow_reuse_address = True


def pyst2_port() -> int:
    """pyst2's AGI class under ThreadingTCPServer; its own FastAGI module is Python 2 only."""
    # AGI() sets a signal handler, which only the main thread may; it is made for one process a call.
    pyst2.signal.signal = lambda *_: None
    server = Threading(("127.0.0.1", 0), Pyst2Call)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return int(server.server_address[1])


STARTS: dict[str, Start] = {
    "ours": lambda: ours(one_verb),
    "ours-ten-verbs": lambda: ours(ten_verbs),
    "endless": lambda: ours(endless),
    "panoramisk": panoramisk,
    "bare": bare,
    "echo": echo,
}


async def serve(start: Start) -> None:
    """Run one server until stdin ends; the reader of stdin is a thread that mostly sleeps."""
    print(await start(), flush=True)
    await asyncio.to_thread(report)


def report() -> None:
    """A line in, CPU seconds out."""
    for _ in sys.stdin:
        print(cpu(), flush=True)


class Served:
    """A server in a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self._process = process
        self.port = port

    async def cpu(self) -> float:
        """CPU seconds it has used so far."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(b"\n")
        return float(await self._process.stdout.readline())


@asynccontextmanager
async def served(kind: str, *options: str) -> AsyncIterator[Served]:
    """Start KIND, and end it afterwards."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.serving", kind, *options),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield Served(process, int(await process.stdout.readline()))
    finally:
        process.stdin.close()
        await process.wait()


def run_one() -> None:
    """Serve one KIND."""
    options = argparse.ArgumentParser()
    options.add_argument("kind", choices=[*STARTS, "pyst2"])
    options.add_argument("--plain", action="store_true", help="asyncio's own loop instead of uvloop")
    chosen = options.parse_args()
    if chosen.kind == "pyst2":
        print(pyst2_port(), flush=True)
        report()
        os._exit(0)  # its threads wait for callers that are gone
    run = asyncio.run if chosen.plain else uvloop.run
    run(serve(STARTS[chosen.kind]))


if __name__ == "__main__":
    run_one()
