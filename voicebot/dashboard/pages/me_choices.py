"""What the person called decides on their page: kinds off and on, everything off, to be erased.

Every one of these needs the code; each is journalled as the person's own act on the page.
"""

import uuid
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from voicebot.adapters.storage.visitors.visits import Visit
from voicebot.bootstrap.office import Office
from voicebot.contacts.consent import Channel, ConsentSource, LegalBasis
from voicebot.contacts.consent_opening import Opening
from voicebot.contacts.consent_record import Capture, Consent, Wording
from voicebot.contacts.feedback import Feedback
from voicebot.contacts.notices import ADVERTISING, OPTIONAL
from voicebot.contacts.numbering import plan_of
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import OptOut, OptOutScope, OptOutSource
from voicebot.dashboard import visiting
from voicebot.dashboard.access import TheOffice
from voicebot.dashboard.entry import Visitor
from voicebot.dashboard.languages import mark, translations
from voicebot.dashboard.problems import Refused
from voicebot.dashboard.visit_seen import consent_words, seen_by_visitor
from voicebot.errors import BadInput
from voicebot.understanding.intents import RefusalKind

router = APIRouter(prefix=visiting.PLACE)
ERASE = mark("Erase everything you keep about me.")
STOP = mark("Stop all calls")


def _proved(request: Request, office: TheOffice, _: Visitor) -> Visit:
    """The visit whose number was proved. Raises Refused (403)."""
    visit = visiting.visit_of(request, office)
    if visit is None or visit.proved_at is None:
        raise Refused(HTTPStatus.FORBIDDEN, mark("your visit is over: ask for another code"))
    return visit


def _kind(kind: Annotated[str, Form(max_length=40)] = "") -> Purpose:
    """An optional kind. Raises BadInput."""
    if kind not in set(map(str, OPTIONAL)):
        raise BadInput("this kind is not turned on or off here", "choose one of those shown")
    return Purpose(kind)


Proved = Annotated[Visit, Depends(_proved)]
Kind = Annotated[Purpose, Depends(_kind)]


@router.post("/off")
def turn_off(office: TheOffice, visit: Proved, kind: Kind) -> Response:
    """No notice of this kind any more."""
    reason = f"turned off on the page, visit {visit.request_id}"
    office.storage.notices.turn_off(visit.number, kind, ConsentSource.PAGE, reason)
    return _back("off")


@router.post("/on")
def turn_on(request: Request, office: TheOffice, visit: Proved, kind: Kind) -> Response:
    """Notices of this kind again, by a new consent. Raises BadInput while everything is stopped."""
    if seen_by_visitor(office, visit).stopped:
        raise BadInput(
            "all calls to you are stopped, so no single kind can be turned on",
            "ask us in writing or on the telephone to take that back first",
        )
    language = visiting.viewer_of(request).language
    opening = Opening(_consent(office, visit, kind, language), ConsentSource.PAGE)
    office.storage.notices.turn_on(opening, f"turned on on the page, visit {visit.request_id}")
    return _back("on")


@router.post("/stop")
def stop(request: Request, office: TheOffice, visit: Proved) -> Response:
    """No call by a robot any more, for no reason, on no number of this person."""
    words = as_read(STOP, request)
    reason = f"stopped everything on the page, visit {visit.request_id}"
    office.storage.optouts.save(_optout(office, visit, str(uuid.uuid4()), reason, words))
    return _back("stopped")


@router.post("/erasure")
def erase(request: Request, office: TheOffice, visit: Proved) -> Response:
    """Calls stop at once; the wish waits where two supervisors answer for erasing."""
    words = as_read(ERASE, request)
    wish = Feedback(
        visit.number, words, office.clock.now(), Channel.PAGE, erasure=True,
        feedback_id=f"erasure-{visit.request_id}",
    )  # fmt: skip
    reason = f"asked on the page to be erased, visit {visit.request_id}"
    kind = RefusalKind.ERASURE_REQUEST
    office.storage.optouts.save(_optout(office, visit, wish.optout_id, reason, words, kind))
    if seen_by_visitor(office, visit).erasure is None:
        office.storage.complaints.take(wish)
    return _back("erasure")


def as_read(text: str, request: Request) -> str:
    """A button's words as the person read them."""
    return translations(visiting.viewer_of(request).language).gettext(text)


def _consent(office: Office, visit: Visit, kind: Purpose, language: str) -> Consent:
    seller = office.settings.seller_in(language)
    basis = LegalBasis.PEWC if kind in ADVERTISING else LegalBasis.PEC
    return Consent(
        number=visit.number,
        controller=office.settings.seller,
        purposes=(kind,),
        channels=(Channel.VOICE,),
        basis=basis,
        wording=Wording(consent_words(seller, kind, language), language),
        capture=Capture(
            office.clock.now(),
            method="page",
            place=visiting.PLACE,
            proof_of_control="entered the code that was spoken to this number",
            evidence=f"visit {visit.request_id}",
        ),
        jurisdiction=plan_of(visit.number).country,
    )


def _optout(
    office: Office,
    visit: Visit,
    optout_id: str,
    reason: str,
    words: str,
    kind: RefusalKind = RefusalKind.EXPLICIT_OPT_OUT,
) -> OptOut:
    return OptOut(
        optout_id=optout_id,
        number=visit.number,
        scope=OptOutScope.SELLER,
        source=OptOutSource.PAGE,
        at=office.clock.now(),
        reason=reason,
        words=words,
        refusal_kind=str(kind),
    )


def _back(done: str) -> RedirectResponse:
    return RedirectResponse(f"{visiting.PLACE}?done={done}", 303)
