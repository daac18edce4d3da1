"""Campaigns: made, filled, foretold, started and paused."""

from dataclasses import asdict
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from voicebot.adapters.storage.api_tokens import ApiToken
from voicebot.bootstrap.office import Office
from voicebot.dashboard.access import Holder, TheOffice
from voicebot.dashboard.answering import WrittenOnce
from voicebot.dashboard.api.pages import Cursor, Size, cursor_of, place_of
from voicebot.dashboard.api.parts import Moment, Note, Strict
from voicebot.dashboard.forecasts import forecasts
from voicebot.dashboard.languages import mark
from voicebot.dashboard.problems import Refused
from voicebot.dashboard.scopes import Scope
from voicebot.dialling.ports import Campaign, CampaignState
from voicebot.errors import NotFound, said

router = APIRouter(prefix="/campaigns", tags=["campaigns"])
Reader = Annotated[ApiToken, Depends(Holder(Scope.CAMPAIGNS_READ))]
Writer = Annotated[ApiToken, Depends(Holder(Scope.CAMPAIGNS_WRITE))]
Id = Annotated[Note, Path(alias="id", description="Its id, or its name.")]


class NewCampaign(Strict):
    """A campaign that calls nobody yet. `flow` is the script's name; `starts_at`: by itself then.

    `calls_per_minute` is its pace; without one it goes as fast as the lines allow.
    """

    name: Annotated[Note, Field(min_length=1, max_length=200, pattern=r"\S")]
    flow: Note
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] = "en"
    starts_at: Moment | None = None
    calls_per_minute: Annotated[float | None, Field(gt=0, le=600)] = None


class Standing(BaseModel):
    """A campaign; `state` is DRAFT, RUNNING, PAUSED or FINISHED."""

    id: str
    name: str
    flow: str
    purpose: str
    language: str
    state: str
    created_at: str
    starts_at: str | None
    calls_per_minute: float | None


class Nothing(Strict):
    """An empty request."""


@router.get("", operation_id="list_campaigns")
def every(
    office: TheOffice,
    _: Reader,
    state: Annotated[CampaignState | None, Query()] = None,
    cursor: Cursor = "",
    size: Size = 100,
) -> dict[str, Any]:
    """Campaigns, the newest first."""
    found = office.storage.pages.campaign_pages.page(size + 1, place_of(cursor), state or "")
    last = found[size - 1] if len(found) > size else None
    return {
        "campaigns": [standing(each).model_dump() for each in found[:size]],
        "next": cursor_of(last.created_at, last.campaign_id) if last else None,
    }


@router.post("", status_code=201, response_model=Standing, operation_id="create_campaign")
def create(asked: NewCampaign, office: TheOffice, token: Writer, once: WrittenOnce) -> JSONResponse:
    """Make a campaign, empty. Nobody is called before it is started, or its time comes."""

    def carry_out(_: str) -> Standing:
        flow = office.flow(asked.flow)
        if asked.language not in flow.languages:
            spoken = ", ".join(flow.languages)
            detail = said(
                "this script is not spoken in that language: choose one of {spoken}", spoken=spoken
            )
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, detail)
        made = office.storage.campaigns.create(
            asked.name.strip(), flow.name, flow.purpose, asked.language, asked.starts_at
        )
        if asked.calls_per_minute is not None:
            office.storage.pages.campaign_pages.set_pace(made.campaign_id, asked.calls_per_minute)
        return standing(chosen(office, made.campaign_id))

    return once.answer(token, asked, carry_out)


@router.get("/{id}", operation_id="campaign")
def one(id_: Id, office: TheOffice, _: Reader) -> dict[str, Any]:
    """How far it is, and how its calls ended."""
    campaign = chosen(office, id_)
    own = campaign.campaign_id
    sums = office.storage.pages.call_figures.of_campaigns([own]).get(own)
    due = office.storage.queue.next_time(own)
    return standing(campaign).model_dump() | {
        "progress": asdict(office.storage.pages.campaign_pages.progress(own)),
        "next_at": due.isoformat() if due else None,
        "calls": asdict(sums) if sums else None,
    }


class _Steered:
    """A campaign that a program starts or pauses, once for each key."""

    def __init__(
        self,
        id_: Id,
        asked: Nothing,
        request: Request,
        office: TheOffice,
        once: WrittenOnce,
    ) -> None:
        self._set = partial(_set, request, office, id_)
        self._asked, self._once = asked, once

    def to(self, state: CampaignState, token: ApiToken) -> JSONResponse:
        """As it stands then. Raises NotFound, Refused (422)."""
        return self._once.answer(token, self._asked, lambda _: self._set(state), HTTPStatus.OK)


Steered = Annotated[_Steered, Depends()]


@router.post("/{id}/start", response_model=Standing, operation_id="start_campaign")
def start(token: Writer, campaign: Steered) -> JSONResponse:
    """Let it call, or go on calling: each call as soon as a line is free and the rules allow."""
    return campaign.to(CampaignState.RUNNING, token)


@router.post("/{id}/pause", response_model=Standing, operation_id="pause_campaign")
def pause(token: Writer, campaign: Steered) -> JSONResponse:
    """Begin no further calls; those under way end by themselves."""
    return campaign.to(CampaignState.PAUSED, token)


@router.get(
    "/{id}/forecast",
    operation_id="forecast",
    responses={202: {"description": "It is still counted: ask again in a second."}},
)
def forecast(id_: Id, request: Request, office: TheOffice, _: Reader) -> JSONResponse:
    """Who may be called and when, who not and why. Of a long list it takes seconds: 202 until then.

    Nobody waits in a campaign that is finished.
    """
    campaign = chosen(office, id_)
    if campaign.state is CampaignState.FINISHED:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, FINISHED)
    foretold = forecasts(request).of(campaign)
    if foretold is None:
        headers = {"Retry-After": "1"}
        return JSONResponse({"state": "counting"}, HTTPStatus.ACCEPTED, headers)
    left = {"left_alone_by_reason": dict(foretold.left)}
    return JSONResponse({"state": "done"} | foretold.forecast.as_json() | left)


FINISHED = mark("this campaign is finished: make a new one for further calls")


def chosen(office: Office, name_or_id: str) -> Campaign:
    """Raises NotFound."""
    found = office.storage.pages.campaign_pages.named(name_or_id)
    if found is None:
        raise NotFound("there is no such campaign", "see the list of campaigns")
    return found


def unfinished(office: Office, name_or_id: str) -> Campaign:
    """Raises NotFound, Refused (422)."""
    campaign = chosen(office, name_or_id)
    if campaign.state is CampaignState.FINISHED:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, FINISHED)
    return campaign


def standing(campaign: Campaign) -> Standing:
    """For programs."""
    starts = campaign.starts_at
    return Standing(
        id=campaign.campaign_id,
        name=campaign.name,
        flow=campaign.flow,
        purpose=str(campaign.purpose),
        language=campaign.language,
        state=str(campaign.state),
        created_at=campaign.created_at.isoformat(),
        starts_at=starts.isoformat() if starts else None,
        calls_per_minute=campaign.calls_per_minute,
    )


def _set(request: Request, office: Office, name_or_id: str, state: CampaignState) -> Standing:
    campaign = unfinished(office, name_or_id)
    office.storage.campaigns.set_state(campaign.campaign_id, state)
    office.storage.pages.campaign_pages.forget(campaign.campaign_id)
    forecasts(request).forget(campaign.campaign_id)
    return standing(chosen(office, campaign.campaign_id))
