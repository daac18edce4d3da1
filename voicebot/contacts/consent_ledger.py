"""The consent ledger: which state follows which, and what holds as of a day.

A consent has a life of its own for each purpose on each channel: a sequence of events. Every event
has the time it happened and the time it was recorded, so that what was known on a day can be told
from what was true of it: a withdrawal that arrives late is seen as late.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from voicebot.contacts.consent import Channel, ConsentSource, ConsentState
from voicebot.contacts.purpose import Purpose
from voicebot.errors import BadInput, said

NOT_ASKED, REQUESTED, GIVEN = ConsentState.NOT_ASKED, ConsentState.REQUESTED, ConsentState.GIVEN
REFUSED, WITHDRAWN = ConsentState.REFUSED, ConsentState.WITHDRAWN
REVOKED, EXPIRED = ConsentState.REVOKED, ConsentState.EXPIRED
INVALIDATED = ConsentState.INVALIDATED

TRANSITIONS: Mapping[ConsentState, frozenset[ConsentState]] = {
    NOT_ASKED: frozenset({REQUESTED, GIVEN, REFUSED, INVALIDATED}),
    REQUESTED: frozenset({GIVEN, REFUSED, REVOKED, EXPIRED, INVALIDATED}),
    GIVEN: frozenset({WITHDRAWN, REVOKED, EXPIRED, INVALIDATED}),
    REFUSED: frozenset({INVALIDATED}),
    WITHDRAWN: frozenset({INVALIDATED}),
    REVOKED: frozenset({INVALIDATED}),
    EXPIRED: frozenset({INVALIDATED}),
    INVALIDATED: frozenset(),
}
"""What may follow what. Nothing leads back to GIVEN: whoever agrees again gives a new consent."""

ENDED = frozenset({REFUSED, WITHDRAWN, REVOKED, EXPIRED, INVALIDATED})
_REMEDY: Mapping[ConsentState, str] = {
    NOT_ASKED: said("record first that it was requested, given or refused"),
    REQUESTED: said("record first whether the person gave or refused it"),
    GIVEN: said("a consent that was given can be withdrawn, revoked, expired or invalidated"),
    REFUSED: said("if the person agreed since, record a new consent"),
    WITHDRAWN: said("if the person agreed since, record a new consent"),
    REVOKED: said("if the person agreed since, record a new consent"),
    EXPIRED: said("if the person agreed since, record a new consent"),
    INVALIDATED: said("it never permitted anything; record a new consent"),
}


@dataclass(frozen=True, slots=True)
class ConsentEvent:
    """Something that happened to a consent for one purpose on one channel; times are aware."""

    consent_id: str
    purpose: Purpose
    channel: Channel
    state: ConsentState
    happened_at: datetime
    recorded_at: datetime
    source: ConsentSource
    reason: str = ""
    attempt_id: str | None = None

    def as_json(self) -> dict[str, object]:
        """For programs."""
        return {
            "consent_id": self.consent_id,
            "purpose": self.purpose,
            "channel": self.channel,
            "state": self.state,
            "happened_at": self.happened_at.isoformat(),
            "recorded_at": self.recorded_at.isoformat(),
            "source": self.source,
            "reason": self.reason,
            "attempt_id": self.attempt_id,
        }


@dataclass(frozen=True, slots=True)
class Standing:
    """A state, since when, and the event that led to it (None for NOT_ASKED and plain expiry)."""

    state: ConsentState
    since: datetime | None = None
    event: ConsentEvent | None = None


def state_at(
    events: Iterable[ConsentEvent],
    happened_by: datetime,
    recorded_by: datetime | None = None,
    expires_at: datetime | None = None,
) -> ConsentState:
    """The state for one purpose on one channel; arguments as for `standing_at`."""
    return standing_at(events, happened_by, recorded_by, expires_at).state


def standing_at(
    events: Iterable[ConsentEvent],
    happened_by: datetime,
    recorded_by: datetime | None = None,
    expires_at: datetime | None = None,
) -> Standing:
    """How it stood at `happened_by`, by what was recorded until `recorded_by` (None: until today).

    `events` are those of one purpose on one channel, in the order they were recorded. One that
    cannot follow the state of its moment changes nothing. `expires_at` was known from the first
    day, so it counts whether or not the expiry was recorded.
    """
    known = [
        event
        for event in events
        if event.happened_at <= happened_by
        and (recorded_by is None or event.recorded_at <= recorded_by)
    ]
    standing = Standing(NOT_ASKED)
    for event in sorted(known, key=lambda event: event.happened_at):
        if expires_at is not None and event.happened_at >= expires_at:
            standing = _run_out(standing, expires_at)
        if event.state in TRANSITIONS[standing.state]:
            standing = Standing(event.state, event.happened_at, event)
    if expires_at is not None and happened_by >= expires_at:
        standing = _run_out(standing, expires_at)
    return standing


def late(events: Iterable[ConsentEvent], day: datetime) -> tuple[ConsentEvent, ...]:
    """What had happened by `day` and was recorded only afterwards."""
    return tuple(event for event in events if event.happened_at <= day < event.recorded_at)


def require_legal(
    events: Sequence[ConsentEvent], new: ConsentEvent, expires_at: datetime | None = None
) -> None:
    """Raises BadInput, with the reason, for an event that cannot follow those on record.

    What ends a consent may arrive late, and takes its place at the time it happened. What begins
    one may not: it comes after everything else that is known.
    """
    if new.happened_at > new.recorded_at:
        raise BadInput(
            said(
                "the consent cannot have been {state} in the future, at {happened_at}",
                state=_word(new.state),
                happened_at=new.happened_at.isoformat(),
            ),
            "correct the time",
        )
    _require_another_moment(events, new)
    before = state_at(events, new.happened_at, expires_at=expires_at)
    if new.state not in TRANSITIONS[before]:
        raise BadInput(
            said(
                "a consent that is {before} at {happened_at} cannot become {state}",
                before=before,
                happened_at=new.happened_at.isoformat(),
                state=new.state,
            ),
            _REMEDY[before],
        )
    if new.state not in ENDED and any(event.happened_at > new.happened_at for event in events):
        raise BadInput(
            said(
                "the consent cannot become {state} at {happened_at}, since later "
                "events of it are on record",
                state=new.state,
                happened_at=new.happened_at.isoformat(),
            ),
            "record a new consent",
        )


def _require_another_moment(events: Sequence[ConsentEvent], new: ConsentEvent) -> None:
    """What is given and taken back in one moment says nothing; only opt-outs win even so."""
    if new.state in (WITHDRAWN, REFUSED) and any(
        event.state is GIVEN and event.happened_at == new.happened_at for event in events
    ):
        raise BadInput(
            said(
                "the consent was given and {state} at the same moment, {happened_at}",
                state=_word(new.state),
                happened_at=new.happened_at.isoformat(),
            ),
            "find out which came last and give its time",
        )


def _run_out(standing: Standing, expires_at: datetime) -> Standing:
    """An open or given consent is over once its time has come."""
    if EXPIRED not in TRANSITIONS[standing.state]:
        return standing
    return Standing(EXPIRED, expires_at)


def _word(state: ConsentState) -> str:
    return str(state).lower().replace("_", " ")
