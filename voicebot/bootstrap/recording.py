"""What may be kept of the sound of a call that comes in."""

import logging
from collections.abc import Callable

from voicebot.contacts.contact import Contact
from voicebot.contacts.number import PhoneNumber
from voicebot.conversation.ports import CallOrder, Recorded
from voicebot.dialling.wish import recorded_by
from voicebot.eligibility.law import Law
from voicebot.errors import StorageError

log = logging.getLogger(__name__)


class IncomingRecording:
    """By the law of the caller's place: their number's, and that where we know them to live."""

    def __init__(self, law: Law, contact: Callable[[PhoneNumber], Contact | None]) -> None:
        self._law = law
        self._contact = contact

    def of(self, order: CallOrder) -> Recorded:
        """The stricter where the two places differ; nothing while nobody can look them up."""
        if order.number is None:
            return recorded_by(self._law.terms("", "", order.purpose).recording)
        number = PhoneNumber(order.number)
        try:
            known = self._contact(number)
        except StorageError as error:
            log.warning("an incoming call is not recorded: %s", error.happened)
            return Recorded.NOTHING
        places = {number.country or "", known.country if known else ""} - {""}
        region = known.region if known else ""
        terms = self._law.terms(",".join(sorted(places)), region, order.purpose)
        return recorded_by(terms.recording)
