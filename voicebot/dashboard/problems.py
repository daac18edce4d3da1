"""Every error says what happened and what to do.

For programs it is `application/problem+json` (RFC 9457), for people a page, and for a part of a
page that is renewed a notice on it.
"""

from http import HTTPStatus
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from voicebot.dashboard import headers
from voicebot.dashboard.error_words import in_words, language_of, told
from voicebot.dashboard.languages import mark
from voicebot.dashboard.recognising import recognise, stranger
from voicebot.dashboard.templating import page
from voicebot.dashboard.viewer import Viewer
from voicebot.dashboard.wrong_parts import what_is_wrong
from voicebot.errors import BadInput, DiskFull, NotAllowed, NotFound, StorageError, VoicebotError

MEDIA_TYPE = "application/problem+json"
STATUSES: tuple[tuple[type[VoicebotError], HTTPStatus], ...] = (
    (BadInput, HTTPStatus.UNPROCESSABLE_ENTITY),
    (NotFound, HTTPStatus.NOT_FOUND),
    (NotAllowed, HTTPStatus.FORBIDDEN),
    (DiskFull, HTTPStatus.INSUFFICIENT_STORAGE),
    (StorageError, HTTPStatus.SERVICE_UNAVAILABLE),
)


class Refused(Exception):
    """A request that is not served; `detail` says what to do."""

    def __init__(self, status: HTTPStatus, detail: str, headers: dict[str, str] | None = None):
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, headers


def problem(status: HTTPStatus, detail: str, **more: object) -> JSONResponse:
    """One problem; `more` are its extension members."""
    body = {"type": "about:blank", "title": status.phrase, "status": int(status), "detail": detail}
    return JSONResponse(body | more, int(status), media_type=MEDIA_TYPE)


UNFORESEEN = mark("this was not foreseen, and is in the log: try again, or tell who runs this")
NOT_AS_DESCRIBED = mark(
    "the request is not as the description of this interface says: see `errors`"
)
NO_SUCH_PAGE, NOT_SO = mark("Not Found"), mark("Method Not Allowed")  # the framework's own words


def add_handlers(app: FastAPI) -> None:
    """Answer every error of ours, of the framework, and of the request's content."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(VoicebotError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _of_the_framework)
    app.add_exception_handler(Exception, _unforeseen)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    if error.status is HTTPStatus.UNAUTHORIZED and not is_for_programs(request):
        return _to_login(request)
    detail = in_words(_language(request), error.detail)
    return _answer(request, error.status, detail, error.headers)


def _ours(request: Request, error: Exception) -> Response:
    kinds = (status for kind, status in STATUSES if isinstance(error, kind))
    status = next(kinds, HTTPStatus.INTERNAL_SERVER_ERROR)
    assert isinstance(error, VoicebotError)
    return _answer(request, status, told(_language(request), error))


def _invalid(request: Request, error: Exception) -> Response:
    """Which part is wrong, and how; what was sent is not repeated."""
    assert isinstance(error, RequestValidationError)
    language = _language(request)
    wrong = [
        {"where": ".".join(map(str, each["loc"])), "what": what_is_wrong(language, each)}
        for each in error.errors()
    ]
    if not is_for_programs(request):
        detail = "; ".join(f"{each['where']}: {each['what']}" for each in wrong)
        return _answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, detail)
    detail = in_words(language, NOT_AS_DESCRIBED)
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors=wrong)


def _of_the_framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = in_words(_language(request), str(error.detail))
    return _answer(request, HTTPStatus(error.status_code), detail, dict(error.headers or {}))


def _unforeseen(request: Request, _: Exception) -> Response:
    """The error itself is in the log."""
    detail = in_words(_language(request), UNFORESEEN)
    answer = _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, detail)
    headers.add(answer.headers, request.state.nonce, request.url.scheme == "https")
    return answer  # made outside of what adds the headers to every other answer


def is_for_programs(request: Request) -> bool:
    """True if a program asks, by the path."""
    return request.url.path.startswith(("/api/", "/healthz", "/readyz", "/metrics"))


def _answer(
    request: Request, status: HTTPStatus, detail: str, more: dict[str, str] | None = None
) -> Response:
    answer: Response
    if is_for_programs(request):
        answer = problem(status, detail)
    elif "hx-request" in request.headers:
        answer = page(request, "error_notice.html", status=status, detail=detail)
        answer.headers.update({"HX-Retarget": "#notices", "HX-Reswap": "innerHTML"})
    else:
        answer = _error_page(request, status, detail)
    answer.headers.update(more or {})
    return answer


def _error_page(request: Request, status: HTTPStatus, detail: str) -> Response:
    viewer, title = _viewer(request), TITLES.get(status, mark("This did not work"))
    return page(request, "error.html", status=status, viewer=viewer, title=title, detail=detail)


def _viewer(request: Request) -> Viewer:
    """Who looks; what is said of a lost database must do without it."""
    try:
        return recognise(request)
    except StorageError:
        return stranger(request)


def _language(request: Request) -> str:
    return language_of(request) if is_for_programs(request) else _viewer(request).language


def _to_login(request: Request) -> Response:
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    back = quote(wanted, safe="/?=&") if request.method == "GET" else "/"
    place = f"/login?next={quote(back, safe='/')}"
    if "hx-request" in request.headers:
        return Response(status_code=HTTPStatus.UNAUTHORIZED, headers={"HX-Redirect": "/login"})
    return RedirectResponse(place, HTTPStatus.SEE_OTHER)


TITLES = {
    HTTPStatus.NOT_FOUND: mark("There is no such page"),
    HTTPStatus.FORBIDDEN: mark("This is not for your role"),
    HTTPStatus.SERVICE_UNAVAILABLE: mark("The database does not answer"),
    HTTPStatus.UNPROCESSABLE_ENTITY: mark("Something in the form cannot be used"),
}
