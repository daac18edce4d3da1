"""May we call, and every reason."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from voicebot.adapters.storage.api_tokens import ApiToken
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.dashboard.access import Holder, TheOffice
from voicebot.dashboard.api.parts import Moment, Note, Number, Strict
from voicebot.dashboard.scopes import Scope
from voicebot.eligibility.deciding import decide
from voicebot.eligibility.known import Question

router = APIRouter(prefix="/checks", tags=["checks"])


class Check(Strict):
    """A question about one number; `campaign` is a name or an id, `at` the time of the call."""

    number: Number
    purpose: Purpose = Purpose.TRANSACTIONAL
    campaign: Note = ""
    at: Moment | None = None


@router.post("", operation_id="check")
def check(
    asked: Check, office: TheOffice, token: Annotated[ApiToken, Depends(Holder(Scope.CHECKS))]
) -> dict[str, Any]:
    """Say whether this number may be called, by every rule; that it was asked is journalled."""
    chosen = office.storage.campaigns.get(asked.campaign) if asked.campaign else None
    now = office.clock.now()
    question = Question(
        number=PhoneNumber(asked.number),
        purpose=chosen.purpose if chosen else asked.purpose,
        at=asked.at or now,
        campaign_id=chosen.campaign_id if chosen else None,
        lasts_s=office.settings.ring_timeout_s + office.settings.max_call_s,
    )
    decision = decide(office.storage.books.facts(question))
    office.storage.journal.note_look(now, "check", [asked.number], f"token {token.token_id}")
    return {"number": asked.number, "purpose": str(question.purpose)} | decision.as_json()
