"""Is it alive, and can it work: for whoever watches the process."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST

from voicebot.dashboard.access import TheOffice
from voicebot.dashboard.error_words import Language, told
from voicebot.dashboard.metrics import Metrics
from voicebot.errors import StorageError

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
def alive() -> PlainTextResponse:
    """The process answers."""
    return PlainTextResponse("ok\n")


@router.get("/readyz")
def ready(office: TheOffice, language: Language) -> JSONResponse:
    """The database answers, and how many opt-outs wait in the spool for it."""
    try:
        waiting = len(office.storage.optouts.waiting())
        office.storage.tokens.every()
    except StorageError as error:
        why = {"ready": False, "why": told(language, error)}
        return JSONResponse(why, HTTPStatus.SERVICE_UNAVAILABLE)
    return JSONResponse({"ready": True, "opt_outs_in_spool": waiting})


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """Figures of this process and its calls, for Prometheus; nothing of any person."""
    kept: Metrics = request.app.state.metrics
    return Response(kept.text(), media_type=CONTENT_TYPE_LATEST)
