"""For the person called: prove a number by a code that the robot speaks, and see what is kept.

Anybody may ask. Until the code is entered no answer depends on whether a number is known here.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from voicebot.adapters.storage.visitors.visits import Visit
from voicebot.bootstrap.office import Office
from voicebot.contacts.consent import Channel
from voicebot.contacts.notices import OPTIONAL
from voicebot.contacts.purpose import Purpose
from voicebot.dashboard import visiting
from voicebot.dashboard.access import TheOffice
from voicebot.dashboard.callable_now import Objection, wanted_number
from voicebot.dashboard.entry import Visitor
from voicebot.dashboard.languages import mark
from voicebot.dashboard.pages.login import address_of
from voicebot.dashboard.person_seen import time_in
from voicebot.dashboard.suppression_words import SOURCES
from voicebot.dashboard.templating import page
from voicebot.dashboard.visit_seen import VisitSeen, consent_words, seen_by_visitor

router = APIRouter(prefix=visiting.PLACE)
Typed = Annotated[str, Form(max_length=100)]
WRONG = mark("This code is not right, or it has run out.")
DONE = {
    "off": mark("Turned off. It holds from this moment on."),
    "on": mark("Turned on again, by your consent of today."),
    "stopped": mark("Done. Our robots do not call you any more, on any number of yours."),
    "erasure": mark("Your wish is with our supervisors. Calls have stopped already."),
}
MANDATORY = tuple(
    each for each in Purpose if each not in OPTIONAL and each is not Purpose.DEBT_COLLECTION
)


@router.get("")
def show(
    request: Request, office: TheOffice, _: Visitor, language: str = "", before: str = "",
    done: str = "",
) -> Response:  # fmt: skip
    """However far the visit is: the number, the code, or what is kept."""
    if language:
        answer = visiting.back()
        visiting.keep_language(answer, request, language)
        return answer
    visit = visiting.visit_of(request, office)
    if visit is None:
        return _asked_number(request, office)
    if visit.proved_at is None:
        return _asked_code(request, office, visit)
    office.storage.journal.note_look(
        office.clock.now(), "own page", [visit.number.e164], visiting.THE_PERSON
    )
    return _kept(request, office, visit, seen_by_visitor(office, visit, time_in(before)), done)


@router.post("")
def ask(request: Request, office: TheOffice, _: Visitor, number: Typed = "") -> Response:
    """Have the code spoken; the same answer for every number that could be rung now."""
    if not office.settings.codes_per_hour:
        return _asked_number(request, office, status=404)
    wanted = wanted_number(office, number)
    if isinstance(wanted, Objection):
        return _asked_number(request, office, number, wanted, status=422)
    secret = office.storage.visitors.requests.ask(
        wanted,
        address_of(request),
        visiting.viewer_of(request).language,
        instead_of=visiting.secret_of(request),
    )
    if secret is None:
        return _asked_number(request, office, number, Objection("too many"), status=429)
    answer = visiting.back()
    visiting.keep(answer, request, secret)
    return answer


@router.post("/code")
def enter(request: Request, office: TheOffice, _: Visitor, code: Typed = "") -> Response:
    """The code: the right one opens the visit under a new secret."""
    secret = visiting.secret_of(request)
    entered = office.storage.visitors.visits.enter(secret, code)
    if entered.secret is not None:
        answer = visiting.back()
        visiting.keep(answer, request, entered.secret)
        return answer
    visit = visiting.visit_of(request, office)
    if visit is None or visit.proved_at is not None:
        return visiting.back()
    return _asked_code(request, office, visit, WRONG)


@router.post("/leave")
def leave(request: Request, office: TheOffice, _: Visitor) -> Response:
    """The visit ends, or another number is asked for."""
    office.storage.visitors.visits.end(visiting.secret_of(request))
    answer: RedirectResponse = visiting.back()
    visiting.drop(answer)
    return answer


def _asked_number(
    request: Request,
    office: Office,
    typed: str = "",
    objection: Objection | None = None,
    status: int = 200,
) -> Response:
    number = objection.number if objection else None
    viewer = visiting.viewer_of(request, number)
    return page(
        request, "me.html", status=status, viewer=viewer, typed=typed, objection=objection,
        open=office.settings.codes_per_hour > 0, **_ways(office, viewer.language),
    )  # fmt: skip


def _asked_code(request: Request, office: Office, visit: Visit, error: str = "") -> Response:
    viewer = visiting.viewer_of(request, visit.number)
    return page(
        request, "me_code.html", status=401 if error else 200, viewer=viewer, visit=visit,
        error=error, **_ways(office, viewer.language),
    )  # fmt: skip


def _kept(request: Request, office: Office, visit: Visit, kept: VisitSeen, done: str) -> Response:
    viewer = visiting.viewer_of(request, visit.number)
    wordings = {
        kind: consent_words(office.settings.seller_in(viewer.language), kind, viewer.language)
        for kind in kept.kinds
    }
    return page(
        request, "me_kept.html", viewer=viewer, visit=visit, kept=kept, done=DONE.get(done, ""),
        wordings=wordings, mandatory=MANDATORY, sources=SOURCES, voice=Channel.VOICE,
        **_ways(office, viewer.language),
    )  # fmt: skip


def _ways(office: Office, language: str) -> dict[str, Any]:
    """The ways that need no code."""
    settings = office.settings
    return {
        "seller": settings.seller_in(language),
        "callback": settings.callback_number,
        "complaints_to": settings.complaints_to,
    }
