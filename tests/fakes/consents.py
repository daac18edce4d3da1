"""Ready-made consents."""

from datetime import datetime, timedelta

from tests.fakes.calls import NUMBER
from tests.fakes.clock import NOON
from voicebot.contacts.consent import Channel, ConsentSource, LegalBasis
from voicebot.contacts.consent_opening import Opening
from voicebot.contacts.consent_record import Capture, Consent, Wording
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose

CAPTURED = NOON - timedelta(days=100)
WORDING = "I agree that Northern Clinic calls me about its offers."


def consent(
    number: PhoneNumber = NUMBER,
    purposes: tuple[Purpose, ...] = (Purpose.MARKETING,),
    channels: tuple[Channel, ...] = (Channel.VOICE,),
    basis: LegalBasis = LegalBasis.PEC,
    at: datetime = CAPTURED,
    expires_at: datetime | None = None,
) -> Consent:
    return Consent(
        number=number,
        controller="Northern Clinic",
        purposes=purposes,
        channels=channels,
        basis=basis,
        wording=Wording(WORDING, "en"),
        capture=Capture(at, "web form", "example.org", "a code by SMS", "form-1"),
        jurisdiction="US",
        expires_at=expires_at,
    )


def given(**changes: object) -> Opening:
    """A consent that was given; `changes` as `consent` takes them."""
    return Opening(consent(**changes), ConsentSource.PAGE)  # type: ignore[arg-type]
