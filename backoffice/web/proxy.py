"""Behind a web server with a certificate: whose address it is, and whether the way to it was encrypted (P5).

`X-Forwarded-For` and `X-Forwarded-Proto` are believed only when they come from an address we were told to
trust; anybody else could write them, and be locked out in somebody else's place.
"""

import ipaddress
from collections.abc import Iterable

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def networks(listed: str) -> tuple[Network, ...]:
    """`127.0.0.1, 10.0.0.0/8` as networks; none for "". Raises ValueError for what is no address."""
    return tuple(ipaddress.ip_network(one) for one in listed.replace(",", " ").split())


def behind(trusted: Iterable[Network]) -> Middleware:
    """The middleware that gives a request the address and scheme the trusted web servers before us saw."""
    trusted = tuple(trusted)

    @web.middleware
    async def proxy(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not _among(request.remote or "", trusted):
            return await handler(request)
        proto = _listed(request, "X-Forwarded-Proto")[-1:]
        return await handler(
            request.clone(
                remote=_client(request, trusted), scheme="https" if proto == ["https"] else request.scheme
            )
        )

    return proxy


def _client(request: web.Request, trusted: tuple[Network, ...]) -> str:
    """The nearest address that is none of ours: what stands before it, the client may have made up."""
    nearest = request.remote or ""
    for one in reversed(_listed(request, "X-Forwarded-For")):
        if not _valid(one):
            break
        nearest = one
        if not _among(one, trusted):
            break
    return nearest


def _listed(request: web.Request, header: str) -> list[str]:
    return [one.strip() for line in request.headers.getall(header, []) for one in line.split(",")]


def _valid(address: str) -> bool:
    try:
        ipaddress.ip_address(address)
    except ValueError:
        return False
    return True


def _among(address: str, trusted: tuple[Network, ...]) -> bool:
    return _valid(address) and any(ipaddress.ip_address(address) in network for network in trusted)
