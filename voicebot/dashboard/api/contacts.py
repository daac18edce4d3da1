"""Contacts: seen, put, taken in as lists; and a person's wish to be erased."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from voicebot.adapters.storage.api_tokens import ApiToken
from voicebot.bootstrap.intake import import_contacts
from voicebot.contacts.consent import Channel
from voicebot.contacts.feedback import Feedback
from voicebot.contacts.listed import Listed
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.values import BadValue
from voicebot.dashboard.access import Holder, TheOffice, by
from voicebot.dashboard.answering import WrittenOnce
from voicebot.dashboard.api.contact_rows import (
    ContactFields,
    ContactOfList,
    rejected,
    rows,
    shown,
)
from voicebot.dashboard.api.pages import Cursor, Size, key_cursor, key_of
from voicebot.dashboard.api.parts import Message, Moment, Note, Number, Strict
from voicebot.dashboard.error_words import Language
from voicebot.dashboard.scopes import Scope
from voicebot.errors import BadInput, NotFound

router = APIRouter(prefix="/contacts", tags=["contacts"])
Reader = Annotated[ApiToken, Depends(Holder(Scope.CONTACTS_READ))]
Writer = Annotated[ApiToken, Depends(Holder(Scope.CONTACTS_WRITE))]
Asker = Annotated[ApiToken, Depends(Holder(Scope.ERASURES_ASK))]
ListId = Annotated[int | None, Query(ge=1, lt=1 << 62)]
Whose = Annotated[Number, Path(alias="number")]
MOST_ROWS = 5000


class NewList(Strict):
    """Contacts of one list; `name` is what it is called in the books."""

    name: Note = ""
    contacts: Annotated[list[ContactOfList], Field(min_length=1, max_length=MOST_ROWS)]


class RejectedRow(BaseModel):
    """A row that was not taken, counted from 1, and why."""

    row: int
    reason: str


class TakenIn(BaseModel):
    """The list's id, and how many of its contacts were taken."""

    list_id: int
    accepted: int
    rejected: list[RejectedRow]


class Put(BaseModel):
    """The contact as it is in use now."""

    contact: dict[str, Any]


class Wish(Strict):
    """The person's own words, if there are any."""

    text: Message = "the person asks to be erased"
    at: Moment | None = None
    channel: Channel = Channel.EMAIL


class Asked(BaseModel):
    """The wish; two supervisors erase, or answer why not, before `answer_due_at`."""

    id: str
    state: str
    answer_due_at: str | None


@router.get("", operation_id="list_contacts")
def every(
    office: TheOffice,
    token: Reader,
    list_id: ListId = None,
    cursor: Cursor = "",
    size: Size = 100,
) -> dict[str, Any]:
    """Contacts in use, the newest first; of one list. The look is journalled."""
    found = office.storage.pages.contact_pages.page(size + 1, key_of(cursor), list_id)
    page = found[:size]
    numbers = [contact.number.e164 for contact in page]
    office.storage.journal.note_look(office.clock.now(), "contacts", numbers, by(token))
    last = page[-1].contact_id if len(found) > size else None
    return {
        "contacts": [shown(contact) for contact in page],
        "next": key_cursor(last) if last else None,
    }


@router.get("/{number}", operation_id="contact")
def one(number: Whose, office: TheOffice, token: Reader) -> dict[str, Any]:
    """A number's contact. The look is journalled, also one that finds nobody."""
    office.storage.journal.note_look(office.clock.now(), "contact", [number], by(token))
    contact = office.storage.contacts.find(PhoneNumber(number))
    if contact is None:
        raise NotFound("there is no contact with this number", "put one, or check its digits")
    return shown(contact)


@router.put("/{number}", response_model=Put, operation_id="put_contact")
def put(
    number: Whose, asked: ContactFields, office: TheOffice, token: Writer, once: WrittenOnce
) -> JSONResponse:
    """Enter a contact, or put this one in the place of the one that is in use."""

    def carry_out(_: str) -> Put:
        try:
            contact = asked.contact(PhoneNumber(number))
        except BadValue as error:
            raise BadInput("the contact cannot be read", error.reason) from error
        import_contacts(office, [Listed(1, contact)], f"put by {token.name}")
        return Put(contact=shown(contact))

    return once.answer(token, asked, carry_out, HTTPStatus.OK)


@router.post("/lists", status_code=201, response_model=TakenIn, operation_id="import_contacts")
def take_in(
    asked: NewList, office: TheOffice, token: Writer, once: WrittenOnce, language: Language
) -> JSONResponse:
    """Take in a list. Rows that cannot be read are told, with the reason; the others are taken."""

    def carry_out(_: str) -> TakenIn:
        name = asked.name or f"sent by {token.name}"
        imported = import_contacts(office, rows(asked.contacts), name)
        said = [RejectedRow(**each) for each in rejected(imported.rejected, language)]
        return TakenIn(list_id=imported.list_id, accepted=imported.accepted, rejected=said)

    return once.answer(token, asked, carry_out)


@router.post(
    "/{number}/erasure-requests", status_code=201, response_model=Asked, operation_id="ask_erasure"
)
def ask_erasure(
    number: Whose, asked: Wish, office: TheOffice, token: Asker, once: WrittenOnce
) -> JSONResponse:
    """A person asks to be erased: it waits for two supervisors, and has to be answered in time.

    The wish is kept like any message: a "stop" in its words is an opt-out at once.
    """

    def carry_out(made_id: str) -> Asked:
        message = Feedback(
            number=PhoneNumber(number),
            text=asked.text,
            at=asked.at or office.clock.now(),
            channel=asked.channel,
            erasure=True,
            feedback_id=made_id,
        )
        kept = office.storage.complaints.take(message, office.understanding()).complaint
        due = kept.answer_due_at.isoformat() if kept.answer_due_at else None
        return Asked(id=kept.complaint_id, state=str(kept.state), answer_due_at=due)

    return once.answer(token, asked, carry_out)
