"""The back office as one aiohttp application: composition happens here, nothing is registered on import."""

from collections.abc import Sequence
from pathlib import Path

import aiohttp_jinja2
import asyncpg
import jinja2
from aiohttp import web

from backoffice.approvals import web as approvals
from backoffice.audit import web as audit
from backoffice.backup import web as backup
from backoffice.backup import worker as backing
from backoffice.calls import reading
from backoffice.calls import web as calls
from backoffice.company import me, web_place, web_posts, web_rights, web_staff, web_tree
from backoffice.company import web as company
from backoffice.company.first import FirstSignIn
from backoffice.decoration import labels as decoration_labels
from backoffice.decoration import web as decoration
from backoffice.estate import labels as estate_labels
from backoffice.estate import web as estate
from backoffice.exchange import web as exchange
from backoffice.letting import web as letting
from backoffice.moving import labels as moving_labels
from backoffice.moving import web as moving
from backoffice.overview import web as overview
from backoffice.reminders import reading as reminding
from backoffice.reminders import ruling
from backoffice.reminders import web as reminders
from backoffice.requests import web as requests
from backoffice.search import web as search
from backoffice.start import web as start
from backoffice.web import answers, door, health, labels, layout, live, proxy, theme, views, words, workers
from backoffice.web.keys import FIRST_SIGN_IN, IMPORTS, LIVE, POOL, RECORDINGS, SOUNDS

HERE = Path(__file__).parent
CAPABILITIES = tuple(sorted(folder.parent.name for folder in HERE.parent.glob("*/templates")))
"""Folders with templates; a page is named `calls/desk.html`."""

PARTS = (
    health,
    live,
    theme,
    views,
    overview,
    start,
    company,
    me,
    audit,
    approvals,
    estate,
    moving,
    decoration,
    letting,
    web_tree,
    web_posts,
    web_staff,
    web_rights,
    web_place,
    calls,
    requests,
    search,
    reminders,
    ruling,
    backup,
    exchange,
)
"""Modules with routes."""


def create_app(
    pool: asyncpg.Pool,
    *,
    dsn: str,
    recordings_dir: Path,
    sounds_dir: Path,
    imports_dir: Path,
    front_dir: Path,
    first_sign_in: Path,
    trusted_proxies: str = "",
    backing_up: Sequence[str] = (),
) -> web.Application:
    """The application on an open pool.

    dsn: for those who listen and work beside the pages. recordings_dir: where Asterisk records.
    imports_dir: where uploaded sheets are kept.
    front_dir: node_modules with the front-end libraries (`ops.front.ensure_front`).
    backing_up: the command that makes a backup; none is asked for without it.
    first_sign_in: file of the generated sign-in (`company.first`). trusted_proxies: addresses and networks of
    the web servers before us. Raises ValueError for what is no address.
    """
    app = web.Application(
        middlewares=[
            proxy.behind(proxy.networks(trusted_proxies)),
            *(door.headers, door.language, answers.answers, door.door, door.csrf),
        ],
        client_max_size=1024 * 1024,
    )
    app[POOL], app[RECORDINGS], app[SOUNDS] = pool, recordings_dir, sounds_dir
    app[IMPORTS] = imports_dir
    app[FIRST_SIGN_IN] = FirstSignIn(first_sign_in)
    app[LIVE] = live.Live(dsn)
    environment = aiohttp_jinja2.setup(
        app,
        loader=jinja2.PrefixLoader(
            {name: jinja2.FileSystemLoader(HERE.parent / name / "templates") for name in CAPABILITIES}
        ),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words.teach(environment)
    environment.filters.update(labels.LABELS)
    environment.filters.update(estate_labels.FILTERS)
    environment.filters.update(moving_labels.FILTERS)
    environment.filters.update(decoration_labels.FILTERS)
    environment.filters.update(reminding.READING)
    environment.filters.update(reading=reading.reading, theirs=reading.theirs, cause=reading.cause)
    for part in PARTS:
        app.add_routes(part.routes)
    static = {
        "own": HERE / "static",
        "tabler": front_dir / "@tabler" / "core" / "dist" / "css",
        "htmx": front_dir / "htmx.org" / "dist",
        "echarts": front_dir / "echarts" / "dist",
    }
    environment.globals["asset"] = layout.assets(static)
    for name, folder in static.items():
        app.router.add_static(f"/static/{name}/", folder, name=f"static-{name}")
    app.cleanup_ctx.append(live.running)
    app.cleanup_ctx.append(
        workers.running(*workers.workers(dsn, imports_dir=imports_dir), *backing.runs(dsn, backing_up))
    )
    app.on_shutdown.append(_farewell)
    return app


async def _farewell(app: web.Application) -> None:
    app[LIVE].close()
