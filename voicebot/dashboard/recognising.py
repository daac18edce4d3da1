"""Who is at the browser: by the session's cookie, and how they want the pages."""

from fastapi import Request

from voicebot.adapters.storage.supervisors.users import User
from voicebot.bootstrap.office import Office
from voicebot.dashboard.cookies import csrf_of, session_of, visit_of
from voicebot.dashboard.languages import chosen
from voicebot.dashboard.moments import own_zone
from voicebot.dashboard.viewer import Viewer

RENEWS_ITSELF = "/live"
"""A path that ends so is asked by a page that renews itself, and keeps no session from ending."""


def recognise(request: Request) -> Viewer:
    """The viewer; looked up once a request. Raises StorageError."""
    known: Viewer | None = getattr(request.state, "viewer", None)
    if known is None:
        office: Office = request.app.state.office
        secret = session_of(request)
        user = _user(office, request, secret) if secret else None
        known = request.state.viewer = _viewer(request, office, user, secret)
    return known


def stranger(request: Request) -> Viewer:
    """Nobody known: for a page that must do without the database."""
    return _viewer(request, request.app.state.office, None, "")


def _user(office: Office, request: Request, secret: str) -> User | None:
    counts = not request.url.path.endswith(RENEWS_ITSELF)
    return office.storage.supervisors.sessions.user_of(secret, counts=counts)


def _viewer(request: Request, office: Office, user: User | None, secret: str) -> Viewer:
    zone = user.zone if user else ""
    return Viewer(
        user=user,
        language=chosen(user.language if user else "", request.headers.get("accept-language", "")),
        zone=zone or office.settings.seller_zone or own_zone(),
        theme=user.theme if user else "auto",
        csrf=csrf_of(secret if user else visit_of(request)),
    )
