"""A consent as it was captured: what was asked, in which words, how, when and where."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache

from voicebot.contacts.consent import Channel, Flaw, LegalBasis
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.errors import BadInput, said

ID_DIGITS = 40  # hex digits of a consent's identifier: no two are the same by chance

WITHOUT_RECORD = frozenset({LegalBasis.EXEMPTION, LegalBasis.EMERGENCY})
"""Bases that everybody is reached on, so that nobody's consent to them is recorded."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The words that a person agreed to, as they were shown, and their language (`en`)."""

    text: str
    language: str = ""

    @property
    def hash(self) -> str:
        """SHA-256 of the text, 64 hex digits."""
        return _hash_of(self.text)


@dataclass(frozen=True, slots=True)
class Capture:
    """How a consent was captured; `at` is aware.

    `proof_of_control` says how it is known that the number was the person's own, `evidence` where
    the signed paper or the recording is. `also` keeps whatever else a file said of it.
    """

    at: datetime
    method: str = ""
    place: str = ""
    proof_of_control: str = ""
    evidence: str = ""
    also: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent: purposes x channels. It is never changed; what becomes of it are events.

    `controller` is who was permitted, `jurisdiction` the country (ISO 3166) or state (US-WA) whose
    law it was captured under, "" where unknown. `flaws` make it void. Raises BadInput for a
    consent that contradicts itself.
    """

    number: PhoneNumber
    controller: str
    purposes: tuple[Purpose, ...]
    channels: tuple[Channel, ...]
    basis: LegalBasis
    wording: Wording
    capture: Capture
    jurisdiction: str = ""
    expires_at: datetime | None = None
    flaws: tuple[Flaw, ...] = ()
    consent_id: str = field(default="")

    def __post_init__(self) -> None:
        """Refuse what contradicts itself, and give it an identifier made of what it says."""
        if self.number.is_sip_address:
            raise BadInput(
                "a consent belongs to a telephone number",
                "a SIP address is reached over no public network and needs none",
            )
        if not self.purposes or not self.channels:
            raise BadInput("a consent without a purpose and a channel permits nothing", "name both")
        if self.basis in WITHOUT_RECORD:
            raise BadInput(
                said("nobody consents to {basis}", basis=self.basis),
                "record PEC, or PEWC where it is signed",
            )
        if self.expires_at is not None and self.expires_at <= self.capture.at:
            raise BadInput(
                "the consent expires before it was given", "correct one of the two times"
            )
        if not self.consent_id:
            object.__setattr__(self, "consent_id", self._made_id())

    @property
    def parts(self) -> Iterator[tuple[Purpose, Channel]]:
        """Every purpose on every channel."""
        return ((purpose, channel) for purpose in self.purposes for channel in self.channels)

    def _made_id(self) -> str:
        """The same consent entered twice, from a file for instance, is one record."""
        capture, expires = self.capture, self.expires_at
        said = (
            self.number.e164, self.controller, ",".join(self.purposes), ",".join(self.channels),
            self.basis, self.wording.hash, _utc(capture.at), capture.method, capture.place,
            capture.evidence, _utc(expires) if expires else "", ",".join(self.flaws),
        )  # fmt: skip
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:ID_DIGITS]


def is_as_entered(consent: Consent) -> bool:
    """True if a consent, whose identifier was made of what it said, still says the same."""
    return replace(consent, consent_id="").consent_id == consent.consent_id


def require_wording(consent: Consent) -> None:
    """Raises BadInput where nobody could show what the person agreed to."""
    if not consent.wording.text.strip():
        raise BadInput(
            "a consent needs the wording that the person agreed to",
            "give it word for word",
        )


def require_past(at: datetime, now: datetime, what: str = said("the consent was given")) -> None:
    """Raises BadInput for a time that is still to come."""
    if at > now:
        raise BadInput(
            said("{what} in the future, at {at}", what=what, at=at.isoformat()), "correct the time"
        )


@lru_cache(maxsize=64)
def _hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
