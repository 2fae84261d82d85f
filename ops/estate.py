"""What the database holds before the rooms start: every migration, and on the first start the demo."""

import asyncpg

from backoffice.demo import load as demo
from backoffice.migrations.run import NotOurSchema, migrate
from ops.messages import Unready
from ops.settings import Settings


async def prepare(settings: Settings) -> None:
    """Migrate, and load the demo estate where it belongs and is not loaded yet.

    Raises Unready when the database cannot be reached, or a migration does not apply.
    """
    try:
        await migrate(settings.owner_dsn, application=settings.application)
        if settings.demo and await demo.empty(settings.dsn):
            await demo.load(settings.dsn, settings.home)
    except (OSError, TimeoutError) as trouble:
        raise Unready("sql.away", why=trouble or type(trouble).__name__) from None
    except (NotOurSchema, asyncpg.PostgresError) as trouble:
        raise Unready("database.not_migrated", why=trouble) from trouble
