"""A request may be so large and no larger, whatever it says of itself."""

from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from voicebot.dashboard.problems import problem

MOST_BYTES = 1_000_000


class BodyLimit:
    """Takes a request in whole before it is worked on; answers 413 to what is larger."""

    def __init__(self, app: ASGIApp, most: int = MOST_BYTES) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is small enough."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = await self._whole(receive)
        if body is None:
            detail = f"a request holds at most {self._most} bytes: send it in parts"
            await problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)(scope, receive, send)
            return
        waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def again() -> Message:
            return waiting.pop() if waiting else await receive()

        await self._app(scope, again, send)

    async def _whole(self, receive: Receive) -> bytes | None:
        """The body; None for one that is too large."""
        body = bytearray()
        while True:
            message = await receive()
            body += message.get("body", b"")
            if len(body) > self._most:
                return None
            if not message.get("more_body", False):
                return bytes(body)
