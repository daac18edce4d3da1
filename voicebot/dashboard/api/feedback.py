"""What people write to us, taken in from the systems they wrote to."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from voicebot.adapters.storage.api_tokens import ApiToken
from voicebot.contacts.consent import Channel
from voicebot.contacts.feedback import Feedback
from voicebot.contacts.number import PhoneNumber
from voicebot.dashboard.access import Holder, TheOffice
from voicebot.dashboard.answering import WrittenOnce
from voicebot.dashboard.api.pages import Cursor, Size, cursor_of, cut, place_of
from voicebot.dashboard.api.parts import Message, Moment, Note, Number, Strict
from voicebot.dashboard.scopes import Scope

router = APIRouter(prefix="/feedback", tags=["feedback"])
Reader = Annotated[ApiToken, Depends(Holder(Scope.FEEDBACK_READ))]
Writer = Annotated[ApiToken, Depends(Holder(Scope.FEEDBACK_WRITE))]
Id = Annotated[str, Field(max_length=64, pattern=r"^[\w.:@-]*$")]


class NewFeedback(Strict):
    """A message word for word. `complaint`: it is one, whatever it says. `id`: yours, if any."""

    number: Number
    text: Message
    at: Moment | None = None
    channel: Channel = Channel.EMAIL
    language: Annotated[str, Field(pattern="^(en|ru)?$")] = ""
    complaint: bool = False
    id: Id = ""


class Resolution(Strict):
    """What was answered to the person; it is kept."""

    resolution: Annotated[Note, Field(min_length=1)]


class Understood(BaseModel):
    """The message as it is kept, and what was done: `opt_out` if it demands that calls stop."""

    id: str
    kind: str
    state: str
    new: bool
    opt_out: bool
    where: str | None
    because: str
    answer_due_at: str | None


@router.post("", status_code=201, response_model=Understood, operation_id="take_feedback")
def take(asked: NewFeedback, office: TheOffice, token: Writer, once: WrittenOnce) -> JSONResponse:
    """Take in a message. A demand to stop in it is an opt-out, in force when this is answered."""

    def carry_out(made_id: str) -> Understood:
        message = Feedback(
            number=PhoneNumber(asked.number),
            text=asked.text,
            at=asked.at or office.clock.now(),
            channel=asked.channel,
            language=asked.language,
            complaint=asked.complaint,
            feedback_id=asked.id or made_id,
        )
        taken = office.storage.complaints.take(message, office.understanding())
        return Understood.model_validate(taken.as_json())

    return once.answer(token, asked, carry_out)


@router.get("", operation_id="list_feedback")
def every(
    office: TheOffice,
    token: Reader,
    number: Annotated[Number | None, Query()] = None,
    cursor: Cursor = "",
    size: Size = 100,
) -> dict[str, Any]:
    """Messages, newest first. The look is journalled."""
    wanted = PhoneNumber(number) if number else None
    place = place_of(cursor)
    now, by = office.clock.now(), f"token {token.token_id}"
    office.storage.journal.note_look(now, "feedback", [number] if number else [], by)
    found, more = cut(office.storage.complaints.every(wanted, True, size + 1, place), size)
    last = found[-1] if more else None
    return {
        "feedback": [one.as_json() | {"overdue": one.overdue(now)} for one in found],
        "next": cursor_of(last.at, last.complaint_id) if last else None,
    }


@router.post("/{id}/resolution", operation_id="resolve_complaint")
def resolve(
    id_: Annotated[Id, Path(alias="id")],
    asked: Resolution,
    office: TheOffice,
    token: Writer,
    once: WrittenOnce,
) -> JSONResponse:
    """Close a complaint: its hold on evidence and advertising ends. Opt-outs stand."""

    def carry_out(_: str) -> Resolved:
        done = office.storage.complaints.resolve(id_, asked.resolution)
        return Resolved(id=done.complaint_id, state=str(done.state))

    return once.answer(token, asked, carry_out, HTTPStatus.OK)


class Resolved(BaseModel):
    """The complaint's new state."""

    id: str
    state: str
