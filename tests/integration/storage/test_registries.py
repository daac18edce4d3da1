"""Registries in force: what one process brings in, every other one answers by at once."""

import json
import os
import resource
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pyroaring import BitMap64

from tests.fakes.clock import NOON, SetClock
from tests.postgres_fixture import PostgresServer
from voicebot.adapters.registries.changes import Changes
from voicebot.adapters.registries.labels import Labels
from voicebot.adapters.registries.registries import FOLDER, Registries
from voicebot.adapters.registries.registry import RegistryKind
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.registry_book import RegistryBook
from voicebot.adapters.storage.schema import bring_up_to_date
from voicebot.adapters.storage.storage import Storage
from voicebot.eligibility.known import LISTED, REGISTRIES
from voicebot.errors import BadInput, NotFound, StorageError
from voicebot.settings import Settings

ANNA, BOB = "+12025550123", "+12025550124"
US = Labels("us", RegistryKind.NATIONAL, NOON - timedelta(days=3), "US")
DAY = timedelta(days=1)


def numbers(*texts: str) -> BitMap64:
    return BitMap64([int(text[1:]) for text in texts])


@pytest.fixture
def changes(storage: Storage, settings: Settings) -> Changes:
    return Changes(settings.home, storage.registry_book)


@pytest.fixture
def registries(storage: Storage) -> Registries:
    return storage.registries


def left_in(settings: Settings) -> list[str]:
    return sorted(file.name for file in (settings.home / FOLDER).iterdir())


def test_an_imported_registry_answers_at_once_in_both_directions(
    changes: Changes, registries: Registries
) -> None:
    assert registries.listed(ANNA) == ()
    changes.replace(US, numbers(ANNA), NOON)
    assert registries.listed(ANNA) == ("us",)
    assert registries.listed(BOB) == ()
    for no_number in ("sip:anna@example.net", "", "+", "12025550123", "+" + "9" * 30):
        assert registries.listed(no_number) == ()


def test_a_whole_list_takes_the_place_of_the_one_before(
    changes: Changes, registries: Registries, settings: Settings
) -> None:
    changes.replace(US, numbers(ANNA), NOON)
    done = changes.replace(US, numbers(BOB), NOON)
    assert (done.added, done.removed, done.registry.numbers) == (1, 1, 1)
    assert registries.listed(ANNA) == ()
    assert registries.listed(BOB) == ("us",)
    assert left_in(settings) == sorted([done.registry.file, "generation", "lock"])


def test_a_number_may_be_on_several_registries(changes: Changes, registries: Registries) -> None:
    changes.replace(US, numbers(ANNA, BOB), NOON)
    ours = Labels("ours", RegistryKind.INTERNAL, NOON)
    changes.replace(ours, numbers(ANNA), NOON)
    assert registries.listed(ANNA) == ("ours", "us")
    many = registries.listed_all(pl.Series([ANNA, BOB, ANNA, "+12025550199", "sip:a@b", ""]))
    assert many.schema == pl.Schema(LISTED)
    assert sorted(many.rows()) == [(ANNA, "ours"), (ANNA, "us"), (BOB, "us")]
    assert list(registries.numbers(RegistryKind.INTERNAL)) == list(numbers(ANNA))


def test_two_registries_with_the_same_numbers_do_not_lose_each_others_file(
    changes: Changes, registries: Registries
) -> None:
    changes.replace(US, numbers(ANNA), NOON)
    changes.replace(Labels("ours", RegistryKind.INTERNAL, NOON), numbers(ANNA), NOON)
    changes.remove("us", "closed", NOON)
    assert registries.listed(ANNA) == ("ours",)


def test_the_table_tells_age_and_kind_and_names_expired_ones_too(
    changes: Changes, registries: Registries
) -> None:
    changes.replace(US, numbers(ANNA), NOON)
    table = registries.table()
    assert table.schema == pl.Schema(REGISTRIES)
    assert table.rows() == [("us", "NATIONAL", "US", None, US.listed_at, 31)]
    (registry,) = registries.standing()
    assert not registry.expired(NOON + 28 * DAY)
    assert registry.expired(NOON + 29 * DAY)


