"""What a page says when something will not be done: here alone refusals become statuses and sentences.

A traceback never reaches a user: an unforeseen error shows an id, and the log has the same id with the trace.
"""

import asyncio
import contextlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import asyncpg
import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from backoffice.audit import faults
from backoffice.company.lockout import LockedOut
from backoffice.company.signing_in import WrongPassword
from backoffice.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from backoffice.web import words
from backoffice.web.keys import SESSION, database
from backoffice.web.layout import render
from backoffice.web.sentences import FALLBACKS, FUNCTIONS, OTHER, SENTENCES
from backoffice.web.words import N_, _

log = structlog.get_logger()

UNREACHABLE = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.InterfaceError,
    ConnectionError,
    TimeoutError,
)
"""How asyncpg says that Postgres is not there."""

STATUSES: tuple[tuple[type[Refused], int], ...] = (
    (LockedOut, 429),
    (WrongPassword, 401),
    (NotFound, 404),
    (Forbidden, 403),
    (Invalid, 422),
    (Conflict, 409),
    (Refused, 422),
)
HTTP_SENTENCES = {
    400: N_("请求不完整，请返回上一页重试。"),
    403: N_("页面已过期，请刷新后重试；刚才的操作没有执行。"),
    404: N_("没有这个页面，或您看不到它。"),
    405: N_("没有这个页面，或您看不到它。"),
    413: N_("内容太长，请缩短后重试。"),
    416: N_("录音没有这一段，请从头播放。"),
}


def sentence(refused: Refused) -> str:
    """One sentence in the request's language: what, where and what to do."""
    text = SENTENCES.get(refused.key)
    if text is None:
        text = next(words for kind, words in FALLBACKS if isinstance(refused, kind))
    return _(text) % _Facts(refused.facts)


def sentence_of(key: str, facts: Mapping[str, Any]) -> str:
    """The sentence of a refusal that was kept by its key and facts; "" when it has none of its own."""
    return _(SENTENCES.get(key, "")) % _Facts(facts)


class _Facts(dict[str, str]):
    """Facts as words; one that is missing leaves a dash instead of an error inside an error."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        super().__init__({name: self._word(name, value) for name, value in facts.items()})

    @staticmethod
    def _word(name: str, value: Any) -> str:
        if name == "function":
            return _(FUNCTIONS.get(str(value), OTHER))
        if isinstance(value, datetime):
            return words.clock(value)
        if isinstance(value, Decimal):
            return words.money(value)
        return str(value)

    def __missing__(self, name: str) -> str:
        return "-"


def status_of(refused: Refused) -> int:
    """The HTTP status of a refusal."""
    return next(status for kind, status in STATUSES if isinstance(refused, kind))


def refusal(request: web.Request, status: int, text: str, error_id: str = "") -> web.Response:
    """A page, or, for a part of a page that htmx asked for, a message only."""
    part = "HX-Request" in request.headers
    name = "web/said.html" if part else "web/refused.html"
    response = render(request, name, {"text": text, "error_id": error_id}, status)
    if part:
        # A part of the page may not replace what was being typed: the message has its own place.
        response.headers["HX-Retarget"] = "#said"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


SECRET_FIELDS = frozenset({"password", "new", "again", "code", "csrf", "pin"})


async def _keep(request: web.Request, error_id: str, error: Exception) -> None:
    """The error under its number, without the secrets that came with the request."""
    # What was read of the form already; asking for it now could fail again.
    form: Mapping[str, Any] = request._post or {}
    given = {value for name, value in form.items() if name in SECRET_FIELDS and isinstance(value, str)}
    session = request.get(SESSION)
    with contextlib.suppress(*UNREACHABLE):
        async with asyncio.timeout(2), database(request) as db:
            await faults.keep(
                db,
                error_id,
                error,
                staff=session.staff_id if session else None,
                address=request.remote or "",
                method=request.method,
                path=request.path,
                secrets=frozenset(one for one in given | set(request.cookies.values()) if len(one) > 3),
            )


@web.middleware
async def answers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn refusals and errors into answers; the top of every request (house ruling 3)."""
    try:
        return await handler(request)
    except Refused as refused:
        return refusal(request, status_of(refused), sentence(refused))
    except web.HTTPException as http:
        if http.status < 400 or http.status == 401:
            raise
        return refusal(request, http.status, _(HTTP_SENTENCES.get(http.status, HTTP_SENTENCES[400])))
    except UNREACHABLE as why:
        log.warning("request.no_database", why=str(why), path=request.path)
        return refusal(request, 503, _("数据库暂时连不上，正在重试；请稍后刷新。填写的内容还没有保存。"))
    except Exception as error:
        error_id = secrets.token_hex(4)
        log.exception("request.failed", error_id=error_id, method=request.method, path=request.path)
        await _keep(request, error_id, error)
        return refusal(request, 500, _("这里出了错，已经记录；请重试，不行就把编号告诉管理员。"), error_id)
