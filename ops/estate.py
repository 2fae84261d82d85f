"""What the database holds before the rooms start: every migration, the demo or a first administrator."""

import asyncpg

from backoffice.company import first
from backoffice.demo import load as demo
from backoffice.migrations.run import NotOurSchema, migrate
from ops.messages import Unready
from ops.settings import Settings


async def prepare(settings: Settings) -> None:
    """Migrate, load the demo estate where it belongs and is not loaded yet, and see to a first administrator.

    Raises Unready when the database cannot be reached, or a migration does not apply.
    """
    try:
        await migrate(settings.owner_dsn, application=settings.application)
        if settings.demo and await demo.empty(settings.dsn):
            await demo.load(settings.dsn, settings.home)
        await first.ensure(settings.dsn, first.FirstSignIn(settings.first_sign_in))
    except (OSError, TimeoutError) as trouble:
        raise Unready("sql.away", why=trouble or type(trouble).__name__) from None
    except (NotOurSchema, asyncpg.PostgresError) as trouble:
        raise Unready("database.not_migrated", why=trouble) from trouble
