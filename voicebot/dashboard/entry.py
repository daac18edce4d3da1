"""Who may go where: each route of a page names a permission, or says that anybody may."""

import hmac
from collections.abc import Iterable
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from voicebot.dashboard.languages import mark
from voicebot.dashboard.problems import Refused
from voicebot.dashboard.recognising import recognise
from voicebot.dashboard.roles import Permission
from voicebot.dashboard.viewer import Viewer

READS = ("GET", "HEAD")
HEADER, FIELD = "X-CSRF-Token", "csrf"


class Permitted:
    """Lets in a supervisor whose role has the permission; a changing request needs its token."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    async def __call__(self, request: Request) -> Viewer:
        """The viewer. Raises Refused: 401 before login, 403 for another role or without a token."""
        viewer = await run_in_threadpool(recognise, request)
        if viewer.user is None:
            raise Refused(HTTPStatus.UNAUTHORIZED, mark("please log in first"))
        if not viewer.may(self.permission):
            raise Refused(
                HTTPStatus.FORBIDDEN,
                mark("your role may not do this: ask an admin for another one"),
            )
        await _require_sound(request, viewer)
        return viewer


class Anybody:
    """Lets everybody in; a changing request needs its token all the same."""

    async def __call__(self, request: Request) -> Viewer:
        """The viewer, known or not. Raises Refused (403) without a token."""
        viewer = await run_in_threadpool(recognise, request)
        await _require_sound(request, viewer)
        return viewer


async def _require_sound(request: Request, viewer: Viewer) -> None:
    """Also refuses NUL characters, which no text has a use for and PostgreSQL does not keep."""
    _require_plain([request.url.path, *request.query_params.values()])
    if request.method in READS:
        return
    form = await request.form()
    _require_plain([value for value in form.values() if isinstance(value, str)])
    given = request.headers.get(HEADER) or form.get(FIELD)
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), viewer.csrf.encode()):
        raise Refused(HTTPStatus.FORBIDDEN, mark("this page has grown too old: load it again"))


def _require_plain(texts: Iterable[str]) -> None:
    if any("\x00" in text or "%00" in text for text in texts):
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, mark("a text holds a NUL character"))


Visitor = Annotated[Viewer, Depends(Anybody())]
Caller = Annotated[Viewer, Depends(Permitted(Permission.SEE_CALLS))]
