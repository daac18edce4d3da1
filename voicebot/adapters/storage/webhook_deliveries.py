"""Events on their way to webhooks: taken by one process, sent, tried again, given up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update

from voicebot.adapters.storage import webhook_events
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.paging import older
from voicebot.adapters.storage.tables import WebhookDeliveryRow, WebhookRow

RETRIES = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=10),
)
"""How long after each failed try the next one is due; after the last it is given up."""

TAKEN_FOR = timedelta(minutes=5)
"""What a process took and did not answer for, since it ended, is due again so much later."""

KEPT_FOR = timedelta(days=14)
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event for one address. `tries` were made before; `status` is the last answer's, if any."""

    delivery_id: str
    webhook_id: str
    url: str
    secret: str
    event: str
    body: dict[str, Any]
    made_at: datetime
    due_at: datetime | None
    tries: int
    status: int | None
    delivered_at: datetime | None

    @property
    def state(self) -> str:
        """WAITING, DELIVERED or GIVEN_UP."""
        if self.delivered_at is not None:
            return "DELIVERED"
        return "WAITING" if self.due_at is not None else "GIVEN_UP"


class Deliveries:
    """Takes what is due, and notes what became of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, now: datetime) -> list[Delivery]:
        """What is due, the oldest first; no other process gets the same meanwhile."""
        row = WebhookDeliveryRow
        may_be_told = webhook_events.told(now).with_only_columns(WebhookRow.webhook_id)
        due = select(row.delivery_id).where(row.due_at <= now, row.webhook_id.in_(may_be_told))
        with self._database.write() as session:
            ordered = due.order_by(row.due_at, row.made_at).limit(AT_ONCE)
            locked = ordered.with_for_update(skip_locked=True, of=row)
            ids = list(session.scalars(locked))
            taken = update(row).where(row.delivery_id.in_(ids))
            session.execute(taken.values(due_at=now + TAKEN_FOR))
            found = session.execute(_READ.where(row.delivery_id.in_(ids)).order_by(row.made_at))
            return [_from_row(*each) for each in found]

    def delivered(self, delivery: Delivery, status: int, at: datetime) -> None:
        """The address took it."""
        done = {"due_at": None, "delivered_at": at, "last_status": status}
        self._note([delivery.delivery_id], tries=delivery.tries + 1, **done)

    def failed(self, delivery: Delivery, status: int | None, at: datetime) -> bool:
        """It did not: it is due again later; returns true if it is given up."""
        left = RETRIES[delivery.tries :]
        due = at + left[0] if left else None
        self._note([delivery.delivery_id], tries=delivery.tries + 1, last_status=status, due_at=due)
        return not left

    def put_back(self, deliveries: Sequence[Delivery], due_at: datetime) -> None:
        """They were not tried: the address failed with another one."""
        self._note([delivery.delivery_id for delivery in deliveries], due_at=due_at)

    def page(
        self, webhook_id: str, size: int, after: tuple[datetime, str] | None = None
    ) -> list[Delivery]:
        """What a webhook was told, the newest first."""
        query = _READ.where(WebhookDeliveryRow.webhook_id == webhook_id)
        if after is not None:
            place = WebhookDeliveryRow.made_at, WebhookDeliveryRow.delivery_id
            query = query.where(older(*place, after))
        ordered = query.order_by(WebhookDeliveryRow.made_at.desc(), WebhookDeliveryRow.delivery_id)
        with self._database.read() as session:
            return [_from_row(*each) for each in session.execute(ordered.limit(size))]

    def try_again(self, webhook_id: str, now: datetime) -> int:
        """What was given up is due anew, with all its tries; returns how many."""
        given_up = update(WebhookDeliveryRow).where(
            *_GIVEN_UP, WebhookDeliveryRow.webhook_id == webhook_id
        )
        with self._database.write() as session:
            changed = given_up.values(due_at=now, tries=0).returning(WebhookDeliveryRow.delivery_id)
            return len(session.scalars(changed).all())

    def given_up(self) -> int:
        """How many no address took; somebody has to look."""
        query = (
            select(func.count())
            .select_from(WebhookDeliveryRow)
            .join(WebhookRow, WebhookRow.webhook_id == WebhookDeliveryRow.webhook_id)
            .where(*_GIVEN_UP, WebhookRow.ended_at.is_(None))
        )
        with self._database.read() as session:
            return session.scalars(query).one()

    def purge(self, now: datetime) -> int:
        """Forget old ones, whatever became of them; returns how many."""
        with self._database.write() as session:
            old = WebhookDeliveryRow.made_at < now - KEPT_FOR
            gone = delete(WebhookDeliveryRow).where(old).returning(WebhookDeliveryRow.delivery_id)
            return len(session.scalars(gone).all())

    def _note(self, ids: Sequence[str], **columns: Any) -> None:
        with self._database.write() as session:
            change = update(WebhookDeliveryRow).where(WebhookDeliveryRow.delivery_id.in_(ids))
            still = change.where(WebhookDeliveryRow.delivered_at.is_(None))
            session.execute(still.values(**columns))


_READ = select(WebhookDeliveryRow, WebhookRow.url, WebhookRow.secret).join(
    WebhookRow, WebhookRow.webhook_id == WebhookDeliveryRow.webhook_id
)
_GIVEN_UP = (WebhookDeliveryRow.due_at.is_(None), WebhookDeliveryRow.delivered_at.is_(None))


def _from_row(row: WebhookDeliveryRow, url: str, secret: str) -> Delivery:
    return Delivery(
        delivery_id=row.delivery_id,
        webhook_id=row.webhook_id,
        url=url,
        secret=secret,
        event=row.event,
        body=row.body,
        made_at=row.made_at,
        due_at=row.due_at,
        tries=row.tries,
        status=row.last_status,
        delivered_at=row.delivered_at,
    )
