"""The ledger of consents, for programs that capture them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from voicebot.adapters.storage.api_tokens import ApiToken
from voicebot.adapters.storage.consents import Word
from voicebot.contacts.consent import Channel, ConsentSource, ConsentState, Flaw, LegalBasis
from voicebot.contacts.consent_opening import Opening
from voicebot.contacts.consent_record import Capture, Consent, Wording
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.numbering import plan_of
from voicebot.contacts.purpose import Purpose
from voicebot.dashboard.access import Holder, TheOffice
from voicebot.dashboard.answering import WrittenOnce
from voicebot.dashboard.api.parts import Language, Moment, Note, Number, Strict, Text
from voicebot.dashboard.scopes import Scope

router = APIRouter(prefix="/consents", tags=["consents"])
Reader = Annotated[ApiToken, Depends(Holder(Scope.CONSENTS_READ))]
Writer = Annotated[ApiToken, Depends(Holder(Scope.CONSENTS_WRITE))]


class Captured(Strict):
    """How a consent was captured."""

    at: Moment
    method: Note = ""
    place: Note = ""
    proof_of_control: Note = ""
    evidence: Note = ""


class NewConsent(Strict):
    """A consent that was given, or asked for; what makes it void are its `flaws`."""

    number: Number
    purposes: Annotated[tuple[Purpose, ...], Field(min_length=1, max_length=len(Purpose))]
    channels: Annotated[tuple[Channel, ...], Field(min_length=1, max_length=len(Channel))] = (
        Channel.VOICE,
    )
    basis: LegalBasis = LegalBasis.PEC
    wording: Text = ""
    language: Language = ""
    capture: Captured
    jurisdiction: Annotated[str, Field(pattern=r"^([A-Z]{2}(-[A-Z0-9]{1,3})?)?$")] = ""
    expires_at: Moment | None = None
    flaws: Annotated[tuple[Flaw, ...], Field(max_length=len(Flaw))] = ()
    state: Literal[ConsentState.GIVEN, ConsentState.REQUESTED] = ConsentState.GIVEN

    def opening(self, controller: str) -> Opening:
        """As the ledger takes it. Raises BadInput."""
        number = PhoneNumber(self.number)
        consent = Consent(
            number=number,
            controller=controller,
            purposes=tuple(dict.fromkeys(self.purposes)),
            channels=tuple(dict.fromkeys(self.channels)),
            basis=self.basis,
            wording=Wording(self.wording, self.language),
            capture=Capture(**self.capture.model_dump()),
            jurisdiction=self.jurisdiction or plan_of(number).country,
            expires_at=self.expires_at,
            flaws=tuple(dict.fromkeys(self.flaws)),
        )
        return Opening(consent, ConsentSource.API, self.state)


class Recorded(BaseModel):
    """`new` is false where it was on record already; `states` of its purposes and channels."""

    consent_id: str
    new: bool
    states: list[str]


class Withdrawal(Strict):
    """What is taken back; without purposes or channels, all of them."""

    number: Number
    purposes: Annotated[tuple[Purpose, ...], Field(max_length=len(Purpose))] = ()
    channels: Annotated[tuple[Channel, ...], Field(max_length=len(Channel))] = ()
    at: Moment | None = None
    reason: Note = ""


class Withdrawn(BaseModel):
    """How many purposes and channels of consents ended."""

    ended: int
    consents: list[str]


@router.post("", status_code=201, response_model=Recorded, operation_id="record_consent")
def record(asked: NewConsent, office: TheOffice, token: Writer, once: WrittenOnce) -> JSONResponse:
    """Record a consent that was given or requested. A void one is kept and permits nothing."""

    def carry_out(_: str) -> Recorded:
        opening = asked.opening(office.settings.seller)
        entered = office.storage.consents.record(opening)
        states = sorted({str(life[-1].state) for life in entered[1]}) if entered else []
        return Recorded(
            consent_id=opening.consent.consent_id, new=entered is not None, states=states
        )

    return once.answer(token, asked, carry_out)


@router.post(
    "/withdrawals", status_code=201, response_model=Withdrawn, operation_id="withdraw_consents"
)
def withdraw(
    asked: Withdrawal, office: TheOffice, token: Writer, once: WrittenOnce
) -> JSONResponse:
    """The person takes consents back; a word that arrives late takes its place in time."""

    def carry_out(_: str) -> Withdrawn:
        word = Word(
            at=asked.at or office.clock.now(),
            source=ConsentSource.API,
            reason=asked.reason,
            purposes=asked.purposes,
            channels=asked.channels,
        )
        events = office.storage.consents.withdraw(PhoneNumber(asked.number), word)
        ids = list(dict.fromkeys(event.consent_id for event in events))
        return Withdrawn(ended=len(events), consents=ids)

    return once.answer(token, asked, carry_out)


@router.get("", operation_id="consents_of_number")
def of_number(
    number: Annotated[Number, Query()],
    office: TheOffice,
    token: Reader,
    at: Annotated[Moment | None, Query()] = None,
) -> dict[str, Any]:
    """A number's consents as of a time, with their history and uses. The look is journalled."""
    now = office.clock.now()
    day: datetime = at or now
    views = office.storage.consent_history.of_number(PhoneNumber(number), day)
    office.storage.journal.note_look(now, "consents", [number], f"token {token.token_id}")
    return {
        "number": number,
        "at": day.isoformat(),
        "consents": [view.as_json() for view in views],
    }
