"""One opt-out: how it was said, and its end for a new consent or as a mistake of ours."""

from datetime import datetime
from typing import Annotated
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import FileResponse, RedirectResponse, Response

from voicebot.adapters.storage.optout_lifting import OURS
from voicebot.adapters.storage.register import Kept
from voicebot.bootstrap.office import Office
from voicebot.contacts.consent import Channel, ConsentSource, LegalBasis
from voicebot.contacts.consent_opening import Opening
from voicebot.contacts.consent_record import Capture, Consent, Wording
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.numbering import plan_of
from voicebot.contacts.purpose import Purpose
from voicebot.dashboard.access import TheOffice
from voicebot.dashboard.entry import Permitted
from voicebot.dashboard.error_words import in_words, told_to
from voicebot.dashboard.evidence_clips import clip_of
from voicebot.dashboard.languages import mark
from voicebot.dashboard.looks import by, looked
from voicebot.dashboard.recognising import recognise
from voicebot.dashboard.roles import Permission
from voicebot.dashboard.suppression_words import SOURCES
from voicebot.dashboard.templating import page
from voicebot.dashboard.viewer import Viewer
from voicebot.errors import BadInput, NotAllowed, NotFound

router = APIRouter(prefix="/opt-outs")
Looker = Annotated[Viewer, Depends(Permitted(Permission.SEE_OPT_OUTS))]
Hearer = Annotated[Viewer, Depends(Permitted(Permission.HEAR))]
Lifter = Annotated[Viewer, Depends(Permitted(Permission.LIFT_OPT_OUTS))]
Writer = Annotated[Viewer, Depends(Permitted(Permission.CORRECT))]
Id = Annotated[str, Path(max_length=64)]
Text = Annotated[str, Form(max_length=4000)]
Several = Annotated[list[str], Form()]
NEW, ON_RECORD, MISTAKE = "new", "on record", "mistake"
NO_CONSENT = mark(
    "No consent given after this opt-out is on record: enter the new consent here, then lift it."
)
BASES = (LegalBasis.PEC, LegalBasis.PEWC)


class Lift:
    """The form as it was filled in."""

    def __init__(
        self,
        reason: Text = "",
        ground: Text = NEW,
        given_at: Text = "",
        method: Text = "",
        wording: Text = "",
        basis: Text = str(LegalBasis.PEC),
        purposes: Several = [],  # noqa: B006 - FastAPI copies it
    ) -> None:
        self.reason, self.ground, self.given_at = reason.strip(), ground, given_at.strip()
        self.method, self.wording, self.basis = method.strip(), wording.strip(), basis
        self.purposes = purposes

    def consent(self, number: PhoneNumber, office: Office, zone: str) -> Consent:
        """The new consent. Raises BadInput for what is missing."""
        if not (self.method and self.wording and self.purposes):
            needed = mark("A new consent needs its wording, how it was given, and for what.")
            raise BadInput(needed)
        if self.basis not in BASES or not set(self.purposes) <= set(Purpose):
            raise BadInput(mark("This is no consent that a person gives: choose from the lists."))
        return Consent(
            number=number,
            controller=office.settings.seller,
            purposes=tuple(Purpose(each) for each in dict.fromkeys(self.purposes)),
            channels=(Channel.VOICE,),
            basis=LegalBasis(self.basis),
            wording=Wording(self.wording, ""),
            capture=Capture(_moment(self.given_at, zone), self.method),
            jurisdiction=plan_of(number).country,
        )


Lifting = Annotated[Lift, Depends()]


@router.get("/{optout_id}")
def show(
    request: Request, office: TheOffice, viewer: Looker, optout_id: Id, done: str = ""
) -> Response:
    """Everything of it."""
    kept = office.storage.pages.suppressed.optout(optout_id)
    looked(office, viewer, "opt-out", [kept.optout.number.e164])
    return _shown(request, office, kept, Lift(), done=done)


@router.get("/{optout_id}/clip")
def clip(office: TheOffice, viewer: Hearer, optout_id: Id) -> Response:
    """The words as they were said. Raises NotFound."""
    optout = office.storage.pages.suppressed.optout(optout_id).optout
    file = clip_of(office, optout)
    if file is None:
        raise NotFound("there is no recording of this opt-out", "its words are on its page")
    looked(office, viewer, "opt-out recording", [optout.number.e164])
    return FileResponse(file, media_type="audio/wav")


@router.post("/{optout_id}/lift")
def lift(
    request: Request, office: TheOffice, viewer: Lifter, optout_id: Id, asked: Lifting
) -> Response:
    """End it. What is missing is said beside the form, and what was typed stays."""
    kept = office.storage.pages.suppressed.optout(optout_id)
    try:
        _lift(office, viewer, kept, asked)
    except NotAllowed:
        return _shown(
            request,
            office,
            kept,
            asked,
            error=in_words(recognise(request).language, NO_CONSENT),
            status=422,
        )
    except BadInput as error:
        said = told_to(request, error)
        return _shown(request, office, kept, asked, error=said, status=422)
    return RedirectResponse(f"/opt-outs/{quote(optout_id)}?done=lifted", 303)


@router.post("/left-alone/{left_alone_id}/lift")
def lift_learned(
    office: TheOffice, viewer: Writer, left_alone_id: Id, reason: Text = ""
) -> RedirectResponse:
    """The rules alone decide again."""
    one = office.storage.pages.suppressed.learned_one(left_alone_id)
    if not reason.strip():
        raise BadInput("a suppression is lifted for a reason", "say why")
    number = PhoneNumber(one.number)
    office.storage.left_alone.lift(number, by(viewer), reason.strip(), one.purpose)
    return RedirectResponse("/opt-outs/left-alone?done=lifted", 303)


def _lift(office: Office, viewer: Viewer, kept: Kept, asked: Lift) -> None:
    optout = kept.optout
    if not asked.reason:
        raise BadInput(mark("An opt-out is lifted only for a reason: say why."))
    if asked.ground == NEW:
        consent = asked.consent(optout.number, office, viewer.zone)
        if consent.capture.at <= optout.at:
            raise BadInput(mark("This consent was given before the opt-out: ask the person anew."))
        office.storage.consents.record(Opening(consent, ConsentSource.SUPERVISOR))
    office.storage.optouts.lift(
        optout.number,
        asked.reason,
        optout.optout_id,
        by=by(viewer),
        mistaken=asked.ground == MISTAKE,
    )


def _shown(
    request: Request,
    office: Office,
    kept: Kept,
    asked: Lift,
    *,
    done: str = "",
    error: str = "",
    status: int = 200,
) -> Response:
    return page(
        request,
        "opt_out.html",
        status=status,
        title=mark("Opt-out"),
        kept=kept,
        asked=asked,
        error=error,
        done=done,
        sources=SOURCES,
        hearable=clip_of(office, kept.optout) is not None,
        ours=kept.optout.source in OURS,
        purposes=list(Purpose),
        bases=BASES,
    )


def _moment(text: str, zone: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    except ValueError as error:
        raise BadInput(mark("Say when the consent was given: a day and a time.")) from error
