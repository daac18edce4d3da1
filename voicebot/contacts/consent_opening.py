"""The first events of a consent that comes in: also what had ended it before it was recorded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from voicebot.contacts.consent import Channel, ConsentSource, ConsentState, LegalBasis
from voicebot.contacts.consent_ledger import TRANSITIONS, ConsentEvent
from voicebot.contacts.consent_record import Consent, require_past, require_wording
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import OptOut, OptOutScope
from voicebot.errors import BadInput, said

YIELDING = frozenset({LegalBasis.PEC, LegalBasis.PEWC, LegalBasis.LEGITIMATE_INTEREST})
"""Bases that the person can end: consents, and interests of ours that the person may object to
(GDPR 7(3), 21). A contract or a duty by law stands by itself."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A consent on its way into the ledger, and the state it begins in."""

    consent: Consent
    source: ConsentSource
    state: ConsentState = ConsentState.GIVEN
    reason: str = ""
    attempt_id: str | None = None
    withdrawn_at: datetime | None = None  # a file may tell both at once

    def require_sound(self, now: datetime) -> None:
        """Raises BadInput for a consent that cannot be entered."""
        given = self.consent.capture.at
        require_past(given, now, said("the consent was {state}", state=str(self.state).lower()))
        if self.state in (ConsentState.GIVEN, ConsentState.REQUESTED):
            require_wording(self.consent)
        if self.withdrawn_at is not None:
            require_past(self.withdrawn_at, now, said("the consent was withdrawn"))
            _require_after(self.withdrawn_at, given)


@dataclass(frozen=True, slots=True)
class Ending:
    """What ends the consents of a person that were given until then.

    `purpose` and `channel` None mean every one.
    """

    state: ConsentState
    at: datetime
    source: ConsentSource
    reason: str
    purpose: Purpose | None = None
    channel: Channel | None = None

    @staticmethod
    def reason_of(optout: OptOut) -> str:
        """How a consent's event names the opt-out that ended it."""
        return f"opt-out {optout.optout_id}"

    @classmethod
    def of_optout(cls, optout: OptOut) -> "Ending | None":
        """What an opt-out ends: one purpose, calls, or all; None for one campaign's.

        An opt-out from one purpose is that purpose's withdrawal; a wider one revokes.
        """
        reason = cls.reason_of(optout)
        source, at = ConsentSource.OPT_OUT, optout.at
        match optout.scope:
            case OptOutScope.CAMPAIGN:
                return None
            case OptOutScope.PURPOSE if optout.purpose is not None:
                purpose = Purpose(optout.purpose)
                return cls(ConsentState.WITHDRAWN, at, source, reason, purpose)
            case OptOutScope.CHANNEL:
                return cls(ConsentState.REVOKED, at, source, reason, channel=Channel.VOICE)
            case _:
                return cls(ConsentState.REVOKED, at, source, reason)

    def covers(self, basis: LegalBasis, purpose: Purpose, channel: Channel) -> bool:
        """True if it ends a consent of this basis for this purpose on this channel."""
        return (
            basis in YIELDING
            and self.purpose in (None, purpose)
            and self.channel in (None, channel)
        )

    def after(self, before: ConsentState) -> ConsentState | None:
        """What it makes of a state; None where it changes nothing.

        Whoever withdraws what they were only asked for has refused it.
        """
        if self.state in TRANSITIONS[before]:
            return self.state
        asked = before is ConsentState.REQUESTED and self.state is ConsentState.WITHDRAWN
        return ConsentState.REFUSED if asked else None


def first_events(
    opening: Opening, endings: Iterable[Ending], now: datetime
) -> Iterator[list[ConsentEvent]]:
    """The events of each purpose on each channel, in order; `now` is when they are recorded.

    A consent with a flaw is invalidated at once. One that was ended before it was recorded, or
    whose time has run out, gets that event too: an old list revives nothing.
    """
    consent, all_endings = opening.consent, _all_endings(opening, endings)
    state, reason = opening.state, opening.reason
    if consent.flaws:
        state = ConsentState.INVALIDATED
        reason = ", ".join(str(flaw).lower().replace("_", " ") for flaw in consent.flaws)
    captured = consent.capture.at
    for purpose, channel in consent.parts:
        events = [
            ConsentEvent(
                consent.consent_id, purpose, channel, state, captured, now, opening.source, reason,
                opening.attempt_id,
            )
        ]  # fmt: skip
        for ending in all_endings:
            if ending.at >= captured and ending.covers(consent.basis, purpose, channel):
                _end(events, ending, now)
        yield events


def ended_by(
    ending: Ending, before: ConsentState, of: ConsentEvent, now: datetime
) -> ConsentEvent | None:
    """The event by which an ending ends what `of` belongs to; None where there is none to end."""
    state = ending.after(before)
    if state is None:
        return None
    return ConsentEvent(
        of.consent_id, of.purpose, of.channel, state, ending.at, now, ending.source, ending.reason
    )


def _all_endings(opening: Opening, endings: Iterable[Ending]) -> list[Ending]:
    found, withdrawn, expires = list(endings), opening.withdrawn_at, opening.consent.expires_at
    if withdrawn is not None:
        found.append(
            Ending(ConsentState.WITHDRAWN, withdrawn, opening.source, "withdrawn, as the file says")
        )
    return (
        sorted(found, key=lambda ending: ending.at) if expires is None else _until(found, expires)
    )


def _until(endings: list[Ending], expires_at: datetime) -> list[Ending]:
    """Those before the consent ran out; its expiry is recorded by the sweep that looks for it."""
    return sorted((e for e in endings if e.at < expires_at), key=lambda ending: ending.at)


def _end(events: list[ConsentEvent], ending: Ending, now: datetime) -> None:
    event = ended_by(ending, events[-1].state, events[-1], now)
    if event is not None:
        events.append(event)


def _require_after(withdrawn: datetime, given: datetime) -> None:
    if withdrawn == given:
        raise BadInput(
            "the consent was given and withdrawn at the same moment",
            "find out which came last and give its time",
        )
    if withdrawn < given:
        raise BadInput("the consent was withdrawn before it was given", "correct the two times")
