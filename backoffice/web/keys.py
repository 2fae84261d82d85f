"""What the application and a request carry, by typed keys; filled in `app.create_app` and the doors."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

import asyncpg
from aiohttp import web

from backoffice.company.actor import Staff
from backoffice.company.first import FirstSignIn
from backoffice.company.place import Place, narrowed
from backoffice.company.sessions import Session
from backoffice.errors import Forbidden

if TYPE_CHECKING:
    from backoffice.web.live import Live

POOL: web.AppKey[asyncpg.Pool] = web.AppKey("POOL", asyncpg.Pool)
RECORDINGS: web.AppKey[Path] = web.AppKey("RECORDINGS", Path)
"""Folder Asterisk records into; files are named by the recording's opaque id."""
IMPORTS: web.AppKey[Path] = web.AppKey("IMPORTS", Path)
"""Folder of uploaded sheets, named by their import's opaque id."""
SOUNDS: web.AppKey[Path] = web.AppKey("SOUNDS", Path)
FIRST_SIGN_IN: web.AppKey[FirstSignIn] = web.AppKey("FIRST_SIGN_IN", FirstSignIn)
"""The generated sign-in of an empty installation, forgotten once its password was changed."""
LIVE: "web.AppKey[Live]" = web.AppKey("LIVE")

SESSION: web.RequestKey[Session] = web.RequestKey("SESSION", Session)
"""Absent on pages that need no sign-in, when nobody is signed in."""
WHO: web.RequestKey[Staff] = web.RequestKey("WHO", Staff)
"""The actor every desk is asked with; built anew for each request."""
PLACE: web.RequestKey[Place] = web.RequestKey("PLACE", Place)
"""The communities whoever is signed in looks at."""


@asynccontextmanager
async def database(request: web.Request) -> AsyncIterator[asyncpg.Connection]:
    """A connection on loan from the pool, for one page's questions; never held while a page is sent."""
    async with request.app[POOL].acquire() as db:
        # The loan passes everything on to the connection; the desks need not know of pools.
        yield cast(asyncpg.Connection, db)


def who(request: web.Request) -> Staff:
    """Who asks; handlers behind the door may rely on it."""
    return request[WHO]


def here(request: web.Request) -> Staff:
    """Who asks for a list: holding what concerns communities only in those looked at (place switcher)."""
    return narrowed(request[WHO], request[PLACE])


def needs(actor: Staff, function: str) -> None:
    """Raises Forbidden for those who may do it nowhere; desks ask again, for each thing."""
    if function not in actor.functions:
        raise Forbidden("right.missing", function=function)
