"""`backup` and `restore`: what belongs to a backup of this installation, and the two verbs."""

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import TypeVar

import asyncpg

from backoffice.backup import making, restoring
from backoffice.backup.archive import Say
from backoffice.backup.making import Source
from backoffice.backup.model import Backup
from backoffice.backup.postgres import Server
from backoffice.errors import Refused
from ops import secrets, state
from ops.database import PROGRAMS, cluster
from ops.messages import Unready, note, say
from ops.parts import log
from ops.settings import Settings

T = TypeVar("T")


def source(settings: Settings) -> Source:
    """The database, and what is beside it in the state folder and cannot be made anew.

    Left out on purpose: the passwords under secrets/ (each installation makes its own), prompts, logs.
    Raises Unready before the first start.
    """
    try:
        server = Server(settings.owner_dsn, PROGRAMS)
    except FileNotFoundError as missing:  # before the first start
        raise Unready("sql.away", why=missing.filename) from None
    return Source(
        server,
        {
            "recordings": settings.recordings,
            "fallback": settings.fallback_spool,
            "imports": settings.imports,
            **{f"names-{language}": settings.sounds / language / "name" for language in ("zh", "en")},
            "demo.json": settings.home / "secrets" / "demo.json",
        },
        settings.home / "backups",
    )


def backup(argv: list[str]) -> int:
    """The verb `backup`; exit status 1 when there is a file but it is not verified."""
    parser = argparse.ArgumentParser(prog="estateline backup")
    parser.add_argument("--lines", action="store_true")
    lines = parser.parse_args(argv).lines
    os.nice(10)
    made = _run(_make(source(Settings()), _Lines() if lines else _Steps()), lines)
    if lines:
        print(json.dumps({"backup": made.id, "file": made.file, "verified": made.verified_at is not None}))
        return 0
    print(made.path)
    facts = {"rows": f"{made.rows:,}", "files": f"{made.files:,}", "size": f"{made.bytes / 1e6:,.1f}"}
    note("backup.made", sha256=made.sha256, **facts)
    if made.verified_at is None:
        note("backup.not_verified", why=say(made.trouble, **made.facts))
        return 1
    note("backup.verified_before_encryption" if made.encrypted else "backup.verified")
    return 0


async def _make(of: Source, say: Say) -> Backup:
    """Make one; told to end (SIGTERM) it tidies up, at the next piece or answer of Postgres."""
    loop, ours = asyncio.get_running_loop(), asyncio.current_task()
    told: list[int] = []

    def stop(number: int, _: object) -> None:
        told.append(number)
        if ours:
            loop.call_soon_threadsafe(ours.cancel)

    def unless_told(step: str, done: int, total: int) -> None:
        if told:
            raise asyncio.CancelledError
        say(step, done, total)

    # Not raised where the signal happens to be heard: that may be in the middle of asyncpg.
    signal.signal(signal.SIGTERM, stop)
    return await making.make(of, unless_told)


def restore(argv: list[str]) -> int:
    """The verb `restore`. Raises Unready with why nothing was changed."""
    parser = argparse.ArgumentParser(prog="estateline restore")
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--into", type=Path, metavar="FOLDER")
    parser.add_argument("--identity", type=Path, metavar="KEYFILE")
    parser.add_argument("--replace", action="store_true")
    parser.add_argument("--forget", action="store_true")
    asked = parser.parse_args(argv)
    if (asked.file is None) is not asked.forget:
        parser.error("FILE")
    if asked.into:
        os.environ["ESTATELINE_HOME"] = str(asked.into.absolute())
    settings = Settings()
    secrets.ensure(settings.home)
    (settings.home / "run").mkdir(exist_ok=True)
    lock = state.claim(settings)
    if lock is None:
        raise Unready("restore.running")
    with lock:
        if asked.forget:
            _run(_with_postgres(settings, restoring.forget(source(settings))))
            note("restore.forgotten")
            return 0
        done = _run(_with_postgres(settings, _restore(settings, asked)))
    note(
        "restore.done",
        taken=f"{done.taken_at.astimezone():%Y-%m-%d %H:%M:%S}",
        rows=f"{done.rows:,}",
        files=f"{done.files:,}",
        before=done.before,
    )
    return 0


async def _restore(settings: Settings, asked: argparse.Namespace) -> restoring.Restored:
    try:
        identity = asked.identity.read_text(encoding="utf-8") if asked.identity else ""
        with asked.file.open("rb"):
            pass
    except OSError as trouble:
        raise Unready("restore.no_file", file=trouble.filename, why=trouble.strerror) from None
    return await restoring.restore(
        source(settings),
        asked.file.absolute(),
        _Steps(),
        application=settings.application,
        identity=identity,
        replace=asked.replace,
    )


async def _with_postgres(settings: Settings, doing: Coroutine[None, None, T]) -> T:
    """Do it while our own Postgres runs, if it is ours."""
    async with _postgres(settings) if settings.demo else contextlib.nullcontext():
        return await doing


@contextlib.asynccontextmanager
async def _postgres(settings: Settings) -> AsyncIterator[None]:
    ours = cluster(settings)
    ours.prepare()
    server = ours.child(log(settings, "postgres").path)
    await server.start()
    try:
        await ours.ready(limit=60)
        await ours.create("estateline")
        await ours.admit_application()
        yield
    finally:
        await server.stop(limit=30)


def _run(doing: Coroutine[None, None, T], lines: bool = False) -> T:
    """Raises Unready for what refuses it; with `lines` the refusal is printed for the back office."""
    try:
        return asyncio.run(doing)
    except asyncio.CancelledError:
        sys.exit(128 + signal.SIGTERM)
    except Refused as refused:
        if lines:
            print(json.dumps({"refused": refused.key, **refused.facts}, default=str))
            sys.exit(1)
        raise Unready(refused.key, **refused.facts) from None
    except (TimeoutError, ConnectionError, asyncpg.PostgresError) as trouble:
        raise Unready("sql.away", why=trouble or type(trouble).__name__) from None
    except OSError as trouble:
        raise Unready("restore.disk", file=trouble.filename or "", why=trouble.strerror or trouble) from None


class _Steps:
    """Says each step once."""

    def __init__(self) -> None:
        self._step = ""

    def __call__(self, step: str, done: int, total: int) -> None:
        """As `Say`."""
        if step != self._step:
            self._step = step
            note(step)


class _Lines:
    """Says where it is twice a second at most, as JSON lines, for the back office's worker."""

    def __init__(self) -> None:
        self._step, self._at = "", 0.0

    def __call__(self, step: str, done: int, total: int) -> None:
        """As `Say`."""
        now = time.monotonic()
        if step != self._step or now - self._at > 0.5:
            self._step, self._at = step, now
            print(json.dumps({"step": step, "percent": 100 * done // total if total else 0}), flush=True)
