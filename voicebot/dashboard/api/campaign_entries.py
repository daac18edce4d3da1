"""Who is on a campaign."""

from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from voicebot.adapters.storage.api_tokens import ApiToken
from voicebot.bootstrap.intake import import_contacts
from voicebot.dashboard.access import Holder, TheOffice, by
from voicebot.dashboard.answering import WrittenOnce
from voicebot.dashboard.api.campaigns import Id, chosen, unfinished
from voicebot.dashboard.api.contact_rows import ContactOfList, rejected, rows
from voicebot.dashboard.api.contacts import MOST_ROWS, RejectedRow
from voicebot.dashboard.api.pages import Cursor, Size, key_cursor, key_of
from voicebot.dashboard.api.parts import Strict
from voicebot.dashboard.error_words import Language
from voicebot.dashboard.forecasts import forecasts
from voicebot.dashboard.languages import mark
from voicebot.dashboard.problems import Refused
from voicebot.dashboard.scopes import Scope

router = APIRouter(prefix="/campaigns/{id}/entries", tags=["campaigns"])
Reader = Annotated[ApiToken, Depends(Holder(Scope.CAMPAIGNS_READ, Scope.CONTACTS_READ))]
Writer = Annotated[ApiToken, Depends(Holder(Scope.CAMPAIGNS_WRITE, Scope.CONTACTS_WRITE))]
State = Literal["WAITING", "TAKEN", "DONE", "LEFT_ALONE"]


class NewEntries(Strict):
    """One of: `contacts`, taken in as a list first; the list `list_id`; or `everybody` we know."""

    contacts: Annotated[list[ContactOfList], Field(max_length=MOST_ROWS)] = Field(default=[])
    list_id: Annotated[int | None, Field(ge=1, lt=1 << 62)] = None
    everybody: bool = False

    def require_one(self) -> None:
        """Raises Refused (422)."""
        if [bool(self.contacts), self.list_id is not None, self.everybody].count(True) != 1:
            detail = mark(
                "give either `contacts`, or a `list_id`, or `everybody`: exactly one of them"
            )
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, detail)


class Enlisted(BaseModel):
    """How many are new on the campaign, and the list's id if one was taken in."""

    enlisted: int
    list_id: int | None
    rejected: list[RejectedRow]


@router.get("", operation_id="list_entries")
def every(
    id_: Id,
    office: TheOffice,
    token: Reader,
    state: Annotated[State | None, Query()] = None,
    cursor: Cursor = "",
    size: Size = 100,
) -> dict[str, Any]:
    """Who is on it, in the order of the list. The look is journalled."""
    campaign, after = chosen(office, id_), key_of(cursor)
    entries = office.storage.pages.campaign_entries
    found = entries.page(campaign.campaign_id, size + 1, after, state or "")
    page = found[:size]
    numbers = [entry.number for entry in page if not entry.number.startswith("#")]
    office.storage.journal.note_look(office.clock.now(), "campaign entries", numbers, by(token))
    return {
        "entries": [
            {
                "number": entry.number,
                "state": entry.state,
                "callback": entry.callback,
                "not_before": entry.not_before.isoformat(),
                "reasons": list(entry.reasons),
            }
            for entry in page
        ],
        "next": key_cursor(page[-1].entry_id) if len(found) > size else None,
    }


@router.post("", status_code=201, response_model=Enlisted, operation_id="enlist")
def enlist(
    id_: Id,
    asked: NewEntries,
    request: Request,
    office: TheOffice,
    token: Writer,
    once: WrittenOnce,
    language: Language,
) -> JSONResponse:
    """Put persons on the campaign; a number that is on it already stays as it is."""
    asked.require_one()
    campaign = unfinished(office, id_)

    def carry_out(_: str) -> Enlisted:
        list_id, said = asked.list_id, []
        if asked.contacts:
            name = f"{campaign.name}, sent by {token.name}"
            imported = import_contacts(office, rows(asked.contacts), name)
            list_id = imported.list_id
            said = [RejectedRow(**each) for each in rejected(imported.rejected, language)]
        matching = {"list": str(list_id)} if list_id is not None else {}
        begins = campaign.starts_at or office.clock.now()
        new = office.storage.campaigns.enlist(campaign.campaign_id, begins, matching)
        office.storage.pages.campaign_pages.forget(campaign.campaign_id)
        forecasts(request).forget(campaign.campaign_id)
        return Enlisted(enlisted=new, list_id=list_id, rejected=said)

    return once.answer(token, asked, carry_out)
