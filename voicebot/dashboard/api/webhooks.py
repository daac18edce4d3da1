"""Webhooks: addresses of other systems that are told of events, signed."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from voicebot.adapters.storage.api_tokens import ApiToken
from voicebot.adapters.storage.webhook_events import Event
from voicebot.adapters.storage.webhooks import Webhook
from voicebot.adapters.webhooks.addresses import LONGEST, place_of
from voicebot.dashboard.access import Holder, TheOffice, by, require
from voicebot.dashboard.answering import WrittenOnce
from voicebot.dashboard.api.campaigns import Nothing
from voicebot.dashboard.api.pages import Cursor, Size, cursor_of
from voicebot.dashboard.api.pages import place_of as place_in
from voicebot.dashboard.api.parts import Note, Strict
from voicebot.dashboard.scopes import Scope

router = APIRouter(prefix="/webhooks", tags=["webhooks"])
Keeper = Annotated[ApiToken, Depends(Holder(Scope.WEBHOOKS))]
Id = Annotated[Note, Path(alias="id")]


class NewWebhook(Strict):
    """`personal`: the number is told as well, for which the token needs `persons:read`."""

    url: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    events: Annotated[tuple[Event, ...], Field(min_length=1, max_length=len(Event))]
    personal: bool = False


class Kept(BaseModel):
    """A webhook; its secret is shown only when it is made."""

    id: str
    url: str
    events: list[str]
    personal: bool
    created_at: str
    ended_at: str | None


class Made(Kept):
    """With the secret that signs what is sent: keep it, it is not shown again."""

    secret: str


class Sent(BaseModel):
    """The delivery that is on its way."""

    delivery_id: str


class Again(BaseModel):
    """How many deliveries are tried again."""

    again: int


@router.get("", operation_id="list_webhooks")
def every(office: TheOffice, token: Keeper) -> dict[str, Any]:
    """The webhooks of this token."""
    found = office.storage.webhooks.every(token.token_id)
    return {"webhooks": [_kept(each).model_dump() for each in found]}


@router.post("", status_code=201, response_model=Made, operation_id="create_webhook")
def make(asked: NewWebhook, office: TheOffice, token: Keeper, once: WrittenOnce) -> JSONResponse:
    """Have an address told, as long as this token is valid.

    Signed by Standard Webhooks 1.0: HMAC-SHA256 over id, time and body.
    """
    if asked.personal:
        require(token, Scope.PERSONS_READ)

    def carry_out(_: str) -> Made:
        place_of(asked.url, office.settings.webhook_private_addresses)
        made, secret = office.storage.webhooks.make(
            asked.url,
            asked.events,
            personal=asked.personal,
            by=by(token),
            token_id=token.token_id,
        )
        return Made(**_kept(made).model_dump(), secret=secret)

    return once.answer(token, asked, carry_out)


@router.get("/{id}", response_model=Kept, operation_id="webhook")
def one(id_: Id, office: TheOffice, token: Keeper) -> Kept:
    """One of this token's."""
    return _kept(office.storage.webhooks.get(id_, token.token_id))


@router.delete("/{id}", response_model=Kept, operation_id="end_webhook")
def end(id_: Id, office: TheOffice, token: Keeper) -> Kept:
    """It is told nothing any more."""
    return _kept(office.storage.webhooks.end(id_, by(token), token.token_id))


@router.get("/{id}/deliveries", operation_id="list_deliveries")
def deliveries(
    id_: Id, office: TheOffice, token: Keeper, cursor: Cursor = "", size: Size = 100
) -> dict[str, Any]:
    """What it was told in the last 14 days, the newest first, and what became of it."""
    webhook = office.storage.webhooks.get(id_, token.token_id)
    found = office.storage.deliveries.page(webhook.webhook_id, size + 1, place_in(cursor))
    last = found[size - 1] if len(found) > size else None
    return {
        "deliveries": [
            {
                "id": each.delivery_id,
                "event": each.event,
                "state": each.state,
                "made_at": each.made_at.isoformat(),
                "due_at": each.due_at.isoformat() if each.due_at else None,
                "tries": each.tries,
                "status": each.status,
            }
            for each in found[:size]
        ],
        "next": cursor_of(last.made_at, last.delivery_id) if last else None,
    }


@router.post("/{id}/test", status_code=201, response_model=Sent, operation_id="test_webhook")
def test(
    id_: Id, asked: Nothing, office: TheOffice, token: Keeper, once: WrittenOnce
) -> JSONResponse:
    """Send it an event `test` without data."""

    def carry_out(_: str) -> Sent:
        return Sent(delivery_id=office.storage.webhooks.test(id_, token.token_id))

    return once.answer(token, asked, carry_out)


@router.post("/{id}/retries", response_model=Again, operation_id="retry_deliveries")
def retry(
    id_: Id, asked: Nothing, office: TheOffice, token: Keeper, once: WrittenOnce
) -> JSONResponse:
    """Try all deliveries again that were given up."""

    def carry_out(_: str) -> Again:
        webhook = office.storage.webhooks.get(id_, token.token_id)
        now = office.clock.now()
        return Again(again=office.storage.deliveries.try_again(webhook.webhook_id, now))

    return once.answer(token, asked, carry_out, HTTPStatus.OK)


def _kept(webhook: Webhook) -> Kept:
    ended = webhook.ended_at
    return Kept(
        id=webhook.webhook_id,
        url=webhook.url,
        events=list(webhook.events),
        personal=webhook.personal,
        created_at=webhook.created_at.isoformat(),
        ended_at=ended.isoformat() if ended else None,
    )
