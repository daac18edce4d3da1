"""Optional kinds of notice, turned off and on again by the person."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from voicebot.adapters.storage.api_tokens import ApiToken
from voicebot.contacts.consent import Channel, ConsentSource, LegalBasis
from voicebot.contacts.consent_opening import Opening
from voicebot.contacts.consent_record import Capture, Consent, Wording
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.numbering import plan_of
from voicebot.contacts.purpose import Purpose
from voicebot.dashboard.access import Holder, TheOffice
from voicebot.dashboard.answering import WrittenOnce
from voicebot.dashboard.api.consents import Captured
from voicebot.dashboard.api.parts import Language, Moment, Note, Number, Strict, Text
from voicebot.dashboard.scopes import Scope

router = APIRouter(prefix="/notices", tags=["notices"])
Writer = Annotated[ApiToken, Depends(Holder(Scope.CONSENTS_WRITE))]
Optional = Literal[Purpose.MARKETING, Purpose.COMPANY_NEWS, Purpose.PRODUCT_UPDATE, Purpose.SURVEY]


class TurnOff(Strict):
    """No notice of this kind any more."""

    number: Number
    purpose: Optional
    reason: Note = "asked for it"
    words: Text = ""
    at: Moment | None = None


class Off(BaseModel):
    """The opt-out from the kind, where it was saved, and how many consents it withdrew."""

    optout_id: str
    where: str
    withdrawn: int


class TurnOn(Strict):
    """Notices of this kind again: the person's own new consent."""

    number: Number
    purpose: Optional
    basis: LegalBasis = LegalBasis.PEC
    wording: Text
    language: Language = ""
    capture: Captured


class On(BaseModel):
    """The consent, how many opt-outs from the kind it lifted, and the wider ones that still stand.

    While one of `still_opted_out` stands, no notice of the kind is made by telephone.
    """

    consent_id: str
    lifted: int
    still_opted_out: list[str]


@router.post("/off", status_code=201, response_model=Off, operation_id="turn_off_notices")
def off(asked: TurnOff, office: TheOffice, token: Writer, once: WrittenOnce) -> JSONResponse:
    """Turn an optional kind off; in force when this is answered."""

    def carry_out(_: str) -> Off:
        done = office.storage.notices.turn_off(
            PhoneNumber(asked.number),
            asked.purpose,
            ConsentSource.API,
            asked.reason,
            words=asked.words or None,
            at=asked.at,
        )
        return Off(optout_id=done.optout.optout_id, where=done.where, withdrawn=done.withdrawn)

    return once.answer(token, asked, carry_out)


@router.post("/on", status_code=201, response_model=On, operation_id="turn_on_notices")
def on(asked: TurnOn, office: TheOffice, token: Writer, once: WrittenOnce) -> JSONResponse:
    """Turn an optional kind on again."""

    def carry_out(_: str) -> On:
        number = PhoneNumber(asked.number)
        consent = Consent(
            number=number,
            controller=office.settings.seller,
            purposes=(asked.purpose,),
            channels=(Channel.VOICE,),
            basis=asked.basis,
            wording=Wording(asked.wording, asked.language),
            capture=Capture(**asked.capture.model_dump()),
            jurisdiction=plan_of(number).country,
        )
        done = office.storage.notices.turn_on(Opening(consent, ConsentSource.API), "turned on")
        still = [str(optout.scope) for optout in done.still]
        return On(consent_id=done.consent_id, lifted=done.lifted, still_opted_out=still)

    return once.answer(token, asked, carry_out)
