"""What every answer tells the browser: run and load nothing but ours, tell nobody, keep nothing."""

import secrets

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NONCE_BYTES = 16
POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'nonce-{nonce}'",  # wavesurfer draws in a shadow tree with a style of its own
    "img-src 'self' data:",
    "font-src 'self'",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
YEAR_S = 31_536_000


class SafeHeaders:
    """Adds them to each answer; a page finds its nonce in `request.state.nonce`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and add to what is answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(NONCE_BYTES)
        scope.setdefault("state", {})["nonce"] = nonce

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                add(MutableHeaders(scope=message), nonce, scope["scheme"] == "https")
            await send(message)

        await self._app(scope, receive, with_headers)


def add(headers: MutableHeaders, nonce: str, https: bool) -> None:
    """Put them on an answer; `nonce` is the page's."""
    headers["Content-Security-Policy"] = "; ".join(POLICY).format(nonce=nonce)
    for name, value in ALWAYS.items():
        headers[name] = value
    headers.setdefault("Cache-Control", "no-store")
    if https:
        headers["Strict-Transport-Security"] = f"max-age={YEAR_S}"
