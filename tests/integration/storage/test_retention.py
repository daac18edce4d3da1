"""Retention: what is due goes, what is held stays, and the journal says so."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update

from tests.fakes.calls import NUMBER, OTHER, optout
from tests.fakes.clock import NOON, SetClock
from tests.integration.storage.known_person import WORDS, remember
from tests.integration.storage.ledger_rows import give_consent
from tests.integration.storage.test_erasure import everything
from voicebot.adapters.storage import call_folders
from voicebot.adapters.storage.storage import Storage
from voicebot.adapters.storage.tables import (
    AttemptRow,
    ComplaintRow,
    ConsentUseRow,
    OptOutRow,
    SuppressionRow,
    Table,
)
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.suppression import OptOutScope
from voicebot.errors import NotAllowed
from voicebot.settings import Settings

THIRD = PhoneNumber("+12025550125")
IN_A_YEAR = NOON + timedelta(days=365)
IN_SIX_YEARS = NOON + timedelta(days=6 * 366)


@pytest.fixture
def people(storage: Storage, settings: Settings) -> Storage:
    remember(storage, NUMBER, settings.home, THIRD)
    with storage._databases[0].write() as session:
        session.execute(update(ComplaintRow).values(resolved_at=NOON))
        session.execute(update(SuppressionRow).values(until=NOON))
    return storage


def rows(storage: Storage, table: type[Table]) -> int:
    with storage._databases[0].read() as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def files(home: Path) -> set[str]:
    return {file.name for _, folder in call_folders.every(home) for file in folder.iterdir()}


def test_nothing_is_due_at_first(people: Storage) -> None:
    before, head = list(everything(people)), people.journal.head()
    assert set(people.retention.purge(NOON).values()) == {0}
    assert list(everything(people)) == before
    assert people.journal.head() == head


def test_after_its_days_routine_audio_goes_and_the_evidence_stays(
    people: Storage, settings: Settings
) -> None:
    before = files(settings.home)
    assert people.retention.status(IN_A_YEAR)["audio"] == 2
    counts = people.retention.purge(IN_A_YEAR)
    assert {what: count for what, count in counts.items() if count} == {"audio": 2}
    assert before - files(settings.home) == {"callee.pcm", "recording.wav"}
    assert "evidence.wav" in files(settings.home)
    assert sum(people.retention.purge(IN_A_YEAR).values()) == 0


def test_after_its_years_everything_goes_but_the_chain_and_the_hash(
    people: Storage, settings: Settings
) -> None:
    due = people.retention.status(IN_SIX_YEARS)
    counts = people.retention.purge(IN_SIX_YEARS)
    assert counts["audio"] >= 4
    assert {what: n for what, n in counts.items() if what != "audio"} == {
        what: n for what, n in due.items() if what != "audio"
    }
    assert all(counts[what] for what in ("optouts", "consents", "attempts", "journal"))
    assert files(settings.home) == set()
    told = [text for text in everything(people) if NUMBER.e164 in text or WORDS in text]
    tables = {text.partition(":")[0] for text in told}
    assert tables <= {"contacts", "campaign_entries", "person_numbers", "likenesses"}
    verified = people.journal.verify()
    assert verified.ok
    assert verified.erased > 0
    with people._databases[0].read() as session:
        assert people.erased.among(session, [NUMBER.e164, OTHER.e164]) == {NUMBER.e164}
    said = [one.content for one in people.journal.records("retention")]
    assert sum(one["count"] for one in said) == sum(counts.values())
    assert set(people.retention.status(IN_SIX_YEARS).values()) == {0}


@pytest.mark.parametrize("hold", ["complaint", "legal hold"])
def test_what_a_complaint_or_a_legal_hold_covers_stays(
    people: Storage, settings: Settings, hold: str
) -> None:
    with people._databases[0].write() as session:
        if hold == "complaint":
            session.execute(update(ComplaintRow).values(state="OPEN", resolved_at=None))
        else:
            held = {"number": NUMBER.e164, "reason": "LEGAL_HOLD", "since": NOON, "why": "court"}
            session.execute(insert(SuppressionRow).values(held))
    before, kept = list(everything(people)), files(settings.home)
    counts = people.retention.purge(IN_SIX_YEARS)
    taken = {what for what, count in counts.items() if count}
    assert taken <= {"journal"}  # records about nobody, imports for instance
    assert files(settings.home) == kept
    still = list(everything(people))
    assert [text for text in before if WORDS in text] == [text for text in still if WORDS in text]
    assert people.journal.verify().ok


def test_an_optout_of_one_purpose_keeps_its_number_and_loses_its_words(storage: Storage) -> None:
    storage.optouts.save(optout(scope=OptOutScope.CAMPAIGN, campaign_id="c"))
    assert storage.retention.purge(IN_SIX_YEARS)["optouts"] == 1
    (kept,) = storage.optouts.find(NUMBER)
    assert (kept.words, kept.evidence, kept.campaign_id) == (None, None, "c")
    assert storage.retention.purge(IN_SIX_YEARS)["optouts"] == 0


def test_a_number_kept_as_a_hash_is_freed_only_by_a_new_consent(
    settings: Settings, storage: Storage
) -> None:
    storage.optouts.save(optout())
    storage.retention.purge(IN_SIX_YEARS)
    later = Storage.open(settings, SetClock(IN_SIX_YEARS + timedelta(days=2)))
    with pytest.raises(NotAllowed):
        later.optouts.lift(NUMBER, "wants calls again")
    give_consent(later, NUMBER, IN_SIX_YEARS + timedelta(days=1))
    assert later.optouts.lift(NUMBER, "wants calls again") == 1
    with later._databases[0].read() as session:
        assert later.erased.among(session, [NUMBER.e164]) == set()
    later.close()


@pytest.mark.parametrize(("used_days_ago", "kept"), [(100, 1), (6 * 366, 0)])
def test_a_consent_is_kept_five_years_from_its_last_use(
    storage: Storage, used_days_ago: int, kept: int
) -> None:
    from voicebot.adapters.storage.tables import ConsentRow

    given: datetime = NOON - timedelta(days=7 * 366)
    consent_id = give_consent(storage, NUMBER, given)
    use = {"attempt_id": "a", "consent_id": consent_id, "at": NOON - timedelta(days=used_days_ago)}
    with storage._databases[0].write() as session:
        session.execute(insert(ConsentUseRow).values(use))
    storage.retention.purge(NOON)
    assert rows(storage, ConsentRow) == kept


def test_more_than_a_batch_goes_in_several_transactions(storage: Storage) -> None:
    numbers = [PhoneNumber(f"+1202555{place:04}") for place in range(620)]
    storage.optouts.import_numbers(iter(numbers), "list", OptOutScope.GLOBAL)
    assert storage.retention.purge(IN_SIX_YEARS)["optouts"] == 620
    with storage._databases[0].read() as session:
        assert session.scalars(
            select(func.count()).where(OptOutRow.number.like("#%"))
        ).one() == 620  # fmt: skip
        assert len(storage.erased.among(session, [n.e164 for n in numbers])) == 620
    counts = [one.content["count"] for one in storage.journal.records("retention")]
    assert counts[:2] == [500, 120]
    assert rows(storage, AttemptRow) == 0
