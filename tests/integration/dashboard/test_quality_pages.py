"""Quality: what the calls came to, what was learned, and that a correction is seen at once."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fakes.calls import NUMBER, decision, order, record
from tests.integration.dashboard.conftest import AsRole
from voicebot.bootstrap.office import Office
from voicebot.contacts.contact import Contact
from voicebot.outcomes.disposition import Disposition


def call(desk: Office, disposition: Disposition, **columns: object) -> str:
    wanted = replace(order(NUMBER), **columns)  # type: ignore[arg-type]
    at = desk.clock.now() - timedelta(hours=2)
    desk.storage.books.begin(wanted, decision(at=at), at)
    desk.storage.books.settle(record(wanted, disposition=disposition, at=at), [])
    return wanted.attempt_id


def test_without_calls_it_says_what_will_stand_here(as_role: AsRole) -> None:
    text = as_role("viewer").get("/quality").text
    assert "No calls in this time" in text


def test_calls_are_shown_by_channel_audience_hour_and_script(desk: Office, as_role: AsRole) -> None:
    desk.storage.contacts.add(Contact(NUMBER))
    for ended in (Disposition.CONFIRMED, Disposition.SOFT_REFUSAL, Disposition.OPT_OUT):
        call(desk, ended)
    text = as_role("viewer").get("/quality").text
    assert "66.7" in text
    for said in ("customer", "reminder", "10:00", "By channel", "By audience", "By script"):
        assert said in text, said
    assert NUMBER.e164 not in text


@pytest.mark.parametrize("days", ["7", "90", "365", "x", "-1", "99999999999999999999"])
def test_the_time_is_one_of_a_few(desk: Office, as_role: AsRole, days: str) -> None:
    call(desk, Disposition.CONFIRMED)
    assert as_role("viewer").get("/quality", params={"days": days}).status_code == 200


def test_a_correction_is_seen_at_once_in_the_figures_and_on_the_models_page(
    desk: Office, as_role: AsRole
) -> None:
    attempt = call(desk, Disposition.CONFIRMED)
    someone = as_role("supervisor")
    before = someone.get("/quality/model").text
    desk.storage.corrections.correct(attempt, Disposition.SOFT_REFUSAL, "a.supervisor")
    after = someone.get("/quality/model").text
    assert "SOFT_REFUSAL" not in before
    assert "SOFT_REFUSAL" in after
    assert "100.0" in someone.get("/quality").text


def test_a_card_is_shown_with_its_calibration_and_its_notes(
    desk: Office, as_role: AsRole, tmp_path: Path
) -> None:
    shelf = tmp_path / "models"
    (shelf / "calls" / "1").mkdir(parents=True)
    one = {
        "model": "logistic", "rows": 200, "auc": 0.8, "auc_low": 0.7, "auc_high": 0.9,
        "brier": 0.1, "calibration_error": 0.02, "yes": 0.11, "chance": 0.1, "n_test": 200,
        "calibration": {"bins": [{"chance": 0.01, "share": 0.0, "rows": 90},
                                 {"chance": 0.2, "share": 0.25, "rows": 90}]},
    }  # fmt: skip
    card = {"prior": False, "learned_until": "2026-11-01T00:00:00+00:00", "version": "1",
            "counts": {"calls": 1000, "harms": 100, "corrected": 7}, "attributes": [],
            "targets": {"harm": one}, "limits": ["It knows only its own past."]}  # fmt: skip
    (shelf / "calls" / "1" / "card.json").write_text(json.dumps(card))
    (shelf / "calls" / "in-force.json").write_text('{"promoted": ["1"]}')
    notes = desk.settings.home / "learning"
    notes.mkdir(exist_ok=True)
    watch = {"at": "2026-11-18T01:00:00+00:00", "calls": 500, "alarms": ["x"],
             "moved": {"calls_7d": 0.31}, "calibration": {"harm": {"said": 0.1, "came": 0.3},
                                                          "reach": None}}  # fmt: skip
    (notes / "watch.json").write_text(json.dumps(watch))
    desk.settings.__dict__["models"] = shelf
    text = as_role("viewer").get("/quality/model").text
    for said in ("Version 1", "in force", "calibration-harm", "0.31", "no longer fits", "1,000"):
        assert said in text, said
    (shelf / "calls" / "1" / "card.json").write_text("{torn")
    assert "No model of calls yet" in as_role("viewer").get("/quality/model").text


def test_understanding_is_shown_by_language(as_role: AsRole) -> None:
    answer = as_role("viewer").get("/quality/understanding")
    assert answer.status_code == 200
    assert "Русский" in answer.text or "No model of understanding yet" in answer.text


def test_calls_that_are_not_counted_yet_are_told(desk: Office, as_role: AsRole) -> None:
    attempt = call(desk, Disposition.CONFIRMED)
    with desk.storage._databases[0].write() as session:
        session.connection().exec_driver_sql(
            f"UPDATE attempts SET counted_as = NULL WHERE attempt_id = '{attempt}'"
        )
    assert "still being counted" in as_role("viewer").get("/quality").text
