"""Optional kinds of notice, turned off and on again by the person."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from voicebot.adapters.storage import left_alone
from voicebot.adapters.storage.consent_lives import lives, same_persons
from voicebot.adapters.storage.consents import Consents
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.register import Register
from voicebot.adapters.storage.tables import ConsentStateRow
from voicebot.contacts.consent import Channel, ConsentSource, ConsentState
from voicebot.contacts.consent_opening import Ending, Opening
from voicebot.contacts.notices import require_optional, require_own_act
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import OptOut, OptOutScope, OptOutSource
from voicebot.conversation.ports import Clock
from voicebot.errors import BadInput

_SOURCES = {
    ConsentSource.VOICE: OptOutSource.SPOKEN,
    ConsentSource.KEY: OptOutSource.KEY,
    ConsentSource.SUPERVISOR: OptOutSource.SUPERVISOR,
    ConsentSource.FILE: OptOutSource.IMPORT,
    ConsentSource.PAGE: OptOutSource.PAGE,
}


@dataclass(frozen=True, slots=True)
class TurnedOff:
    """The opt-out from one kind; `where` it was saved, and how many consents it withdrew."""

    optout: OptOut
    where: str
    withdrawn: int


@dataclass(frozen=True, slots=True)
class TurnedOn:
    """The new consent, how many opt-outs from the kind were lifted, and those that still stand."""

    consent_id: str
    lifted: int
    still: tuple[OptOut, ...]


class Notices:
    """What a person turns off and on, by voice, key, page, letter, API or file."""

    def __init__(
        self, database: Database, consents: Consents, register: Register, clock: Clock
    ) -> None:
        self._database = database
        self._consents = consents
        self._register = register
        self._clock = clock

    def turn_off(
        self,
        number: PhoneNumber,
        purpose: Purpose,
        source: ConsentSource,
        reason: str,
        *,
        words: str | None = None,
        at: datetime | None = None,
        attempt_id: str | None = None,
    ) -> TurnedOff:
        """No notice of this kind any more: an opt-out from it, which withdraws its consents.

        The opt-out is on disk first, so nothing is sent whatever happens next. Raises BadInput for
        a mandatory kind.
        """
        require_optional(purpose)
        optout = OptOut(
            optout_id=str(uuid.uuid4()),
            number=number,
            scope=OptOutScope.PURPOSE,
            source=_SOURCES.get(source, OptOutSource.WRITTEN),
            at=at or self._clock.now(),
            reason=reason,
            words=words,
            attempt_id=attempt_id,
            purpose=str(purpose),
        )
        where = self._register.save(optout)
        if where != "database":
            return TurnedOff(optout, where, 0)
        self._consents.end_covered(optout)
        return TurnedOff(optout, where, self._ended_by(optout))

    def turn_on(self, opening: Opening, reason: str) -> TurnedOn:
        """Notices of one kind again, by a new consent of the person's own act.

        Lifts the opt-outs from that kind and no others; `still` names those that forbid it all the
        same. Raises BadInput for a mandatory kind, a consent that is void, or nobody's act.
        """
        consent = opening.consent
        if len(consent.purposes) != 1:
            raise BadInput("kinds are turned on one by one", "name one purpose")
        purpose = consent.purposes[0]
        require_optional(purpose)
        require_own_act(opening.source)
        if consent.flaws or opening.state is not ConsentState.GIVEN:
            raise BadInput("a consent that is void turns nothing on", "ask the person anew")
        standing = self._standing(consent.number)
        calls = Channel.VOICE in consent.channels  # an opt-out is from calls
        off = [optout for optout in standing if calls and _is_off(optout, purpose)]
        _require_newer(consent.capture.at, off)
        self._consents.record(opening)
        for optout in off:
            self._register.lift(optout.number, reason, optout.optout_id, by="the person")
        self._let_come(consent.number, purpose)
        still = (optout for optout in standing if optout not in off)
        return TurnedOn(
            consent.consent_id, len(off), tuple(o for o in still if _forbids(o, purpose))
        )

    def _let_come(self, number: PhoneNumber, purpose: Purpose) -> None:
        """Who asks for a kind is left alone by no score any more where it is concerned."""
        with self._database.write() as session:
            numbers = sorted(same_persons(session, [number.e164])[number.e164])
            now = self._clock.now()
            left_alone.lift(session, numbers, now, left_alone.THE_PERSON, "asked for it", purpose)

    def _ended_by(self, optout: OptOut) -> int:
        """How many purposes and channels of consents an opt-out ended."""
        reason = Ending.reason_of(optout)
        with self._database.read() as session:
            numbers = same_persons(session, [optout.number.e164])[optout.number.e164]
            found = lives(session, ConsentStateRow.number.in_(numbers))
        return sum(event.reason == reason for life in found for event in life.events)

    def _standing(self, number: PhoneNumber) -> list[OptOut]:
        """The opt-outs in force of every number that surely is the person's."""
        with self._database.read() as session:
            numbers = same_persons(session, [number.e164])[number.e164]
        return [
            optout for own in sorted(numbers) for optout in self._register.find(PhoneNumber(own))
        ]


def _is_off(optout: OptOut, purpose: Purpose) -> bool:
    """True for an opt-out from this kind alone."""
    return optout.scope is OptOutScope.PURPOSE and optout.purpose == str(purpose)


def _forbids(optout: OptOut, purpose: Purpose) -> bool:
    """True for a wider opt-out that forbids this kind too."""
    return optout.scope is not OptOutScope.CAMPAIGN and optout.purpose in (None, str(purpose))


def _require_newer(given: datetime, off: list[OptOut]) -> None:
    if any(optout.at >= given for optout in off):
        raise BadInput(
            "the consent was given before the kind was turned off", "ask the person anew"
        )