def test_changes_of_a_list_are_taken_in_by_themselves(
    changes: Changes, registries: Registries
) -> None:
    changes.replace(US, numbers(ANNA), NOON)
    done = changes.amend("us", NOON, numbers(ANNA, BOB), numbers("+12025550177"), NOON)
    assert (done.added, done.removed, done.registry.numbers) == (1, 0, 2)
    done = changes.amend("us", NOON, BitMap64(), numbers(ANNA), NOON)
    assert (done.added, done.removed) == (0, 1)
    assert (registries.listed(ANNA), registries.listed(BOB)) == ((), ("us",))
    assert done.registry.listed_at == NOON


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (Labels("us", RegistryKind.NATIONAL, NOON + DAY, "US"), "is in the future"),
        (Labels("us", RegistryKind.NATIONAL, NOON), "needs its country"),
        (Labels("us", RegistryKind.NATIONAL, NOON, "USA"), "there is no country"),
        (Labels("us", RegistryKind.OPERATOR, NOON, "US"), "choose another name"),
        (Labels("us", RegistryKind.NATIONAL, NOON - 9 * DAY, "US"), "the list in force is newer"),
        (Labels("c", RegistryKind.CAMPAIGN, NOON), "belongs to a campaign"),
        (Labels("", RegistryKind.INTERNAL, NOON), "has 1 to 64 characters"),
        (Labels("x", RegistryKind.INTERNAL, NOON, max_age_days=0), "less than a day"),
    ],
)
def test_labels_that_contradict_themselves_change_nothing(
    changes: Changes, registries: Registries, labels: Labels, said: str
) -> None:
    changes.replace(US, numbers(ANNA), NOON)
    with pytest.raises(BadInput, match=said):
        changes.replace(labels, numbers(BOB), NOON)
    assert registries.listed(ANNA) == ("us",)
    assert registries.listed(BOB) == ()


def test_what_is_not_there_cannot_be_amended_or_removed(changes: Changes) -> None:
    with pytest.raises(NotFound):
        changes.amend("us", NOON, numbers(ANNA), BitMap64(), NOON)
    with pytest.raises(NotFound):
        changes.remove("us", "closed", NOON)


def test_a_number_cannot_come_and_go_at_once(changes: Changes) -> None:
    changes.replace(US, numbers(ANNA), NOON)
    with pytest.raises(BadInput, match="added and removed"):
        changes.amend("us", NOON, numbers(BOB), numbers(BOB), NOON)


def test_every_change_is_journalled_without_a_number(changes: Changes, storage: Storage) -> None:
    done = changes.replace(US, numbers(ANNA), NOON)
    changes.amend("us", NOON, numbers(BOB), BitMap64(), NOON)
    changes.remove("us", "asked by Anna", NOON)
    records = list(storage.journal.records("registry"))
    bodies = [json.loads(record.body) for record in records]
    assert [body["what"] for body in bodies] == ["imported", "imported", "removed"]
    assert [body["added"] for body in bodies[:2]] == [1, 1]
    assert bodies[0]["sha256"] == done.registry.sha256
    assert bodies[0]["listed_at"] == US.listed_at.isoformat()
    assert not any(ANNA[1:] in record.body or "Anna" in record.body for record in records)
    assert records[-1].content["reason"] == "asked by Anna"
    assert storage.journal.verify().ok


def test_a_lost_or_damaged_file_refuses_to_answer_until_it_is_imported_again(
    changes: Changes, storage: Storage, settings: Settings
) -> None:
    done = changes.replace(US, numbers(ANNA), NOON)
    file = settings.home / FOLDER / done.registry.file
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    for kind_of_loss in ("damaged", "missing"):
        fresh = Registries.open(settings.home, storage.registry_book)
        for _ in range(2):
            with pytest.raises(StorageError, match=kind_of_loss):
                fresh.listed(ANNA)
            with pytest.raises(StorageError, match=kind_of_loss):
                fresh.listed_all(pl.Series([ANNA]))
        file.unlink(missing_ok=True)
    with pytest.raises(StorageError, match="is missing"):
        changes.amend("us", NOON, numbers(BOB), BitMap64(), NOON)
    changes.replace(US, numbers(ANNA, BOB), NOON)
    assert fresh.listed(BOB) == ("us",)


def test_a_damaged_block_refuses_and_the_same_list_mends_it(
    changes: Changes, storage: Storage, settings: Settings
) -> None:
    done = changes.replace(US, numbers(ANNA, BOB), NOON)
    file = settings.home / FOLDER / done.registry.file
    body = bytearray(file.read_bytes())
    body[9] ^= 1
    file.write_bytes(body)
    fresh = Registries.open(settings.home, storage.registry_book)
    with pytest.raises(StorageError, match="damaged or changed"):
        fresh.listed(ANNA)
    changes.replace(US, numbers(ANNA, BOB), NOON + DAY)
    assert fresh.listed(ANNA) == ("us",)


def test_a_list_that_lacks_most_of_the_numbers_in_force_must_be_meant_so(
    changes: Changes, registries: Registries
) -> None:
    first = 12_025_550_000
    changes.replace(US, BitMap64(range(first, first + 2000)), NOON)
    rest = BitMap64(range(first, first + 900))
    with pytest.raises(BadInput, match="lacks 1100 of the 2000 numbers in force"):
        changes.replace(US, rest, NOON)
    assert registries.listed(f"+{first + 1999}") == ("us",)
    changes.replace(US, rest, NOON, fewer=True)
    assert registries.listed(f"+{first + 1999}") == ()


