"""The consent ledger in the database: consents, what happened to them, and what stands now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.adapters.storage.consent_endings import revoke_covered
from voicebot.adapters.storage.consent_intake import (
    Entered,
    ImportedConsents,
    enter_one,
    import_openings,
)
from voicebot.adapters.storage.consent_lives import AT_ONCE, Life, go_on, lives, same_persons
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.inserting import insert_new
from voicebot.adapters.storage.journal_book import Chain
from voicebot.adapters.storage.tables import ConsentRow, ConsentStateRow, ConsentUseRow
from voicebot.contacts.consent import Channel, ConsentSource, ConsentState, LegalBasis
from voicebot.contacts.consent_file import ListedOpening
from voicebot.contacts.consent_ledger import ConsentEvent, require_legal
from voicebot.contacts.consent_opening import YIELDING, Opening
from voicebot.contacts.consent_record import Capture, Consent, Wording
from voicebot.contacts.listed import Rejected
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.numbering import plan_of
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import OptOut
from voicebot.conversation.ports import Clock
from voicebot.errors import BadInput, NotFound, said

_OPEN = (ConsentState.GIVEN, ConsentState.REQUESTED)


@dataclass(frozen=True, slots=True)
class Word:
    """What a person said of their consents: for which purposes and channels (none named: every).

    `at` is when they said it, `reason` their words or the occasion.
    """

    at: datetime
    source: ConsentSource
    reason: str = ""
    purposes: tuple[Purpose, ...] = ()
    channels: tuple[Channel, ...] = ()
    attempt_id: str | None = None

    def means(self, life: Life) -> bool:
        """True if it is about this purpose on this channel."""
        return (not self.purposes or life.purpose in self.purposes) and (
            not self.channels or life.channel in self.channels
        )


class Consents:
    """Writes the ledger. What changes it is journalled in the same transaction."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def record(self, opening: Opening) -> Entered | None:
        """Enter a consent, a request or a refusal; None where it is on record already.

        Raises BadInput for one that contradicts itself.
        """
        now = self._clock.now()
        opening.require_sound(now)
        with self._database.write() as session:
            return enter_one(session, Chain(session), opening, now)

    def import_rows(self, rows: Iterable[ListedOpening | Rejected], file: str) -> ImportedConsents:
        """Take in a file of consents; a broken-off import is finished by running it again."""
        return import_openings(self._database, self._clock, rows, file)

    def withdraw(self, number: PhoneNumber, word: Word) -> list[ConsentEvent]:
        """The person takes back what was given; of all numbers that surely are theirs.

        A word that arrives late takes its place at the time it was said. Raises BadInput where
        what is on record cannot be withdrawn, NotFound where there is nothing.
        """
        return self._happened(number, word, ConsentState.WITHDRAWN)

    def answer(self, number: PhoneNumber, word: Word) -> list[ConsentEvent]:
        """The person gives what was requested. Raises as `withdraw`."""
        return self._happened(number, word, ConsentState.GIVEN)

    def refuse(self, number: PhoneNumber, word: Word, controller: str) -> list[ConsentEvent]:
        """The person says no to what was requested, or before they were asked.

        Raises BadInput where they had given it: then it is withdrawn.
        """
        try:
            return self._happened(number, word, ConsentState.REFUSED)
        except NotFound:
            entered = self.record(_refusal(number, word, controller))
            return [] if entered is None else [event for life in entered[1] for event in life]

    def invalidate(self, consent_id: str, reason: str, source: ConsentSource) -> list[ConsentEvent]:
        """A consent turns out to have been void from the first. Raises NotFound, BadInput."""
        now = self._clock.now()
        with self._database.write() as session:
            chain = Chain(session)
            row = session.get(ConsentRow, consent_id)
            if row is None:
                raise NotFound(
                    said("there is no consent {consent_id!r}", consent_id=consent_id),
                    "see `voicebot consent show`",
                )
            word = Word(row.captured_at, source, reason)
            mine = lives(session, ConsentStateRow.consent_id == consent_id)
            return _say(session, chain, mine, word, ConsentState.INVALIDATED, now)

    def end_covered(self, optout: OptOut) -> int:
        """As `revoke_covered`, in a transaction of its own."""
        with self._database.write() as session:
            return revoke_covered(session, Chain(session), optout, self._clock.now())

    def expire_due(self, now: datetime) -> int:
        """Record as EXPIRED what ran out by `now`; returns how many purposes and channels.

        What a consent permits does not wait for this: whoever looks compares its time.
        """
        ended, after = 0, ""
        while some := self._due(now, after):
            with self._database.write() as session:
                ended += _expire(session, Chain(session), some, now)
            after = some[-1]
        return ended

    def _due(self, now: datetime, after: str) -> list[str]:
        query = (
            select(ConsentStateRow.consent_id)
            .distinct()
            .where(
                ConsentStateRow.expires_at <= now,
                ConsentStateRow.state.in_(_OPEN),
                ConsentStateRow.consent_id > after,
            )
            .order_by(ConsentStateRow.consent_id)
        )
        with self._database.read() as session:
            return list(session.scalars(query.limit(AT_ONCE)))

    def _happened(self, number: PhoneNumber, word: Word, state: ConsentState) -> list[ConsentEvent]:
        now = self._clock.now()
        with self._database.write() as session:
            chain = Chain(session)
            numbers = same_persons(session, [number.e164])[number.e164]
            found = lives(session, ConsentStateRow.number.in_(numbers))
            meant = [life for life in found if word.means(life)]
            if state is ConsentState.REFUSED:  # what is over is refused anew, by itself
                meant = [life for life in meant if life.standing(word.at).state in _OPEN]
            return _say(session, chain, meant, word, state, now)


