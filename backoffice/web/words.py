"""Words on pages: gettext with Chinese as the source language, and how numbers, dates and telephones look.

The words in code and templates are Chinese, the trade's own (shared glossary: locale/glossary.toml); English
comes from locale/en.po. The language of a request stands in a context variable, so that a sentence made deep
inside a page needs no argument.
"""

import gettext
import io
from collections.abc import Callable
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import babel.dates
import phonenumbers
from aiohttp import web
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2 import Environment

from backoffice.web import cookies

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
LOCALE = Path(__file__).parent / "locale"
COOKIE = "estateline_language"
ZONE = ZoneInfo("Asia/Shanghai")
"""Times on pages; a community elsewhere gets its own zone with the settings page."""

_language: ContextVar[Language] = ContextVar("language", default="zh")


@cache
def _catalogue(language: Language) -> gettext.NullTranslations:
    """The translations of one language, compiled in memory from the committed .po."""
    file = LOCALE / f"{language}.po"
    if not file.exists():
        return gettext.NullTranslations()
    with file.open("rb") as po:
        compiled = io.BytesIO()
        write_mo(compiled, read_po(po, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _(text: str) -> str:
    """`text` in the request's language."""
    return _catalogue(_language.get()).gettext(text) if text else ""


def ngettext(one: str, many: str, number: int) -> str:
    """`one` or `many` in the request's language; Chinese needs the same words twice."""
    return _catalogue(_language.get()).ngettext(one, many, number)


def N_(text: str) -> str:  # noqa: N802 (gettext's own name: marks words that are looked up later)
    """`text` itself; marks it for the translations."""
    return text


def english(text: str) -> str:
    """The English of `text`, whatever the request's language."""
    return _catalogue("en").gettext(text) if text else ""


def language() -> Language:
    """The language of this request."""
    return _language.get()


def speak(chosen: Language) -> None:
    """Words are in `chosen` from here on, in this request. Every request begins with it (`door.language`):
    one connection's requests share a context."""
    _language.set(chosen)


def chosen(request: web.Request, own: str | None = None) -> Language:
    """The cookie's language, else the person's `own`, else what the browser asks for, else Chinese."""
    for wish in (cookies.get(request, COOKIE), own, request.headers.get("Accept-Language", "")[:2]):
        if wish in LANGUAGES:
            return wish
    return "zh"


def named(thing: Any, attribute: str = "name") -> str:
    """A name from the database in the request's language; Chinese where no English was given."""
    english = str(getattr(thing, f"{attribute}_en", "") or "") if language() == "en" else ""
    return english or str(getattr(thing, attribute))


def money(amount: Decimal) -> str:
    """1,234.05 — two decimals, thousands separated; the yuan sign is the page's."""
    return f"{amount:,.2f}"


def day(value: date | datetime | None) -> str:
    """2026-11-23, "" for None."""
    if isinstance(value, datetime):
        value = value.astimezone(ZONE).date()
    return value.isoformat() if value else ""


def month(value: date) -> str:
    """2026-11."""
    return f"{value:%Y-%m}"


def weekday(value: date) -> str:
    """周一 / Mon."""
    return babel.dates.format_date(value, "EEE", locale=language())


def moment(value: datetime | None) -> str:
    """11-23 09:05 this year, else 2025-11-23 09:05; "" for None."""
    if value is None:
        return ""
    local = value.astimezone(ZONE)
    this_year = local.year == datetime.now(ZONE).year
    return f"{local:%m-%d %H:%M}" if this_year else f"{local:%Y-%m-%d %H:%M}"


def clock(value: datetime | None) -> str:
    """09:05:07, "" for None."""
    return f"{value.astimezone(ZONE):%H:%M:%S}" if value else ""


def minutes(seconds: float | Decimal) -> str:
    """1:05, seconds rounded down."""
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def telephone(number: str) -> str:
    """138 0000 0001; words for a withheld number."""
    if not number:
        return _("号码未显示")
    try:
        parsed = phonenumbers.parse(number, "CN")
    except phonenumbers.NumberParseException:
        return number
    if not phonenumbers.is_possible_number(parsed):
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)


FILTERS: dict[str, Callable[..., str]] = {
    "named": named,
    "money": money,
    "day": day,
    "month": month,
    "weekday": weekday,
    "moment": moment,
    "clock": clock,
    "minutes": minutes,
    "telephone": telephone,
}


def teach(environment: Environment) -> None:
    """Give templates the words and the filters."""
    environment.add_extension("jinja2.ext.i18n")
    install = environment.install_gettext_callables  # type: ignore[attr-defined]
    install(_, ngettext, newstyle=True)
    environment.filters.update(FILTERS)
    environment.globals.update(language=language)
