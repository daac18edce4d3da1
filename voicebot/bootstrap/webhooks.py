"""Webhooks told of what happened: all that is due, several addresses at once."""

import logging
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from voicebot.adapters.storage.webhook_deliveries import Delivery
from voicebot.adapters.webhooks.addresses import Unreachable
from voicebot.adapters.webhooks.sending import send
from voicebot.bootstrap.office import Office
from voicebot.errors import BadInput

log = logging.getLogger(__name__)

AT_ONCE = 4  # addresses
GONE = 410
"""By this an address says that it wants to be told nothing any more."""


def tell_webhooks(office: Office, now: datetime) -> int:
    """Send what is due; returns how much was delivered. Raises StorageError."""
    taken = office.storage.deliveries.take(now)
    by_webhook: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in taken:
        by_webhook[delivery.webhook_id].append(delivery)
    if not by_webhook:
        return 0
    with ThreadPoolExecutor(min(AT_ONCE, len(by_webhook)), thread_name_prefix="webhook") as pool:
        return sum(pool.map(lambda some: _to_one(office, some), by_webhook.values()))


def _to_one(office: Office, deliveries: list[Delivery]) -> int:
    """In their order; once one failed the others wait with it, so that no address holds us up."""
    for place, delivery in enumerate(deliveries):
        if not _sent(office, delivery):
            due = office.clock.now()
            office.storage.deliveries.put_back(deliveries[place + 1 :], due)
            return place
    return len(deliveries)


def _sent(office: Office, delivery: Delivery) -> bool:
    deliveries, status = office.storage.deliveries, None
    try:
        status = send(delivery, office.clock.now(), office.settings.webhook_private_addresses)
    except (Unreachable, BadInput) as error:
        log.info("a webhook was not told: %s", error.happened)
    now = office.clock.now()
    if status is not None and 200 <= status < 300:
        deliveries.delivered(delivery, status, now)
        return True
    if status == GONE:
        log.warning("a webhook says that it is gone, and is ended")
        office.storage.webhooks.end(delivery.webhook_id, "its own answer")
    elif deliveries.failed(delivery, status, now):
        log.warning("a webhook was not told of an event in all its tries; it is given up")
    return False
