"""What was learned: the model of calls with its card, calibration and drift; understanding."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from voicebot.bootstrap.office import Office
from voicebot.dashboard import figure_charts, model_seen
from voicebot.dashboard.access import TheOffice
from voicebot.dashboard.entry import Permitted
from voicebot.dashboard.languages import LANGUAGES, mark
from voicebot.dashboard.roles import Permission
from voicebot.dashboard.templating import page
from voicebot.dashboard.viewer import Viewer

router = APIRouter(prefix="/quality")
Looker = Annotated[Viewer, Depends(Permitted(Permission.SEE_CALLS))]
TITLE = mark("Quality")
LATELY = timedelta(days=28)
MOST_CHANGES = 20
TARGET_WORDS = {
    "harm": mark("The call annoys"),
    "reach": mark("A person answers and stays"),
    "success": mark("The goal is reached"),
}
POLICY_WORDS = {
    "always call": mark("call everybody"),
    "two unanswered, then stop": mark("stop after two unanswered calls"),
    "this model": mark("this model"),
}
RATES = (
    ("right_intent", mark("Meaning understood"), True),
    ("stopped_or_asked", mark("Demands to stop that were obeyed, or asked about"), True),
    ("near_alarms", mark("Sentences close to a demand taken for one"), False),
    ("talk_alarms", mark("Ordinary talk taken for a demand"), False),
    ("refusal_alarms", mark("Polite refusals taken for a demand"), False),
    ("needless_questions", mark("Needless questions whether to stop"), False),
    ("emergencies_refused", mark("Emergencies taken for a refusal"), False),
)
"""Figures of the understanding card: name, words, and whether more is better."""


@router.get("/model")
def model(request: Request, office: TheOffice, viewer: Looker) -> Response:
    """The model of calls: what it learned from, how far it can be trusted, what is new since."""
    seen = model_seen.calls_card(office)
    targets = model_seen.targets_of(seen.card) if seen else []
    charts = {
        name: figure_charts.calibration(one["calibration"]["bins"], viewer)
        for name, one in targets
        if one.get("calibration")
    }
    return page(
        request,
        "quality_model.html",
        title=TITLE,
        seen=seen,
        targets=targets,
        charts=charts,
        target_words=TARGET_WORDS,
        policy_words=POLICY_WORDS,
        night=model_seen.night(office),
        watched=model_seen.watched(office),
        **_corrections(office, seen),
    )


def _corrections(office: Office, seen: model_seen.CardSeen | None) -> dict[str, Any]:
    """What reviewers said since the model learned, or lately."""
    since = office.clock.now() - LATELY
    learned = seen.card.get("learned_until") if seen and not seen.card.get("prior") else None
    if learned:
        since = max(since, datetime.fromisoformat(learned))
    changes = office.storage.pages.call_figures.changes(since, MOST_CHANGES)
    return {"changes": changes, "changes_since": since}


@router.get("/understanding")
def understanding(request: Request, office: TheOffice, _: Looker) -> Response:
    """How well words are understood, on sentences that were left out of the teaching."""
    return page(
        request,
        "quality_understanding.html",
        title=TITLE,
        seen=model_seen.card_of(office, model_seen.UNDERSTANDING),
        rates=RATES,
        names=LANGUAGES,
    )
