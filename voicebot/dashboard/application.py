"""The web application of one installation."""

from functools import cache
from importlib.metadata import version

from fastapi import APIRouter, FastAPI
from starlette.routing import BaseRoute

from voicebot.bootstrap.office import Office
from voicebot.bootstrap.switchboard import Switchboard
from voicebot.dashboard import assets, health
from voicebot.dashboard.api import (
    calls,
    campaign_entries,
    campaigns,
    checks,
    consents,
    contacts,
    exports,
    feedback,
    notices,
    opt_outs,
    webhooks,
)
from voicebot.dashboard.api.described import PROBLEMS
from voicebot.dashboard.body_limit import BodyLimit
from voicebot.dashboard.forecasts import Forecasts
from voicebot.dashboard.headers import SafeHeaders
from voicebot.dashboard.live.board import Board
from voicebot.dashboard.long_work import LongWork
from voicebot.dashboard.metrics import Metrics
from voicebot.dashboard.pages import all_pages
from voicebot.dashboard.problems import add_handlers
from voicebot.dashboard.timed import Timed

PARTS = (
    *(contacts, consents, notices, feedback, opt_outs, checks),
    *(campaigns, campaign_entries, calls, exports, webhooks),
)
"""The interface for programs, in the order of its description."""


def create(office: Office, switchboard: Switchboard | None = None) -> FastAPI:
    """The application over what this installation keeps; the office stays the caller's to close.

    `switchboard` reaches the lines of this process, if it has any.
    """
    app = FastAPI(
        title="voicebot",
        version=version("voicebot"),
        description="Contacts, campaigns, calls, consents and opt-outs, for programs.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.office = office
    app.state.switchboard = switchboard = switchboard or Switchboard()
    app.state.board = Board(office, switchboard)
    app.state.forecasts = Forecasts(office)
    app.state.long_work = LongWork()
    add_handlers(app)
    app.state.metrics = metrics = Metrics(office, switchboard, app.state.board)
    app.add_middleware(BodyLimit)
    app.add_middleware(SafeHeaders)
    app.add_middleware(Timed, seconds=metrics.pages)
    app.router.routes.extend(_routes())
    assets.serve(app)
    return app


@cache
def _routes() -> list[BaseRoute]:
    """For programs and for people; what each takes is worked out once in a process.

    Parts are included one by one: of a router with all of them FastAPI works it out twice.
    """
    router = APIRouter()
    router.include_router(health.router)
    for part in PARTS:
        router.include_router(part.router, prefix="/api/v1", responses=PROBLEMS)
    for page in all_pages.PAGES:
        router.include_router(page.router, include_in_schema=False)
    return router.routes
