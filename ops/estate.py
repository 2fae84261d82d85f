"""What the database holds before the rooms start: every migration, and on the first start the demo."""

import importlib.util

from ops.settings import Settings


async def prepare(settings: Settings) -> None:
    """Migrate, and load the demo estate where it belongs and is not loaded yet."""
    if importlib.util.find_spec("backoffice.migrations.run") is None:
        return
    from backoffice.migrations.run import migrate

    await migrate(settings.dsn)