def record_use(session: Session, attempt_id: str, consent_id: str, at: datetime) -> None:
    """A call rests on a consent; in the transaction that begins the attempt."""
    row = {"attempt_id": attempt_id, "consent_id": consent_id, "at": at}
    insert_new(session, ConsentUseRow, [row])


def expire_of(
    session: Session, chain: Chain, numbers: Sequence[str], word: Word, now: datetime
) -> list[ConsentEvent]:
    """End, as EXPIRED, what the numbers gave for the purposes of `word`; nothing is no error."""
    found = lives(session, ConsentStateRow.number.in_(numbers))
    meant = [life for life in found if word.means(life) and life.basis in YIELDING]
    return _legal(session, chain, meant, word, ConsentState.EXPIRED, now)[0]


def _expire(session: Session, chain: Chain, consent_ids: list[str], now: datetime) -> int:
    condition = ConsentStateRow.consent_id.in_(consent_ids) & ConsentStateRow.state.in_(_OPEN)
    ended = []
    for life in lives(session, condition):
        if life.events and life.expires_at is not None and life.expires_at <= now:
            word = Word(life.expires_at, ConsentSource.EXPIRY, "its time ran out")
            ended.append((life, _event(life, word, ConsentState.EXPIRED, now)))
    go_on(session, chain, now, ended)
    return len(ended)


def _say(
    session: Session,
    chain: Chain,
    meant: list[Life],
    word: Word,
    state: ConsentState,
    now: datetime,
) -> list[ConsentEvent]:
    """Record what was said wherever it may follow; where it may nowhere, say why."""
    if not meant:
        raise NotFound(
            "no consent of this number for that is on record",
            "see `voicebot consent show`, or forbid calls with `voicebot optout add`",
        )
    yielding = [life for life in meant if life.basis in YIELDING]
    if not yielding and state is ConsentState.WITHDRAWN:
        raise BadInput(
            said(
                "it rests on {basis}, which the person does not give and cannot withdraw",
                basis=meant[0].basis,
            ),
            "to stop calls altogether, use `voicebot optout add`",
        )
    happened, refused = _legal(session, chain, yielding or meant, word, state, now)
    if not happened and refused is not None:
        raise refused
    return happened


def _legal(
    session: Session,
    chain: Chain,
    meant: list[Life],
    word: Word,
    state: ConsentState,
    now: datetime,
) -> tuple[list[ConsentEvent], BadInput | None]:
    """What was recorded, and why the last of those that could not be was refused."""
    happened: list[tuple[Life, ConsentEvent]] = []
    refused = None
    for life in meant:
        event = _event(life, word, state, now)
        try:
            require_legal(life.events, event, life.expires_at)
        except BadInput as error:
            refused = error
        else:
            happened.append((life, event))
    go_on(session, chain, now, happened)
    return [event for _, event in happened], refused


def _refusal(number: PhoneNumber, word: Word, controller: str) -> Opening:
    consent = Consent(
        number=number,
        controller=controller,
        purposes=word.purposes,
        channels=word.channels or (Channel.VOICE,),
        basis=LegalBasis.PEC,
        wording=Wording(""),
        capture=Capture(word.at),
        jurisdiction=plan_of(number).country,
    )
    return Opening(consent, word.source, ConsentState.REFUSED, word.reason, word.attempt_id)


def _event(life: Life, word: Word, state: ConsentState, now: datetime) -> ConsentEvent:
    return ConsentEvent(
        life.consent_id, life.purpose, life.channel, state, word.at, now, word.source, word.reason,
        word.attempt_id,
    )  # fmt: skip
