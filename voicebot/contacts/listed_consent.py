"""Consents as contact lists have them: for firms that keep nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from voicebot.contacts.consent import Channel, ConsentSource, ConsentState, LegalBasis
from voicebot.contacts.consent_opening import Opening
from voicebot.contacts.consent_record import Capture, Consent, Wording
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.numbering import plan_of
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.values import BadValue
from voicebot.errors import said

_FIELDS = ("consent", "basis", "at", "wording", "method", "purposes")
_WRITTEN = frozenset({Purpose.MARKETING, Purpose.COMPANY_NEWS, Purpose.PRODUCT_UPDATE})


@dataclass(frozen=True, slots=True)
class ListedConsent:
    """A consent of a list's row: given, or refused. `at` is aware; `wording` is as it was shown."""

    given: bool
    basis: LegalBasis
    at: datetime
    wording: str
    method: str
    purposes: tuple[Purpose, ...]

    def opening(self, number: PhoneNumber, controller: str, language: str) -> Opening:
        """What the ledger is given: a consent to calls. Raises BadInput for one that cannot be."""
        consent = Consent(
            number=number,
            controller=controller,
            purposes=self.purposes,
            channels=(Channel.VOICE,),
            basis=self.basis,
            wording=Wording(self.wording, language),
            capture=Capture(self.at, self.method),
            jurisdiction=plan_of(number).country,
        )
        state = ConsentState.GIVEN if self.given else ConsentState.REFUSED
        return Opening(consent, ConsentSource.FILE, state)

    def as_attributes(self) -> dict[str, str]:
        """As the contact keeps it, until the whole list is in."""
        return {
            "consent": "yes" if self.given else "no",
            "consent basis": str(self.basis),
            "consent at": self.at.isoformat(),
            "consent wording": self.wording,
            "consent method": self.method,
            "consent purposes": ", ".join(self.purposes),
        }

    @classmethod
    def from_attributes(cls, said: Mapping[str, str]) -> "ListedConsent":
        """What `as_attributes` gave. Raises KeyError, ValueError for anything else."""
        return cls(
            given=said["consent"] == "yes",
            basis=LegalBasis(said["consent basis"]),
            at=datetime.fromisoformat(said["consent at"]),
            wording=said["consent wording"],
            method=said["consent method"],
            purposes=purposes(said["consent purposes"]),
        )


def basis(text: str) -> LegalBasis:
    """A legal basis that a recorded consent can be. Raises BadValue."""
    name = text.upper().replace(" ", "_")
    if name not in ("PEC", "PEWC"):
        raise BadValue(
            said(
                "unknown consent basis {text!r}: write PEC, or PEWC if it is signed", text=text[:40]
            )
        )
    return LegalBasis(name)


def purposes(text: str) -> tuple[Purpose, ...]:
    """Purposes with commas or spaces between. Raises BadValue."""
    names = text.upper().replace(",", " ").replace(";", " ").split()
    unknown = next((name for name in names if name not in Purpose.__members__), None)
    if unknown is not None:
        raise BadValue(
            said(
                "unknown purpose {unknown!r}: write such as SURVEY or MARKETING",
                unknown=unknown[:40],
            )
        )
    return tuple(dict.fromkeys(Purpose(name) for name in names))


def taken(fields: dict[str, Any]) -> ListedConsent | None:
    """The consent out of a row's fields, which are taken away; None where the row has none.

    Purposes that are not named are all but advertising for PEC, and all for PEWC. Raises BadValue
    where what a consent must say is missing.
    """
    said = {
        name: fields.pop(key)
        for name in _FIELDS
        if (key := name if name == "consent" else f"consent_{name}") in fields
    }
    if "consent" not in said:
        if said:
            raise BadValue("it describes a consent without a yes or no in the column 'consent'")
        return None
    _require(said)
    kind = said.get("basis", LegalBasis.PEC)
    return ListedConsent(
        given=said["consent"],
        basis=kind,
        at=said["at"],
        wording=said.get("wording", ""),
        method=said.get("method", "LIST"),
        purposes=said.get("purposes") or _usual(kind),
    )


def _require(said: dict[str, Any]) -> None:
    if "at" not in said:
        raise BadValue("a consent or its refusal needs the day it was given: fill 'consent at'")
    if said["consent"] and "wording" not in said:
        raise BadValue("a consent needs the words it was given to: fill 'consent wording'")


def _usual(kind: LegalBasis) -> tuple[Purpose, ...]:
    return tuple(p for p in Purpose if kind is LegalBasis.PEWC or p not in _WRITTEN)
