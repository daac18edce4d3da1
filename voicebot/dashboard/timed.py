"""Measures how long each request waits for its answer, by the path of its route."""

from time import perf_counter

from prometheus_client import Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OTHER = "other"  # a file, or nothing of ours


class Timed:
    """Until the answer begins, so that a stream counts as what it took to open."""

    def __init__(self, app: ASGIApp, seconds: Histogram) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and measure."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = perf_counter()

        async def measured(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = getattr(scope.get("route"), "path", "") or OTHER
                took = perf_counter() - began
                self._seconds.labels(scope["method"], route).observe(took)
            await send(message)

        await self._app(scope, receive, measured)
