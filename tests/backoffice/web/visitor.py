"""Somebody with a browser, without the browser: cookies, forms and their tokens."""

import re

from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient

from tests.backoffice.web.estate import PASSWORD


class Visitor:
    """Gets pages and sends forms the way a browser does."""

    def __init__(self, client: TestClient, language: str) -> None:  # type: ignore[type-arg]
        self.client = client
        self.headers = {"Accept": "text/html", "Accept-Language": language}
        self.csrf = ""

    async def get(self, path: str, **headers: str) -> ClientResponse:
        """One page, redirects not followed."""
        return await _whole(
            await self.client.get(path, headers=self.headers | headers, allow_redirects=False)
        )

    async def page(self, path: str, **headers: str) -> str:
        """The text of a page that has to be there."""
        answer = await self.get(path, **headers)
        text = await answer.text()
        assert answer.status == 200, text
        return text

    async def post(self, path: str, /, csrf: str | None = None, **form: str) -> ClientResponse:
        """Send a form with this session's token (or the one given), redirects not followed."""
        data = {"csrf": self.csrf if csrf is None else csrf, **form}
        return await _whole(
            await self.client.post(path, data=data, headers=self.headers, allow_redirects=False)
        )

    async def sign_in(self, login: str, password: str = PASSWORD) -> ClientResponse:
        """Fill in the sign-in page."""
        answer = await self.post(
            "/sign-in", token_in(await self.page("/sign-in")), login=login, password=password
        )
        if answer.status == 303:
            home = await self.client.get("/", headers=self.headers)
            self.csrf = token_in(await home.text())
        return answer


async def _whole(answer: ClientResponse) -> ClientResponse:
    """The answer, read to its end, so that no connection is left half read; live events have none."""
    if answer.content_type != "text/event-stream":
        await answer.read()
    return answer


def token_in(page: str) -> str:
    """The CSRF token of a page's first form."""
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found, page
    return found[1]
