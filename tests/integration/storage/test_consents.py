"""The consent ledger, on both databases."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st

from tests.fakes.calls import NUMBER, OTHER, optout
from tests.fakes.clock import NOON, SetClock
from tests.fakes.consents import CAPTURED, consent
from tests.fakes.consents import given as given_consent
from voicebot.adapters.storage.consents import Word, record_use
from voicebot.adapters.storage.storage import Storage
from voicebot.adapters.storage.tables import PersonNumberRow
from voicebot.contacts.consent import Channel, ConsentSource, ConsentState, Flaw, LegalBasis
from voicebot.contacts.consent_file import Usual, read_consents
from voicebot.contacts.consent_opening import Opening
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import OptOutScope
from voicebot.errors import BadInput, NotFound
from voicebot.settings import Settings

DAY = timedelta(days=1)
BY_LETTER = Word(NOON - DAY, ConsentSource.WRITTEN, "by letter")
USUAL = Usual("Northern Clinic", (Purpose.MARKETING,), wording="I agree")


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def storage(settings: Settings, clock: SetClock) -> object:
    opened = Storage.open(settings, clock)
    yield opened
    opened.close()


def states(storage: Storage, number: PhoneNumber = NUMBER) -> dict[str, ConsentState]:
    """Where a number's consents stand, by purpose and channel; the table and the events agree."""
    table = storage.consent_history.of_numbers([number]).get(number.e164, [])
    views = storage.consent_history.of_number(number, NOON + 1000 * DAY)
    folded = {
        (view.consent.consent_id, part.purpose, part.channel): part.in_truth.state
        for view in views
        for part in view.parts
        if view.consent.expires_at is None
    }
    for row in table:
        if row.expires_at is None:
            assert folded[row.consent_id, row.purpose, row.channel] is row.state
    return {f"{row.purpose}/{row.channel}": row.state for row in table}


def journalled(storage: Storage, kind: str = "consent") -> list[dict[str, object]]:
    return [found.content for found in storage.journal.records(kind)]


def one_person(storage: Storage, settings: Settings, *numbers: PhoneNumber) -> None:
    from voicebot.adapters.storage.database import Database

    database = Database(settings.database)
    with database.write() as session:
        session.add_all(
            PersonNumberRow(
                number=number.e164, person_id="p-1", since=CAPTURED, score=1.0, because="test"
            )
            for number in numbers
        )
    database.close()


def test_a_consent_is_kept_as_it_was_captured(storage: Storage) -> None:
    recorded = consent(channels=(Channel.VOICE, Channel.SMS), expires_at=NOON + DAY)
    assert storage.consents.record(Opening(recorded, ConsentSource.PAGE)) is not None
    (view,) = storage.consent_history.of_number(NUMBER, NOON)
    assert view.consent == recorded
    assert {part.then.state for part in view.parts} == {ConsentState.GIVEN}
    (entry,) = journalled(storage)
    assert entry["consent"] == recorded.consent_id
    assert entry["wording"] == recorded.wording.text


def test_nothing_personal_is_in_what_the_journal_keeps_for_good(storage: Storage) -> None:
    storage.consents.record(given_consent())
    storage.consents.withdraw(NUMBER, BY_LETTER)
    for record in storage.journal.records("consent"):
        assert NUMBER.e164 not in record.body
        assert "letter" not in record.body
        assert record.content["number"] == NUMBER.e164
    assert len(list(storage.journal.records("consent", number=NUMBER.e164))) == 2


