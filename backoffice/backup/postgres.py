"""pg_dump, pg_restore and databases made beside the one in use, all as the owner's role."""

import contextlib
import os
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from backoffice.backup.archive import PIECE, Printed, Reader
from backoffice.errors import Conflict
from backoffice.sql import Database, load

sql = load(__file__, "postgres.sql")


@dataclass(frozen=True)
class Server:
    """The server behind the owner's `dsn`; own: the folder of the programs that come with us."""

    dsn: str
    own: Path

    def of(self, database: str) -> str:
        """The dsn of another database there."""
        return urlunsplit(urlsplit(self.dsn)._replace(path=f"/{database}"))

    @asynccontextmanager
    async def connected(self, database: str = "") -> AsyncIterator[asyncpg.Connection]:
        """A connection as the owner, to `database` or the one of the dsn. Raises as asyncpg."""
        db = await asyncpg.connect(self.of(database) if database else self.dsn, timeout=10)
        try:
            yield db
        finally:
            await db.close()

    async def programs(self, db: Database) -> Path:
        """The folder of a pg_dump not older than the server, ours first. Raises Conflict without one."""
        wanted = int(await sql.version(db)) // 10_000
        for folder in _folders(self.own):
            if _major(folder / "pg_dump") >= wanted:
                return folder
        raise Conflict("backup.no_client", version=wanted)

    def dump(self, programs: Path, snapshot: str) -> Iterator[bytes]:
        """What pg_dump says of the database as `snapshot` sees it. Raises Conflict with its last word."""
        argv = [*self._argv(programs / "pg_dump", self.dsn), "--format=custom", f"--snapshot={snapshot}"]
        # Through a pipe: killed with us, it cannot go on writing.
        with (
            TemporaryFile() as words,
            subprocess.Popen(
                argv, stdout=subprocess.PIPE, stderr=words, env=self._environment(), bufsize=0
            ) as process,
        ):
            yield from iter(lambda: process.stdout.read(PIECE) if process.stdout else b"", b"")
            process.wait()
            _check(process.returncode, words)

    def restore(self, programs: Path, database: str, dump: Reader) -> None:
        """Fill an empty database from a dump, all or nothing, without roles and rights. Raises Conflict."""
        argv = [
            *self._argv(programs / "pg_restore", self.of(database)),
            *("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"),
        ]
        with (
            TemporaryFile() as words,
            subprocess.Popen(argv, stdin=subprocess.PIPE, stderr=words, env=self._environment()) as process,
        ):
            with contextlib.suppress(BrokenPipeError):  # it says why
                while process.stdin and (piece := dump.read(PIECE)):
                    process.stdin.write(piece)
            with contextlib.suppress(BrokenPipeError):
                process.communicate()
            _check(process.returncode, words)

    def _argv(self, program: Path, dsn: str) -> list[str]:
        """Without the password, which everybody on the machine could read."""
        parts = urlsplit(dsn)
        login, _, place = parts.netloc.rpartition("@")
        name = login.partition(":")[0]
        return [str(program), "--dbname", urlunsplit(parts._replace(netloc=f"{name}@{place}"))]

    def _environment(self) -> dict[str, str]:
        password = urlsplit(self.dsn).password
        return os.environ | {"LC_ALL": "C.UTF-8"} | ({"PGPASSWORD": password} if password else {})


def _folders(own: Path) -> Iterator[Path]:
    yield own
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if found := shutil.which("pg_dump"):
        yield Path(found).parent


def _major(program: Path) -> int:
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return 0
    found = re.search(r"(\d+)", said)
    return int(found[1]) if found else 0


def _check(status: int, words: IO[bytes]) -> None:
    if status:
        words.seek(0)
        lines = words.read().decode(errors="replace").strip().splitlines()
        raise Conflict("backup.postgres", why=lines[-1] if lines else f"status {status}")


async def prints(db: Database) -> dict[str, Printed]:
    """Every table's rows and sum."""
    return {row["name"]: Printed(rows=row["rows"], sum=int(row["sum"])) async for row in sql.prints(db)}


async def make_beside(db: Database, name: str) -> None:
    """An empty database like the one `db` is connected to; one of that name is dropped before.

    Raises Conflict("backup.no_database") when the role may not make any.
    """
    await drop(db, name)
    try:
        await db.execute(await sql.create_like(db, name=name))
    except asyncpg.InsufficientPrivilegeError as refusal:
        raise Conflict("backup.no_database") from refusal


async def drop(db: Database, name: str) -> None:
    """Drop a database if there is one, ending whoever is connected."""
    await db.execute(await sql.drop(db, name=name))
