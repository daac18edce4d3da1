"""Every error as `application/problem+json` (RFC 9457): what happened and what to do."""

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

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


def add_handlers(app: FastAPI) -> None:
    """Answer every error of ours, of the framework, and of the request's content as a problem."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(VoicebotError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _of_the_framework)


def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refused)
    answer = problem(error.status, error.detail)
    answer.headers.update(error.headers or {})
    return answer


def _ours(_: Request, error: Exception) -> JSONResponse:
    kinds = (status for kind, status in STATUSES if isinstance(error, kind))
    return problem(next(kinds, HTTPStatus.INTERNAL_SERVER_ERROR), str(error))


def _invalid(_: Request, error: Exception) -> JSONResponse:
    """Which part is wrong, and how; what was sent is not repeated."""
    assert isinstance(error, RequestValidationError)
    wrong = [
        {"where": ".".join(str(part) for part in each["loc"]), "what": each["msg"]}
        for each in error.errors()
    ]
    detail = "the request is not as the description of this interface says: see `errors`"
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors=wrong)


def _of_the_framework(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    answer = problem(HTTPStatus(error.status_code), str(error.detail))
    answer.headers.update(error.headers or {})
    return answer
