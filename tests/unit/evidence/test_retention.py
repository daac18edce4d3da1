"""What is due when."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from voicebot.evidence.retention import (
    RULES,
    YEARS,
    CallFiles,
    Kept,
    files_due,
    rule_for,
    years_before,
)

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
AUDIO, CLIP = {"callee.pcm", "recording.wav"}, {"evidence.wav", "evidence.wav.sha256"}
FILES = AUDIO | CLIP | {"events.jsonl"}
days = st.dates(date(2015, 1, 1), NOW.date())


def due(day: date, frozen: bool = False, needed: bool = False, audio_days: int = 90) -> set[str]:
    return files_due(CallFiles(day, frozen, needed), FILES, NOW, audio_days, AUDIO, CLIP)


@given(day=days, needed=st.booleans())
def test_nothing_of_a_frozen_call_is_ever_due(day: date, needed: bool) -> None:
    assert due(day, frozen=True, needed=needed) == set()


@given(day=days)
def test_the_clip_of_an_optout_stays_as_long_as_the_optout(day: date) -> None:
    assert not due(day, needed=True) & CLIP


@given(day=days, later=st.integers(0, 400), needed=st.booleans())
def test_what_is_due_once_is_due_for_every_older_call(day: date, later: int, needed: bool) -> None:
    older = day - timedelta(days=later)
    assert due(day, needed=needed) <= due(older, needed=needed)


def test_routine_audio_goes_after_its_days_and_the_rest_after_the_years() -> None:
    assert due(NOW.date() - timedelta(days=90)) == set()
    assert due(NOW.date() - timedelta(days=91)) == AUDIO
    assert due(NOW.date() - timedelta(days=20), audio_days=10) == AUDIO
    assert due(years_before(NOW, YEARS).date()) == AUDIO
    assert due(years_before(NOW, YEARS).date() - timedelta(days=1)) == FILES


def test_a_leap_day_five_years_ago_is_the_28th() -> None:
    leap = datetime(2024, 2, 29, 9, 0, tzinfo=UTC)
    assert years_before(leap, 5) == datetime(2019, 2, 28, 9, 0, tzinfo=UTC)


def test_every_kind_has_one_rule_with_its_source() -> None:
    assert [rule.what for rule in RULES] == list(Kept)
    assert all(rule.source and rule.then for rule in RULES)
    assert rule_for(Kept.AUDIO).due_before(NOW, 7) == NOW - timedelta(days=7)
