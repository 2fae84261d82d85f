"""What tests run against, started for real: Postgres with clones of a migrated template, an installation."""

import asyncio
import contextlib
import itertools
import os
import shutil
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from backoffice.migrations.run import migrate
from ops import database, secrets
from ops.database import APPLICATION, Cluster
from ops.parts import environment
from ops.settings import ROOT, Settings

HOME = Path(os.environ.get("ESTATELINE_HOME") or ROOT / "var" / "test").resolve()
"""Tests' own state folder; `./estateline test` names it, a bare pytest gets var/test."""
PORT_BASE = int(os.environ.get("ESTATELINE_PORT_BASE") or 12000)
UNITS_PORT_BASE = PORT_BASE + 3000
"""Ports of what single tests start; PORT_BASE itself belongs to the whole installation."""

_numbers = itertools.count(1)


def settings(home: Path, port_base: int, **more: str) -> Settings:
    """Settings of an installation for tests, whatever the environment says."""
    values = {
        "ESTATELINE_HOME": str(home),
        "ESTATELINE_PORT_BASE": str(port_base),
        "DATABASE_URL": "",
        "DATABASE_OWNER_URL": "",
    }
    return Settings.model_validate(values | more)


@contextlib.asynccontextmanager
async def postgres_server() -> AsyncIterator[Cluster]:
    """A Postgres for desks and flows, new at each run of the tests and not the installation's."""
    home = HOME / "units"
    shutil.rmtree(home / "postgres", ignore_errors=True)
    secrets.ensure(home)
    units = settings(home, UNITS_PORT_BASE)
    cluster = replace(database.cluster(units), durable=False)
    cluster.prepare()
    server = cluster.child(home / "log" / "postgres.log")
    await server.start()
    try:
        await cluster.ready(limit=20)
        await cluster.admit_application()
        yield cluster
    finally:
        await server.stop(limit=10)


async def migrated_template(cluster: Cluster) -> str:
    """Name of a database with every migration and nothing else, made once to be cloned."""
    await migrate(await cluster.create("template_estateline"), application=APPLICATION)
    return "template_estateline"


@contextlib.asynccontextmanager
async def clone(cluster: Cluster, template: str) -> AsyncIterator[str]:
    """The application's dsn of a database of one's own, cloned from `template`, dropped afterwards.

    Tests work as our processes do; what only the owner may, `owning` does.
    """
    name = f"clone_{next(_numbers)}"
    await cluster.create(name, template)
    yield cluster.application_dsn(name)
    await cluster.drop(name)


@contextlib.asynccontextmanager
async def owning(cluster: Cluster, dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection to the same database as its owner."""
    db = await asyncpg.connect(cluster.dsn(urlsplit(dsn).path.removeprefix("/")))
    try:
        yield db
    finally:
        await db.close()


@dataclass(frozen=True)
class Installation:
    """A whole installation, running: `./estateline up` in the tests' folder and on their ports.

    within: what comes before each command, such as the way into a namespace.
    """

    settings: Settings
    within: tuple[str, ...] = ()

    async def run(self, *argv: str) -> str:
        """What a verb of the command line prints against it; fails the test when the verb fails."""
        status, output, trouble = await self.attempt(*argv)
        assert status == 0, f"{argv} ended with {status}:\n{output}{trouble}"
        return output

    async def attempt(self, *argv: str) -> tuple[int, str, str]:
        """Exit status, stdout and stderr of a verb."""
        process = await asyncio.create_subprocess_exec(
            *(*self.within, sys.executable, "-m", "ops", *argv),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, **environment(self.settings), "LC_ALL": "C.UTF-8"},
            cwd=ROOT,
        )
        output, trouble = await process.communicate()
        return process.returncode or 0, output.decode(), trouble.decode()


@contextlib.asynccontextmanager
async def installation() -> AsyncIterator[Installation]:
    """A fresh installation with the demo estate, stopped afterwards; only its built prompts are kept."""
    running = Installation(settings(HOME / "installation", PORT_BASE))
    await running.attempt("down")
    home = running.settings.home
    for path in home.iterdir() if home.exists() else ():
        if path.name != "sounds":
            shutil.rmtree(path)
    # Its own first call is a test's to make.
    (home / "run").mkdir(parents=True)
    (home / "run" / "first-call").touch()
    await running.run("up", "--detach")
    try:
        yield running
    finally:
        await running.run("down")
