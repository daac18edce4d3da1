"""A webhook that was told of calls: one event arrived, one waits, one was given up."""

from datetime import datetime, timedelta

from sqlalchemy import insert

from voicebot.adapters.storage.tables import WebhookDeliveryRow, WebhookRow
from voicebot.bootstrap.office import Office

WEBHOOK_ID = "00000000-0000-4000-8000-0000000000e1"


def fill(office: Office, now: datetime) -> None:
    """It and its deliveries."""
    made = {
        "webhook_id": WEBHOOK_ID, "url": "https://example.org/told/of/calls", "secret": "whsec_x",
        "events": ["call.ended", "opt_out.saved"], "created_at": now, "made_by": "user a.admin",
        "personal": False,
    }  # fmt: skip
    ways: list[dict[str, object]] = [
        {"due_at": None, "delivered_at": now, "last_status": 200, "tries": 1},
        {"due_at": now + timedelta(hours=1), "delivered_at": None, "last_status": 503, "tries": 3},
        {"due_at": None, "delivered_at": None, "last_status": None, "tries": 12},
    ]
    told = [
        {"delivery_id": f"d-{place}", "webhook_id": WEBHOOK_ID, "event": "call.ended",
         "number": "", "body": {}, "made_at": now - timedelta(minutes=place)} | way
        for place, way in enumerate(ways)
    ]  # fmt: skip
    with office.storage._databases[0].write() as session:
        session.execute(insert(WebhookRow), [made])
        session.execute(insert(WebhookDeliveryRow), told)
