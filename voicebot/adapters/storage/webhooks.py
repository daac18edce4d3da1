"""Webhooks: addresses that are told of events, each with a secret of its own."""

import base64
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from voicebot.adapters.storage import webhook_events
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.tables import WebhookDeliveryRow, WebhookRow
from voicebot.adapters.storage.webhook_events import Event
from voicebot.conversation.ports import Clock
from voicebot.errors import BadInput, NotFound, said
from voicebot.evidence.kinds import Kind

SECRET_PREFIX, SECRET_BYTES = "whsec_", 32  # as Standard Webhooks writes a secret
MOST = 50


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address without its secret. `personal`: it is told numbers. Times are aware."""

    webhook_id: str
    url: str
    events: tuple[str, ...]
    personal: bool
    made_by: str
    created_at: datetime
    ended_at: datetime | None


class Webhooks:
    """Makes and ends webhooks; both are journalled.

    `token_id` where it is given names the program that asks: another's webhook is not there for it.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def make(
        self,
        url: str,
        events: Sequence[Event],
        *,
        personal: bool,
        by: str,
        token_id: str | None = None,
    ) -> tuple[Webhook, str]:
        """A webhook and its secret. Raises BadInput without an event, and for too many."""
        if not events:
            raise BadInput("a webhook is told of at least one event", "choose one")
        if len(self.every()) >= MOST:
            raise BadInput(
                said("there are {most} webhooks already", most=MOST), "end one that is not needed"
            )
        secret = SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
        row = WebhookRow(
            webhook_id=str(uuid.uuid4()),
            url=url,
            secret=secret,
            events=sorted(set(map(str, events))),
            created_at=self._clock.now(),
            made_by=by,
            token_id=token_id,
            personal=personal,
        )
        with self._database.write() as session:
            session.add(row)
            self._journal(session, row, "made", by)
            session.flush()
            return _from_row(row), secret

    def every(self, token_id: str | None = None) -> list[Webhook]:
        """Those that are told, the newest first."""
        query = _of(token_id).where(WebhookRow.ended_at.is_(None))
        with self._database.read() as session:
            ordered = query.order_by(WebhookRow.created_at.desc(), WebhookRow.webhook_id)
            return [_from_row(row) for row in session.scalars(ordered)]

    def get(self, webhook_id: str, token_id: str | None = None) -> Webhook:
        """Raises NotFound."""
        with self._database.read() as session:
            return _from_row(_row(session, webhook_id, token_id))

    def end(self, webhook_id: str, by: str, token_id: str | None = None) -> Webhook:
        """It is told nothing any more, also of what waits. Raises NotFound."""
        with self._database.write() as session:
            row = _row(session, webhook_id, token_id)
            if row.ended_at is None:
                row.ended_at = self._clock.now()
                waiting = update(WebhookDeliveryRow).where(
                    WebhookDeliveryRow.webhook_id == webhook_id,
                    WebhookDeliveryRow.delivered_at.is_(None),
                )
                session.execute(waiting.values(due_at=None))
                self._journal(session, row, "ended", by)
            session.flush()
            return _from_row(row)

    def test(self, webhook_id: str, token_id: str | None = None) -> str:
        """Send an event that means nothing; returns the delivery's id. Raises NotFound."""
        with self._database.write() as session:
            row = _row(session, webhook_id, token_id)
            if row.ended_at is not None:
                raise BadInput("this webhook has ended", "make another one")
            now = self._clock.now()
            return webhook_events.enter(session, row, webhook_events.TEST, {}, "", now)

    def _journal(self, session: Session, row: WebhookRow, change: str, by: str) -> None:
        body = {
            "webhook_id": row.webhook_id,
            "change": change,
            "host": urlsplit(row.url).hostname,
            "events": row.events,
            "personal": row.personal,
            "by": by,
        }
        Chain(session).append(self._clock.now(), Kind.WEBHOOK, body)


def _of(token_id: str | None) -> Select[WebhookRow]:
    query = select(WebhookRow)
    return query if token_id is None else query.where(WebhookRow.token_id == token_id)


def _row(session: Session, webhook_id: str, token_id: str | None) -> WebhookRow:
    row = session.scalars(_of(token_id).where(WebhookRow.webhook_id == webhook_id)).first()
    if row is None:
        raise NotFound("there is no such webhook", "see the list of webhooks")
    return row


def _from_row(row: WebhookRow) -> Webhook:
    return Webhook(
        webhook_id=row.webhook_id,
        url=row.url,
        events=tuple(row.events),
        personal=row.personal,
        made_by=row.made_by,
        created_at=row.created_at,
        ended_at=row.ended_at,
    )
