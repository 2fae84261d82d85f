"""GET /health and GET /metrics of the engine, on loopback (status, supervisor, Prometheus)."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web
from prometheus_client import CollectorRegistry, Gauge, generate_latest

Facts = Callable[[], Awaitable[Mapping[str, Any]]]


async def serve(port: int, facts: Facts) -> web.AppRunner:
    """Answer on 127.0.0.1:`port` until the runner is cleaned up. Raises OSError when it is taken.

    facts: `ok`, and numbers worth watching; false `ok` answers 503.
    """

    async def health(_: web.Request) -> web.Response:
        known = dict(await facts())
        return web.json_response(known, status=200 if known["ok"] else 503)

    async def metrics(_: web.Request) -> web.Response:
        registry = CollectorRegistry()
        for name, value in (await facts()).items():
            if isinstance(value, bool | int | float):
                Gauge(f"estateline_{name}", name.replace("_", " "), registry=registry).set(value)
        return web.Response(body=generate_latest(registry), content_type="text/plain")

    app = web.Application()
    app.add_routes([web.get("/health", health), web.get("/metrics", metrics)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    return runner
