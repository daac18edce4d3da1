"""The optional kinds of notice, turned off and on by a caller on the incoming line."""

from datetime import datetime

from voicebot.adapters.storage.notices import Notices
from voicebot.contacts.consent import Channel, ConsentSource, LegalBasis
from voicebot.contacts.consent_opening import Opening
from voicebot.contacts.consent_record import Capture, Consent, Wording
from voicebot.contacts.notices import ADVERTISING
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose

WORDING = "To have our offers and news again, press 4. Done: we will tell you about them again."
"""What the incoming line says before and after; the person's own act answers it."""


class CallersOffers:
    """The `Offers` of the conversation."""

    def __init__(self, notices: Notices, seller: str) -> None:
        self._notices = notices
        self._seller = seller

    def turn(self, number: str, *, on: bool, words: str, attempt_id: str, at: datetime) -> bool:
        """By the person's own act on a call; on disk when it returns. Raises StorageError.

        True where a wider opt-out still forbids what was turned on.

        Off for whoever has the number. On again rests on a new consent given on the call: prior
        express consent, which is not enough where the law wants it in writing.
        """
        person = PhoneNumber(number)
        source = ConsentSource.KEY if not words or words[-1:].isdigit() else ConsentSource.VOICE
        barred = False
        for purpose in sorted(ADVERTISING):
            if on:
                opening = self._opening(person, purpose, source, attempt_id, at)
                done = self._notices.turn_on(opening, "asked for again on the incoming line")
                barred = barred or bool(done.still)
            else:
                self._notices.turn_off(
                    person,
                    purpose,
                    source,
                    "turned off on the incoming line",
                    words=words or None,
                    at=at,
                    attempt_id=attempt_id,
                )
        return barred

    def _opening(
        self,
        number: PhoneNumber,
        purpose: Purpose,
        source: ConsentSource,
        attempt_id: str,
        at: datetime,
    ) -> Opening:
        capture = Capture(
            at,
            method="call to the incoming line",
            proof_of_control="the network showed this number as the caller's",
            evidence=f"attempt {attempt_id}",
        )
        consent = Consent(
            number=number,
            controller=self._seller,
            purposes=(purpose,),
            channels=(Channel.VOICE,),
            basis=LegalBasis.PEC,
            wording=Wording(WORDING, "en"),
            capture=capture,
        )
        return Opening(consent, source, attempt_id=attempt_id)
