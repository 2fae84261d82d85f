"""A Postgres of a benchmark's own, in a folder that is gone afterwards."""

import os
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from backoffice.migrations.run import migrate
from bench.installation import PORT_BASE
from ops import database, secrets
from ops.database import APPLICATION
from ops.settings import Settings


@dataclass(frozen=True)
class Fresh:
    """A migrated database with nothing in it. dsn: as the processes work; owner: whose the tables are.

    environment: what makes `settings` of other processes.
    """

    dsn: str
    owner: str
    settings: Settings
    environment: Mapping[str, str]


@asynccontextmanager
async def postgres() -> AsyncIterator[Fresh]:
    """Postgres with a migrated database, stopped afterwards."""
    with tempfile.TemporaryDirectory(prefix="estateline-bench-") as folder:
        home = Path(folder)
        os.chmod(folder, 0o755)  # noqa: PTH101, S103 - Postgres runs as nobody in particular, and must get in
        environment = {
            "ESTATELINE_HOME": folder,
            "ESTATELINE_PORT_BASE": str(PORT_BASE),
            "DATABASE_URL": "",
            "DATABASE_OWNER_URL": "",
        }
        settings = Settings.model_validate(environment)
        secrets.ensure(home)
        (home / "run").mkdir(exist_ok=True)
        cluster = database.cluster(settings)
        cluster.prepare()
        server = cluster.child(home / "log" / "postgres.log")
        await server.start()
        try:
            await cluster.ready(limit=20)
            await cluster.admit_application()
            owner = await cluster.create("estateline")
            await migrate(owner, application=APPLICATION)
            yield Fresh(cluster.application_dsn(), owner, settings, environment)
        finally:
            await server.stop(limit=10)
