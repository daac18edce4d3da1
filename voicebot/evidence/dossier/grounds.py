"""What one call rested on: the one question that a dossier must answer."""

from dataclasses import dataclass
from enum import StrEnum

from voicebot.contacts.consent import ConsentState
from voicebot.evidence.dossier.decided import Decided
from voicebot.evidence.dossier.found import AttemptFound, ConsentFound
from voicebot.evidence.dossier.standing import state_at


class GroundsKind(StrEnum):
    """What a call rested on; NONE: no record permits it."""

    CONSENT = "CONSENT"
    CONTRACT = "CONTRACT"
    EXEMPTION = "EXEMPTION"
    OTHER_BASIS = "OTHER_BASIS"  # a basis that needs no consent, such as EMERGENCY
    PRIVATE = "PRIVATE"  # an address on no public network
    INCOMING = "INCOMING"  # the person called us
    IMPORTED = "IMPORTED"  # another dialler's call; what it rested on came with no record
    NONE = "NONE"


WITHOUT = frozenset({GroundsKind.NONE, GroundsKind.IMPORTED})
"""Kinds that say: there is no record that permits this call."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a call rested on.

    `consent_id` and `state_then` (as known at the moment of the call) where it was a consent. The
    decision's own word and the ledger's are compared: `contradicts` is true where the consent that
    the decision names was not GIVEN by the ledger.
    """

    kind: GroundsKind
    basis: str | None = None
    consent_id: str | None = None
    state_then: ConsentState | None = None
    contradicts: bool = False


PRIVATE = ("private",)
"""The profile of addresses on no public network, where no law asks for a consent."""

_BY_BASIS = {"CONTRACT": GroundsKind.CONTRACT, "EXEMPTION": GroundsKind.EXEMPTION}


def grounds_of(
    call: AttemptFound, decided: Decided | None, consents: tuple[ConsentFound, ...]
) -> Grounds:
    """What a call rested on, by its journalled decision, else by the ledger.

    A consent counts only in the state that it had, as far as was known, at the moment of the call.
    """
    if call.direction == "inbound":
        return Grounds(GroundsKind.INCOMING)
    named = call.consent_id or (decided.said("consent_id") if decided else None)
    consent = next((one for one in consents if one.consent_id == named), None)
    if consent is not None:
        return _by_named(consent, call)
    if decided is not None and decided.allowed:
        basis = decided.said("basis")
        if basis is not None:
            return Grounds(_BY_BASIS.get(basis, GroundsKind.OTHER_BASIS), basis)
        if decided.profiles == PRIVATE:
            return Grounds(GroundsKind.PRIVATE)
    return _by_ledger(call, consents)


def _by_named(consent: ConsentFound, call: AttemptFound) -> Grounds:
    state = _state(consent, call)
    good = state is ConsentState.GIVEN
    kind = GroundsKind.CONSENT if good else GroundsKind.NONE
    return Grounds(kind, consent.basis, consent.consent_id, state, contradicts=not good)


def _by_ledger(call: AttemptFound, consents: tuple[ConsentFound, ...]) -> Grounds:
    state = ConsentState.GIVEN
    for consent in consents:
        if consent.number == call.number and _state(consent, call) is state:
            return Grounds(GroundsKind.CONSENT, consent.basis, consent.consent_id, state)
    return Grounds(GroundsKind.IMPORTED if call.source else GroundsKind.NONE)


def _state(consent: ConsentFound, call: AttemptFound) -> ConsentState:
    return state_at(consent, call.purpose, call.channel, call.at, call.at)
