"""The two cookies, and the token against requests that another site makes in a viewer's name.

A supervisor's cookie holds the session's secret; before login there is one with a secret of no
other use. The token of either is a hash of that secret: who cannot read the cookie cannot know it.
"""

import hashlib
import hmac
import secrets

from fastapi import Request
from fastapi.responses import Response

SESSION, VISIT = "voicebot_session", "voicebot_visit"
SECRET_BYTES = 32
LONGEST = 200


def session_of(request: Request) -> str:
    """The session's secret; empty without one."""
    return request.cookies.get(SESSION, "")[:LONGEST]


def visit_of(request: Request) -> str:
    """The secret before login; a new one where the browser has none."""
    known = request.cookies.get(VISIT, "")[:LONGEST]
    if known:
        return known
    made = getattr(request.state, "visit", None) or secrets.token_urlsafe(SECRET_BYTES)
    request.state.visit = made
    return str(made)


def csrf_of(secret: str) -> str:
    """The token that belongs to a secret."""
    return hmac.new(secret.encode(), b"voicebot csrf", hashlib.sha256).hexdigest()


def keep(response: Response, name: str, secret: str, request: Request) -> None:
    """Set a cookie that scripts cannot read and other sites cannot send along."""
    response.set_cookie(
        name,
        secret,
        httponly=True,
        secure=request.url.scheme == "https",
        samesite="lax" if name == SESSION else "strict",
        path="/",
    )


def drop(response: Response, name: str) -> None:
    """Take a cookie back."""
    response.delete_cookie(name, path="/")
