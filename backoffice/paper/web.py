"""A sheet about a house, as a page shows it: set in the reader's language and opened in the browser."""

from datetime import date
from typing import Any, Protocol

from aiohttp import web

from backoffice.company.desk import company_name
from backoffice.paper.press import printed
from backoffice.web import words
from backoffice.web.keys import database
from backoffice.web.words import named


class Placed(Protocol):
    """What a sheet is about: somewhere in a community."""

    @property
    def label(self) -> str:
        """The room."""

    @property
    def community(self) -> str:
        """Its community, and `community_en`."""


async def sheet(request: web.Request, name: str, about: Placed, *, title: str, **data: Any) -> web.Response:
    """The PDF of sheet `name` ("moving/handover"), in the browser; `data` as `press.printed` takes it."""
    async with database(request) as db:
        chinese, english = await company_name(db)
    company = (english or chinese) if words.language() == "en" else chinese
    place = f"{named(about, 'community')} {about.label}"
    made = await printed(name, title=title, company=company, place=place, **data)
    return web.Response(
        body=made,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name.partition("/")[2]}.pdf"'},
    )


def blank(value: object) -> str:
    """What stands on a sheet: days and numbers as pages write them, nothing for None."""
    if isinstance(value, date):
        return words.day(value)
    return "" if value is None else str(value)
