"""Campaigns: the list of them, a new one, two compared."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Request
from fastapi.responses import RedirectResponse, Response

from voicebot.adapters.storage.call_figures import CallSums
from voicebot.adapters.storage.suppressed import cursor_of, place_of
from voicebot.bootstrap.campaign_lists import make_campaigns
from voicebot.bootstrap.office import Office
from voicebot.conversation.flow import Flow
from voicebot.dashboard.access import TheOffice
from voicebot.dashboard.asked_campaign import AskedCampaign
from voicebot.dashboard.entry import Permitted
from voicebot.dashboard.languages import LANGUAGES, mark
from voicebot.dashboard.roles import Permission
from voicebot.dashboard.scripts_kept import script, scripts
from voicebot.dashboard.shares import Rates, compared
from voicebot.dashboard.templating import page
from voicebot.dashboard.uploads import Uploads
from voicebot.dashboard.viewer import Viewer
from voicebot.dialling.ports import Campaign, CampaignState
from voicebot.errors import VoicebotError

router = APIRouter(prefix="/campaigns")
Looker = Annotated[Viewer, Depends(Permitted(Permission.SEE_CALLS))]
Runner = Annotated[Viewer, Depends(Permitted(Permission.RUN_CAMPAIGNS))]
Asking = Annotated[AskedCampaign, Depends()]
SIZE = 20
CHOICE = 200  # so many of the newest can be chosen to compare
TITLE = mark("Campaigns")
STATES = {
    CampaignState.DRAFT: mark("not started"),
    CampaignState.RUNNING: mark("running"),
    CampaignState.PAUSED: mark("paused"),
    CampaignState.FINISHED: mark("finished"),
}


@router.get("")
def show(
    request: Request, office: TheOffice, _: Looker, state: str = "", cursor: str = ""
) -> Response:
    """The newest first, with how far each is and how its calls ended."""
    pages = office.storage.pages.campaign_pages
    asked = state if state in set(CampaignState) else ""
    found = pages.page(SIZE + 1, place_of(cursor), asked)
    shown = found[:SIZE]
    sums = office.storage.pages.call_figures.of_campaigns([each.campaign_id for each in shown])
    last = shown[-1] if len(found) > SIZE else None
    return page(
        request,
        "campaigns.html",
        title=TITLE,
        rows=[_row(office, each, sums.get(each.campaign_id, CallSums())) for each in shown],
        states=STATES,
        state=asked,
        next=cursor_of(last.created_at, last.campaign_id) if last else "",
        cursor=cursor,
    )


def _row(office: Office, campaign: Campaign, sums: CallSums) -> dict[str, Any]:
    """Of one that is finished nobody waits, so that its entries need not be counted."""
    finished = campaign.state is CampaignState.FINISHED
    progress = office.storage.pages.campaign_pages.progress
    return {
        "campaign": campaign,
        "sums": sums,
        "rates": Rates.of(sums),
        "progress": None if finished else progress(campaign.campaign_id),
    }


@router.get("/new")
def new(request: Request, office: TheOffice, _: Runner) -> Response:
    """The form."""
    return _form(request, office, AskedCampaign())


@router.post("/new/parts/{upload}")
def part(
    office: TheOffice,
    _: Runner,
    upload: UUID,
    sent: Annotated[bytes, Body(media_type="application/octet-stream")],
    place: int = 0,
) -> dict[str, int]:
    """A part of a list, of which `place` bytes came before. Answers how many are here."""
    return {"size": Uploads(office.settings.home).add(upload, place, sent)}


@router.post("")
def create(request: Request, office: TheOffice, viewer: Runner, asked: Asking) -> Response:
    """Make it, or two that are compared; nobody is called yet. What is wrong is said beside."""
    uploads = Uploads(office.settings.home)
    try:
        made = make_campaigns(office, asked.wanted(office, viewer.zone))
    except VoicebotError as error:
        said = str(error).replace(str(uploads.file(asked.upload)), asked.file or "?")
        here = uploads.file(asked.upload).is_file()
        return _form(request, office, asked, status=422, error=said, here=here)
    uploads.forget(asked.upload)
    if len(made.campaigns) > 1:
        one, other = (each.campaign_id for each in made.campaigns)
        return RedirectResponse(f"/campaigns/compare?a={one}&b={other}", 303)
    made_one = made.campaigns[0].campaign_id
    return RedirectResponse(f"/campaigns/{made_one}?rejected={len(made.rejected)}", 303)


@router.get("/scripts")
def preview(
    request: Request, office: TheOffice, _: Looker, flow: str = "", language: str = ""
) -> Response:
    """A script as it is spoken, with the columns that its list needs."""
    chosen = script(office.settings.dialplans, flow)
    spoken = language if language in chosen.languages else chosen.languages[0]
    part_only = "hx-request" in request.headers
    template = "parts/script.html" if part_only else "script.html"
    return page(request, template, title=chosen.title, flow=chosen, spoken=spoken)


@router.get("/compare")
def compare(request: Request, office: TheOffice, _: Looker, a: str = "", b: str = "") -> Response:
    """Two campaigns side by side, with the intervals of their differences."""
    pages, figures = office.storage.pages.campaign_pages, office.storage.pages.call_figures
    one, other = pages.named(a), pages.named(b)
    sums = figures.of_campaigns([each.campaign_id for each in (one, other) if each])
    of = [sums.get(each.campaign_id, CallSums()) if each else CallSums() for each in (one, other)]
    return page(
        request,
        "campaigns_compared.html",
        title=mark("Two campaigns compared"),
        choice=pages.page(CHOICE),
        one=one,
        other=other,
        sums=of,
        states=STATES,
        rows=compared(Rates.of(of[0]), Rates.of(of[1])) if one and other else [],
    )


def _form(
    request: Request,
    office: Office,
    asked: AskedCampaign,
    *,
    status: int = 200,
    error: str = "",
    here: bool = False,
) -> Response:
    known = scripts(office.settings.dialplans)
    chosen = known.get(asked.flow) or next(iter(known.values()), None)
    return page(
        request,
        "campaign_new.html",
        status=status,
        title=mark("A new campaign"),
        asked=asked,
        scripts=known,
        flow=chosen,
        spoken=_spoken(chosen, asked.language),
        languages=LANGUAGES,
        error=error,
        here=here,
    )


def _spoken(flow: Flow | None, language: str) -> str:
    if flow is None:
        return language
    return language if language in flow.languages else flow.languages[0]
