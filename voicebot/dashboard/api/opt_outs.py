"""Opt-outs: in at once, and shown. They are lifted by a supervisor, not by a program."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from voicebot.adapters.storage.api_tokens import ApiToken
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import OptOut, OptOutScope, OptOutSource
from voicebot.dashboard.access import Holder, TheOffice
from voicebot.dashboard.answering import WrittenOnce
from voicebot.dashboard.api.pages import Cursor, Size, cursor_of, cut, place_of
from voicebot.dashboard.api.parts import Moment, Note, Number, Strict, Text
from voicebot.dashboard.problems import Refused
from voicebot.dashboard.scopes import Scope

router = APIRouter(prefix="/opt-outs", tags=["opt-outs"])
Reader = Annotated[ApiToken, Depends(Holder(Scope.OPT_OUTS_READ))]
Writer = Annotated[ApiToken, Depends(Holder(Scope.OPT_OUTS_WRITE))]


class NewOptOut(Strict):
    """A person's demand that calls stop. With scope CAMPAIGN or PURPOSE, name it."""

    number: Number
    scope: OptOutScope = OptOutScope.SELLER
    campaign: Note = ""
    purpose: Purpose | None = None
    reason: Note = "told by another system"
    words: Text = ""
    at: Moment | None = None


class Saved(BaseModel):
    """`where`: "database", or "spool" while the database cannot be written; both bind at once."""

    optout_id: str
    where: str


@router.post("", status_code=201, response_model=Saved, operation_id="opt_out")
def add(asked: NewOptOut, office: TheOffice, token: Writer, once: WrittenOnce) -> JSONResponse:
    """Never call this number again: in force, and on disk, when this is answered."""
    if asked.scope is OptOutScope.CAMPAIGN and not asked.campaign:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "a CAMPAIGN opt-out needs its `campaign`")
    if asked.scope is OptOutScope.PURPOSE and asked.purpose is None:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "a PURPOSE opt-out needs its `purpose`")
    campaigns = office.storage.campaigns

    def carry_out(made_id: str) -> Saved:
        now = office.clock.now()
        optout = OptOut(
            optout_id=made_id,
            number=PhoneNumber(asked.number),
            scope=asked.scope,
            source=OptOutSource.WRITTEN,
            at=min(asked.at or now, now),
            reason=asked.reason,
            words=asked.words or None,
            campaign_id=campaigns.get(asked.campaign).campaign_id if asked.campaign else None,
            purpose=str(asked.purpose) if asked.purpose else None,
        )
        return Saved(optout_id=made_id, where=office.storage.optouts.save(optout))

    return once.answer(token, asked, carry_out)


@router.get("", operation_id="list_opt_outs")
def every(
    office: TheOffice,
    token: Reader,
    number: Annotated[Number | None, Query()] = None,
    lifted: bool = False,
    cursor: Cursor = "",
    size: Size = 100,
) -> dict[str, Any]:
    """Opt-outs, newest first; with `lifted` the lifted ones too. The look is journalled."""
    wanted = PhoneNumber(number) if number else None
    place = place_of(cursor)
    looked_at = [number] if number else []
    by = f"token {token.token_id}"
    office.storage.journal.note_look(office.clock.now(), "opt-outs", looked_at, by)
    kept, more = cut(office.storage.optouts.kept(wanted, lifted, size + 1, place), size)
    last = kept[-1].optout if more else None
    return {
        "opt_outs": [one.as_json() for one in kept],
        "next": cursor_of(last.at, last.optout_id) if last else None,
    }