@profile(
    max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(times=st.integers(1, 3))
def test_recording_a_consent_twice_records_it_once(storage: Storage, times: int) -> None:
    for _ in range(times):
        storage.consents.record(given_consent())
    assert len(storage.consent_history.of_number(NUMBER, NOON)) == 1
    assert len(journalled(storage)) == 1


def test_a_withdrawal_ends_one_purpose_and_leaves_the_others(storage: Storage) -> None:
    storage.consents.record(given_consent(purposes=(Purpose.MARKETING, Purpose.SURVEY)))
    word = replace(BY_LETTER, purposes=(Purpose.MARKETING,))
    (event,) = storage.consents.withdraw(NUMBER, word)
    assert (event.happened_at, event.recorded_at) == (NOON - DAY, NOON)
    assert states(storage) == {
        "MARKETING/VOICE": ConsentState.WITHDRAWN,
        "SURVEY/VOICE": ConsentState.GIVEN,
    }
    with pytest.raises(BadInput, match=r"WITHDRAWN .* cannot become WITHDRAWN"):
        storage.consents.withdraw(NUMBER, replace(word, at=NOON))
    with pytest.raises(NotFound, match="no consent of this number"):
        storage.consents.withdraw(OTHER, word)


def test_a_withdrawal_that_arrives_late_is_seen_as_late(storage: Storage, clock: SetClock) -> None:
    storage.consents.record(given_consent())
    clock.forward(10 * DAY)
    storage.consents.withdraw(NUMBER, replace(BY_LETTER, at=NOON + DAY))
    (view,) = storage.consent_history.of_number(NUMBER, NOON + 5 * DAY)
    (part,) = view.parts
    assert part.then.state is ConsentState.GIVEN
    assert part.in_truth.state is ConsentState.WITHDRAWN
    assert [event.state for event in part.late] == [ConsentState.WITHDRAWN]
    (now,) = storage.consent_history.of_number(NUMBER, clock.now())[0].parts
    assert (now.then.state, now.late) == (ConsentState.WITHDRAWN, ())


def test_what_was_not_on_record_yet_is_not_shown(storage: Storage, clock: SetClock) -> None:
    clock.forward(DAY)
    storage.consents.record(given_consent())
    assert storage.consent_history.of_number(NUMBER, NOON) == []


def test_a_request_is_answered_by_what_the_person_said(storage: Storage) -> None:
    asked = consent(purposes=(Purpose.SURVEY, Purpose.MARKETING))
    storage.consents.record(Opening(asked, ConsentSource.VOICE, ConsentState.REQUESTED))
    storage.consents.answer(NUMBER, replace(BY_LETTER, purposes=(Purpose.SURVEY,)))
    marketing = replace(BY_LETTER, purposes=(Purpose.MARKETING,))
    storage.consents.refuse(NUMBER, marketing, "Northern Clinic")
    assert states(storage) == {
        "SURVEY/VOICE": ConsentState.GIVEN,
        "MARKETING/VOICE": ConsentState.REFUSED,
    }
    with pytest.raises(BadInput, match=r"GIVEN .* cannot become REFUSED"):
        storage.consents.refuse(
            NUMBER, Word(NOON, ConsentSource.VOICE, purposes=(Purpose.SURVEY,)), "Northern Clinic"
        )


def test_a_no_that_nobody_asked_for_is_on_record_too(storage: Storage) -> None:
    word = replace(BY_LETTER, purposes=(Purpose.SURVEY,))
    (event,) = storage.consents.refuse(NUMBER, word, "Northern Clinic")
    assert event.state is ConsentState.REFUSED
    assert states(storage) == {"SURVEY/VOICE": ConsentState.REFUSED}


def test_a_void_consent_is_kept_and_permits_nothing(storage: Storage) -> None:
    flawed = replace(consent(), flaws=(Flaw.PRE_TICKED, Flaw.BUNDLED))
    storage.consents.record(Opening(flawed, ConsentSource.PAGE))
    assert states(storage) == {"MARKETING/VOICE": ConsentState.INVALIDATED}
    with pytest.raises(BadInput, match=r"INVALIDATED .* cannot become"):
        storage.consents.withdraw(NUMBER, BY_LETTER)


def test_a_consent_found_void_later_was_void_from_the_first(
    storage: Storage, clock: SetClock
) -> None:
    opening = given_consent()
    storage.consents.record(opening)
    clock.forward(DAY)
    storage.consents.invalidate(
        opening.consent.consent_id, "the box was ticked", ConsentSource.SUPERVISOR
    )
    (part,) = storage.consent_history.of_number(NUMBER, NOON)[0].parts
    assert part.then.state is ConsentState.GIVEN
    assert part.in_truth.state is ConsentState.INVALIDATED
    with pytest.raises(NotFound, match="no consent"):
        storage.consents.invalidate("c-9", "why", ConsentSource.SUPERVISOR)


@pytest.mark.parametrize(
    ("scope", "purpose", "after"),
    [
        (OptOutScope.SELLER, None, ["REVOKED", "REVOKED", "REVOKED"]),
        (OptOutScope.GLOBAL, None, ["REVOKED", "REVOKED", "REVOKED"]),
        (OptOutScope.CHANNEL, None, ["GIVEN", "REVOKED", "REVOKED"]),
        (OptOutScope.PURPOSE, "MARKETING", ["WITHDRAWN", "WITHDRAWN", "GIVEN"]),
        (OptOutScope.CAMPAIGN, None, ["GIVEN", "GIVEN", "GIVEN"]),
    ],
)
def test_an_optout_ends_the_consents_it_covers(
    storage: Storage, scope: OptOutScope, purpose: str | None, after: list[str]
) -> None:
    storage.consents.record(given_consent(channels=(Channel.VOICE, Channel.SMS)))
    storage.consents.record(given_consent(purposes=(Purpose.SURVEY,)))
    storage.consents.record(
        given_consent(purposes=(Purpose.CONTRACT_CHANGE,), basis=LegalBasis.CONTRACT)
    )
    said = replace(optout(scope=scope, campaign_id="c-1"), purpose=purpose)
    storage.optouts.save(said)
    found = states(storage)
    assert found.pop("CONTRACT_CHANGE/VOICE") is ConsentState.GIVEN
    assert [str(found[part]) for part in sorted(found)] == after
    assert storage.consents.end_covered(said) == 0


def test_an_optout_reaches_the_consents_of_all_the_persons_numbers(
    storage: Storage, settings: Settings
) -> None:
    one_person(storage, settings, NUMBER, OTHER)
    storage.consents.record(given_consent(number=OTHER))
    storage.optouts.save(optout())
    assert states(storage, OTHER) == {"MARKETING/VOICE": ConsentState.REVOKED}


def test_a_consent_given_after_the_optout_stands(storage: Storage, clock: SetClock) -> None:
    storage.optouts.save(optout())
    clock.forward(DAY)
    storage.consents.record(given_consent(at=clock.now()))
    assert states(storage) == {"MARKETING/VOICE": ConsentState.GIVEN}
    storage.optouts.replay()
    assert storage.consents.end_covered(optout()) == 0


def test_a_consent_from_before_the_optout_is_not_revived_by_recording_it_late(
    storage: Storage, clock: SetClock
) -> None:
    storage.optouts.save(optout())
    storage.consents.record(given_consent())
    assert states(storage) == {"MARKETING/VOICE": ConsentState.REVOKED}


def test_a_withdrawn_consent_is_not_revived_by_the_next_import(
    storage: Storage, quick_path: Path
) -> None:
    storage.consents.record(given_consent())
    storage.consents.withdraw(NUMBER, replace(BY_LETTER, at=NOON - DAY))
    file = quick_path / "crm.csv"
    file.write_text(f"number,captured_at\n{NUMBER},{CAPTURED.isoformat()}\n")
    done = storage.consents.import_rows(read_consents(file, USUAL), file.name)
    assert dict(done.states) == {"WITHDRAWN": 1}


def test_what_ran_out_is_recorded_once_and_counted_before(
    storage: Storage, clock: SetClock
) -> None:
    storage.consents.record(given_consent(expires_at=NOON + DAY))
    storage.consents.record(given_consent(number=OTHER))
    assert storage.consents.expire_due(clock.now()) == 0
    clock.forward(3 * DAY)
    (part,) = storage.consent_history.of_number(NUMBER, NOON + 2 * DAY)[0].parts
    assert part.then.state is ConsentState.EXPIRED
    assert storage.consents.expire_due(clock.now()) == 1
    assert storage.consents.expire_due(clock.now()) == 0
    assert states(storage) == {"MARKETING/VOICE": ConsentState.EXPIRED}
    assert states(storage, OTHER) == {"MARKETING/VOICE": ConsentState.GIVEN}
    (part,) = storage.consent_history.of_number(NUMBER, clock.now())[0].parts
    assert part.events[-1].happened_at == NOON + DAY


def test_uses_are_shown_as_of_the_day(storage: Storage) -> None:
    opening = given_consent()
    storage.consents.record(opening)
    with storage._databases[0].write() as session:
        for day in (0, 1, 2, 0):
            record_use(session, f"a-{day}", opening.consent.consent_id, NOON + day * DAY)
    (view,) = storage.consent_history.of_number(NUMBER, NOON + DAY)
    assert [attempt for attempt, _ in view.uses] == ["a-0", "a-1"]


def test_a_file_is_taken_in_once_however_often_it_is_imported(
    storage: Storage, quick_path: Path
) -> None:
    file = quick_path / "consents.csv"
    rows = [f"+1202555{i:04d},2026-01-01,{'yes' if i % 10 == 0 else 'no'}" for i in range(5000)]
    file.write_text("number,captured_at,pre_ticked\n" + "\n".join([*rows, "1,2026-01-01,no", ""]))
    done = storage.consents.import_rows(read_consents(file, USUAL), file.name)
    assert (done.accepted, done.new) == (5000, 5000)
    assert dict(done.states) == {"GIVEN": 4500, "INVALIDATED": 500}
    assert [row.row for row in done.rejected] == [5002]
    again = storage.consents.import_rows(read_consents(file, USUAL), file.name)
    assert (again.accepted, again.new) == (5000, 0)
    assert storage.journal.verify().ok
    assert states(storage, PhoneNumber("+12025550001")) == {"MARKETING/VOICE": ConsentState.GIVEN}
    (view,) = storage.consent_history.of_number(PhoneNumber("+12025550010"), NOON)
    assert view.consent.flaws == (Flaw.PRE_TICKED,)
    (found,) = [
        record for record in storage.journal.records("consent") if record.seq == view.journal_seq
    ]
    assert json.loads(found.body)["sha256"] == storage.consent_history.came_in_together(found.seq)


def test_rows_of_a_file_that_contradict_themselves_are_listed(
    storage: Storage, quick_path: Path
) -> None:
    file = quick_path / "consents.csv"
    file.write_text(
        "number,captured_at,withdrawn_at\n"
        "+12025550123,2026-01-01T10:00,2026-01-01T10:00\n"
        "+12025550124,2026-01-02,2026-01-01\n"
        "+12025550125,2099-01-01,\n"
        "+12025550126,2026-01-01,2026-02-01\n"
    )
    done = storage.consents.import_rows(read_consents(file, USUAL), file.name)
    reasons = [row.reason for row in done.rejected]
    assert "at the same moment" in reasons[0]
    assert "before it was given" in reasons[1]
    assert "in the future" in reasons[2]
    assert dict(done.states) == {"WITHDRAWN": 1}


def test_a_tampered_consent_no_longer_fits_the_journal(
    storage: Storage, settings: Settings, quick_path: Path
) -> None:
    from sqlalchemy import update

    from voicebot.adapters.storage.database import Database
    from voicebot.adapters.storage.tables import ConsentRow

    file = quick_path / "consents.csv"
    file.write_text(f"number,captured_at\n{NUMBER},2026-01-01\n")
    storage.consents.import_rows(read_consents(file, USUAL), file.name)
    (view,) = storage.consent_history.of_number(NUMBER, NOON)
    assert view.journal_seq is not None
    assert storage.consent_history.came_in_together(view.journal_seq) is not None
    database = Database(settings.database)
    with database.write() as session:
        session.execute(update(ConsentRow).values(basis="PEWC"))
    database.close()
    assert storage.consent_history.came_in_together(view.journal_seq) is None
