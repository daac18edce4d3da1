"""What this installation works with: rules and their sources, lines, retention, settings."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from voicebot.contacts.purpose import Purpose
from voicebot.conversation.flow import load_flows
from voicebot.dashboard import legal_figures, setting_sources
from voicebot.dashboard.access import TheOffice
from voicebot.dashboard.entry import Permitted
from voicebot.dashboard.languages import mark
from voicebot.dashboard.roles import Permission
from voicebot.dashboard.templating import page
from voicebot.dashboard.viewer import Viewer
from voicebot.eligibility.law import DEFAULT, Law
from voicebot.eligibility.policy import POLICY
from voicebot.evidence.retention import RULES

router = APIRouter(prefix="/settings")
Looker = Annotated[Viewer, Depends(Permitted(Permission.SEE_SETTINGS))]
TITLE = mark("Settings")


@router.get("")
def first(_: Looker) -> Response:
    """Where they begin."""
    return RedirectResponse("/settings/rules", 303)


@router.get("/rules")
def rules(
    request: Request, viewer: Looker, place: str = DEFAULT, purpose: str = Purpose.MARKETING
) -> Response:
    """The policy in force, and the figures of one place for one purpose, with their sources."""
    law = Law.load()
    profile = law.profiles.get(place, law.profiles[DEFAULT])
    chosen = Purpose(purpose) if purpose in set(Purpose) else Purpose.MARKETING
    return page(
        request,
        "settings_rules.html",
        title=TITLE,
        version=law.version,
        policy=POLICY,
        places={name: each.title for name, each in law.profiles.items()},
        place=profile,
        purpose=chosen,
        purposes=list(Purpose),
        figures=legal_figures.figures(profile, chosen, viewer.language),
    )


@router.get("/lines")
def lines(request: Request, office: TheOffice, _: Looker) -> Response:
    """Which numbers are answered and by what, and how many calls there can be."""
    return page(
        request,
        "settings_lines.html",
        title=TITLE,
        settings=office.settings,
        flows=load_flows(office.settings.dialplans),
    )


@router.get("/retention")
def retention(request: Request, office: TheOffice, _: Looker) -> Response:
    """How long what is kept is kept, and why."""
    days = office.settings.routine_audio_days
    return page(request, "settings_retention.html", title=TITLE, rules=RULES, audio_days=days)


@router.get("/program")
def program(request: Request, office: TheOffice, _: Looker) -> Response:
    """Every setting, and where its value comes from."""
    told = setting_sources.told(office.settings)
    return page(request, "settings_program.html", title=TITLE, told=told)
