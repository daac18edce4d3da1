"""One campaign: how far it is, what came of it, what is to come; started, paused, paced."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from voicebot.adapters.storage.call_counting import CAMPAIGN
from voicebot.bootstrap.office import Office
from voicebot.bootstrap.switchboard import Switchboard
from voicebot.dashboard import figure_charts
from voicebot.dashboard.access import TheOffice
from voicebot.dashboard.entry import Permitted
from voicebot.dashboard.error_words import told_to
from voicebot.dashboard.figure_spans import Span, total
from voicebot.dashboard.forecasts import forecasts
from voicebot.dashboard.languages import mark
from voicebot.dashboard.pages.campaigns import STATES
from voicebot.dashboard.roles import Permission
from voicebot.dashboard.shares import Rates
from voicebot.dashboard.templating import page
from voicebot.dashboard.viewer import Viewer
from voicebot.dialling.ports import Campaign, CampaignState
from voicebot.errors import BadInput, VoicebotError

router = APIRouter(prefix="/campaigns/{campaign_id}")
Looker = Annotated[Viewer, Depends(Permitted(Permission.SEE_CALLS))]
Runner = Annotated[Viewer, Depends(Permitted(Permission.RUN_CAMPAIGNS))]
Text = Annotated[str, Form(max_length=40)]
DONE = {
    "started": mark("It is running: calls begin as soon as a line is free and the rules allow."),
    "paused": mark("It is paused: no call begins, those under way end by themselves."),
    "pace": mark("The pace holds from the next call on."),
}
LONGEST = "365"  # days of calls that the chart is about


@router.get("")
def show(
    request: Request,
    office: TheOffice,
    viewer: Looker,
    campaign_id: str,
    done: str = "",
    rejected: str = "",
) -> Response:
    """Everything about it. Raises NotFound."""
    campaign = office.storage.campaigns.get(campaign_id)
    span = Span.last(LONGEST, viewer.zone, office.clock.now())
    hours = office.storage.pages.call_figures.by_hour(
        CAMPAIGN, span.since, span.until, campaign.campaign_id
    )
    sums = total(hours)
    return page(
        request,
        "campaign.html",
        title=campaign.name,
        done=DONE.get(done, ""),
        rejected=int(rejected) if rejected.isascii() and rejected.isdigit() else 0,
        sums=sums,
        rates=Rates.of(sums),
        by_clock=figure_charts.of_hours(hours, viewer, span),
        most=office.settings.calls_begun_per_second * 60,
        **_standing(request, office, campaign),
        **_foretold(request, campaign),
    )


@router.get("/progress/live")
def progress(request: Request, office: TheOffice, _: Looker, campaign_id: str) -> Response:
    """How far it is. Raises NotFound."""
    campaign = office.storage.campaigns.get(campaign_id)
    return page(request, "parts/progress.html", **_standing(request, office, campaign))


@router.get("/forecast/live")
def forecast(
    request: Request, office: TheOffice, _: Looker, campaign_id: str, anew: str = ""
) -> Response:
    """Who may be called, when, and who not and why; or that it is still counted."""
    campaign = office.storage.campaigns.get(campaign_id)
    found = _foretold(request, campaign, anew == "yes")
    return page(request, "parts/forecast.html", campaign=campaign, **found)


@router.post("/start")
def start(request: Request, office: TheOffice, _: Runner, campaign_id: str) -> Response:
    """Let it call, or go on calling."""
    return _set(request, office, campaign_id, CampaignState.RUNNING, "started")


@router.post("/pause")
def pause(request: Request, office: TheOffice, _: Runner, campaign_id: str) -> Response:
    """Begin no further calls."""
    return _set(request, office, campaign_id, CampaignState.PAUSED, "paused")


@router.post("/pace")
def pace(office: TheOffice, _: Runner, campaign_id: str, per_minute: Text = "") -> Response:
    """Begin at most so many calls a minute; nothing: as fast as the lines allow."""
    campaign = office.storage.campaigns.get(campaign_id)
    typed = per_minute.strip().replace(",", ".")
    try:
        wanted = float(typed) if typed else None
    except ValueError as error:
        raise BadInput("a pace is a number of calls a minute", "write it in digits") from error
    office.storage.pages.campaign_pages.set_pace(campaign.campaign_id, wanted)
    return RedirectResponse(f"/campaigns/{campaign.campaign_id}?done=pace", 303)


def _set(
    request: Request, office: Office, campaign_id: str, state: CampaignState, done: str
) -> Response:
    campaign = office.storage.campaigns.get(campaign_id)
    if campaign.state is CampaignState.FINISHED:
        raise BadInput("this campaign is finished", "make a new one for further calls")
    office.storage.campaigns.set_state(campaign.campaign_id, state)
    office.storage.pages.campaign_pages.forget(campaign.campaign_id)
    forecasts(request).forget(campaign.campaign_id)
    return RedirectResponse(f"/campaigns/{campaign.campaign_id}?done={done}", 303)


def _standing(request: Request, office: Office, campaign: Campaign) -> dict[str, Any]:
    switchboard: Switchboard = request.app.state.switchboard
    runs = campaign.state is CampaignState.RUNNING
    return {
        "campaign": campaign,
        "state_word": STATES[campaign.state],
        "progress": office.storage.pages.campaign_pages.progress(campaign.campaign_id),
        "next_at": office.storage.queue.next_time(campaign.campaign_id) if runs else None,
        "lines": switchboard.state,
    }


def _foretold(request: Request, campaign: Campaign, anew: bool = False) -> dict[str, Any]:
    """Nobody waits in a finished one; a forecast that failed says why, in its own place."""
    shown: dict[str, Any] = {"foretold": None, "finished": False, "failed": ""}
    if campaign.state is CampaignState.FINISHED:
        return shown | {"finished": True}
    try:
        return shown | {"foretold": forecasts(request).of(campaign, anew)}
    except VoicebotError as error:
        return shown | {"failed": told_to(request, error)}