@pytest.mark.postgres
def test_a_list_brought_in_on_another_machine_is_never_passed_over(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    database = Database(postgres.new_database())
    bring_up_to_date(database)
    here, there = RegistryBook(database), RegistryBook(database)
    Changes(tmp_path / "here", here).replace(US, numbers(ANNA), NOON)
    answers = Registries.open(tmp_path / "here", here)
    assert answers.listed(BOB) == ()
    Changes(tmp_path / "there", there).replace(
        Labels("ours", RegistryKind.INTERNAL, NOON), numbers(BOB), NOON
    )
    with pytest.raises(StorageError, match="is missing"):
        answers.listed(BOB)
    database.close()


SMALL = st.sets(st.integers(12_025_550_000, 12_025_550_030))
STEP = st.one_of(
    st.tuples(st.just("replace"), SMALL, SMALL),
    st.tuples(st.just("amend"), SMALL, SMALL),
)


@given(steps=st.lists(STEP, max_size=5))
@hypothesis_settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_changes_leave_exactly_the_numbers_that_they_say(
    changes: Changes,
    registries: Registries,
    steps: list[tuple[str, set[int], set[int]]],
) -> None:
    changes.replace(US, BitMap64(), NOON)
    held: set[int] = set()
    for what, one, other in steps:
        before = held
        if what == "replace":
            done, held = changes.replace(US, BitMap64(one), NOON), one
        else:
            gone = other - one
            done = changes.amend("us", US.listed_at, BitMap64(one), BitMap64(gone), NOON)
            held = (before | one) - gone
        assert (done.added, done.removed) == (len(held - before), len(before - held))
        for number in range(12_025_549_990, 12_025_550_040):
            assert (registries.listed(f"+{number}") == ("us",)) == (number in held)


def in_another_process(settings: Settings, what: str, *texts: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.integration.storage.registry_elsewhere"]
    command += [str(settings.home), settings.database, what, *texts]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_the_very_next_answer_of_another_process_is_by_the_new_list(
    changes: Changes, settings: Settings
) -> None:
    changes.replace(US, numbers(ANNA), NOON)
    with in_another_process(settings, "answer") as other:
        assert other.stdin is not None
        assert other.stdout is not None

        def answer(number: str) -> list[str]:
            print(number, file=other.stdin, flush=True)
            found: list[str] = json.loads(other.stdout.readline())  # type: ignore[union-attr]
            return found

        assert answer(ANNA) == ["us"]
        for _ in range(20):
            changes.replace(US, numbers(BOB), NOON)
            assert (answer(ANNA), answer(BOB)) == ([], ["us"])
            changes.replace(US, numbers(ANNA), NOON)
            assert (answer(ANNA), answer(BOB)) == (["us"], [])
        changes.remove("us", "closed", NOON)
        assert answer(ANNA) == []
        other.stdin.close()


def test_two_processes_that_amend_at_once_lose_nothing(
    changes: Changes, registries: Registries, settings: Settings, storage: Storage
) -> None:
    changes.replace(US, numbers(ANNA), NOON)
    ours = [f"+1202555{n:04}" for n in range(200, 220)]
    theirs = [f"+1202555{n:04}" for n in range(300, 320)]
    running = [in_another_process(settings, "amend", *each) for each in (ours, theirs)]
    for one in running:
        with one:
            one.communicate(timeout=120)
            assert one.returncode == 0
    for number in (ANNA, *ours, *theirs):
        assert registries.listed(number) == ("us",)
    assert storage.journal.verify().ok


def test_a_change_that_broke_off_before_the_commit_leaves_the_old_list_and_one_after_it_the_new(
    quick_path: Path, sqlite_model: Path
) -> None:
    command = [sys.executable, "-m", "tests.integration.storage.registry_killed"]
    command += [str(quick_path), str(sqlite_model)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600)
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(reports) > 30
    assert reports[-1]["killed"] is False
    for report in reports:
        assert report["listed"] in (["anna"], ["bob"]), report
        assert report["journalled"] == (2 if report["listed"] == ["bob"] else 1), report
        assert report["seen_by_an_older_process"] == report["listed"], report
        assert report["chain"], report
        assert report["left_after_the_next_change"] == 1, report
        if report["returned"]:
            assert report["listed"] == ["bob"], report
    assert {tuple(report["listed"]) for report in reports} == {("anna",), ("bob",)}


def test_a_full_disk_leaves_the_old_list_in_force(
    changes: Changes, registries: Registries, settings: Settings
) -> None:
    changes.replace(US, numbers(ANNA), NOON)
    before = left_in(settings)
    limited = os.fork()
    if limited == 0:  # a process that may write no file longer than a few bytes
        os._exit(replaced_under_a_limit(settings))
    _, status = os.waitpid(limited, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert registries.listed(ANNA) == ("us",)
    assert left_in(settings) == before


def replaced_under_a_limit(settings: Settings) -> int:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    storage = Storage.attach(settings, SetClock())
    changes = Changes(settings.home, storage.registry_book)
    storage.registry_book.standing()
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))
    try:
        changes.replace(US, numbers(BOB), NOON)
    except StorageError:
        return 0
    return 1
