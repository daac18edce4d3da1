"""Campaigns: the list of them, a new one, two compared."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from voicebot.adapters.storage.call_figures import CallSums
from voicebot.adapters.storage.suppressed import cursor_of, place_of
from voicebot.bootstrap.campaign_lists import Made, make_campaigns
from voicebot.bootstrap.office import Office
from voicebot.conversation.flow import Flow
from voicebot.dashboard.access import TheOffice
from voicebot.dashboard.asked_campaign import AskedCampaign
from voicebot.dashboard.entry import Permitted
from voicebot.dashboard.error_words import told_to
from voicebot.dashboard.languages import LANGUAGES, mark
from voicebot.dashboard.long_work import Told, Work, long_work
from voicebot.dashboard.progress_pages import page_of_progress
from voicebot.dashboard.roles import Permission
from voicebot.dashboard.scripts_kept import script, scripts
from voicebot.dashboard.shares import Rates, compared
from voicebot.dashboard.templating import page
from voicebot.dashboard.uploads import Part, Uploads
from voicebot.dashboard.viewer import Viewer
from voicebot.dialling.ports import Campaign, CampaignState

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
def part(_: Runner, part: Part) -> dict[str, int]:
    """A part of a list. Answers how many bytes are here."""
    return part.keep()


@router.post("")
def create(request: Request, office: TheOffice, viewer: Runner, asked: Asking) -> Response:
    """Make it, or two that are compared, beside the request where the list is long.

    Nobody is called yet.
    """
    work = long_work(request).begin(
        str(asked.upload), asked, lambda told: _make(office, asked, viewer.zone, told)
    )
    if not work.ends_at_once():
        return RedirectResponse(f"/campaigns/new/{asked.upload}", 303)
    return made(request, office, viewer, asked.upload)


@router.get("/new/{upload}")
def made(request: Request, office: TheOffice, _: Runner, upload: UUID) -> Response:
    """The campaign of a form once it is made, or how far its list is; what is wrong, beside."""
    work = long_work(request).of(str(upload))
    if work is None:
        return RedirectResponse("/campaigns", 303)
    if work.under_way:
        return _form(request, office, work.asked, work=work)
    failed = work.failed()
    if failed is not None:
        file = Uploads(office.settings.home).file(upload)
        said = told_to(request, failed, {file: work.asked.file or "?"})
        return _form(request, office, work.asked, status=422, error=said, here=file.is_file())
    return _to(work.outcome())


@router.get("/new/{upload}/live")
def progress(request: Request, _: Runner, upload: UUID) -> Response:
    """How far a list is; once it is in, the browser is sent to its campaign."""
    return page_of_progress(request, f"/campaigns/new/{upload}", str(upload))


def _make(office: Office, asked: AskedCampaign, zone: str, told: Told) -> Made:
    made = make_campaigns(office, asked.wanted(office, zone), told)
    Uploads(office.settings.home).forget(asked.upload)
    return made


def _to(made: Made) -> Response:
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
    work: Work | None = None,
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
        work=work,
    )


def _spoken(flow: Flow | None, language: str) -> str:
    if flow is None:
        return language
    return language if language in flow.languages else flow.languages[0]
