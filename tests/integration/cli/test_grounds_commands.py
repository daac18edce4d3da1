"""`explain`, `history import` and `journal replay`, as programs use them."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from tests.fakes.past import NUMBER, TRANSCRIPT, WORDING, Past
from voicebot.adapters.storage.database import Database
from voicebot.adapters.storage.schema import bring_up_to_date
from voicebot.cli import explain, history, journal_replay
from voicebot.errors import BadInput

CALL = datetime(2026, 3, 18, 16, 5, tzinfo=UTC)
BEFORE = datetime(2026, 2, 1, 12, tzinfo=UTC)

Run = Callable[..., Any]


def commands() -> typer.Typer:
    app, of_journal = typer.Typer(), typer.Typer()
    explain.register(app)
    journal_replay.register(of_journal)
    of_journal.callback()(lambda: None)
    app.add_typer(history.app, name="history")
    app.add_typer(of_journal, name="journal")
    return app


@pytest.fixture
def home(quick_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOICEBOT_HOME", str(quick_path / "home"))
    monkeypatch.chdir(quick_path)
    (quick_path / "home").mkdir()
    return quick_path / "home"


@pytest.fixture
def past(home: Path) -> Past:
    database = Database(f"sqlite:///{home / 'voicebot.db'}")
    bring_up_to_date(database)
    return Past(database)


def run(*arguments: str, exit_code: int = 0) -> Result:
    done = CliRunner().invoke(commands(), list(arguments))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == exit_code, done.output
    return done


def asked(*arguments: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(run(*arguments, "--json").stdout)
    return body


@pytest.fixture
def called(past: Past) -> Past:
    """A call on a consent, in which the person opted out."""
    past.listed(BEFORE, "Anna Smith", timezone="America/New_York")
    past.consented(BEFORE)
    record = {
        "transcript": TRANSCRIPT,
        "opt_out": {
            "scope": "SELLER",
            "words": "Stop <b>calling</b> me.",
            "evidence": "calls/e.wav",
        },
    }
    past.called(CALL, "a-1", consent_id="consent-1", disposition="OPT_OUT", record=record)
    past.opted_out(CALL, attempt_id="a-1")
    return past


def test_explain_answers_in_a_few_sentences_and_gives_everything(called: Past) -> None:
    told = asked("explain", NUMBER, "--at", "2026-03-18")
    assert told["answer"].startswith(f"On 18 March 2026, {NUMBER} was called once. The call rested")
    (entry,) = told["entries"]
    assert entry["grounds"]["kind"] == "CONSENT"
    assert entry["decided"]["decision"]["rules"][0]["inputs"]["consent_id"] == "consent-1"
    assert told["consents"][0]["wording"] == WORDING
    assert [record["state"] for record in told["records"]] == ["whole"] * len(told["records"])


def test_explain_speaks_russian(called: Past) -> None:
    told = asked("explain", NUMBER, "--at", "2026-03-18", "--lang", "ru")
    assert told["answer"].startswith(f"18 марта 2026 г. на номер {NUMBER} звонили 1 раз.")


def test_a_moment_to_the_minute_takes_in_the_minute(called: Past) -> None:
    assert len(asked("explain", NUMBER, "--at", "2026-03-18T12:05")["entries"]) == 1
    assert asked("explain", NUMBER, "--at", "2026-03-18T12:04")["entries"] == []
    assert len(asked("explain", NUMBER, "--at", "2026-03-18T16:05Z")["entries"]) == 1


def test_explain_for_people_is_short(called: Past) -> None:
    shown = run("explain", NUMBER, "--at", "2026-03-18").stdout
    assert "was called once" in shown
    assert WORDING in shown


def test_the_page_stands_alone_and_leads_to_the_evidence_beside_it(
    called: Past, quick_path: Path
) -> None:
    run("explain", NUMBER, "--at", "2026-03-18", "--html", "dossier.html")
    page = (quick_path / "dossier.html").read_text()
    assert 'src="home/calls/e.wav"' in page
    assert "Stop &lt;b&gt;calling&lt;/b&gt; me." in page
    assert "http" not in page
    assert "<script" not in page


def test_a_number_that_was_never_called_has_an_answer_too(past: Past) -> None:
    told = asked("explain", "+12025550199", "--at", "2026-03-18")
    assert "was not called" in told["answer"]
    assert told["entries"] == []


@pytest.mark.parametrize("wrong", [("--at", "yesterday"), ("--lang", "de")])
def test_what_cannot_be_asked_is_refused(wrong: tuple[str, str], past: Past) -> None:
    with pytest.raises(BadInput):
        run("explain", NUMBER, *wrong)


def test_history_import_tells_rows_accepted_and_rejected(home: Path, quick_path: Path) -> None:
    (quick_path / "m.toml").write_text(
        'name = "old"\n[columns]\nnumber = "n"\ntime = "t"\noutcome = "o"\n'
        '[defaults]\npurpose = "SURVEY"\n[outcomes]\nA = { disposition = "COMPLETED" }\n'
    )
    (quick_path / "calls.csv").write_text(
        f"n,t,o\n{NUMBER},2026-03-18T16:05Z,A\n{NUMBER},2026-03-19T16:05Z,B\n"
    )
    done = asked("history", "import", "calls.csv", "--mapping", "m.toml")
    assert (done["rows"], done["accepted"], done["new"]) == (2, 1, 1)
    assert done["rejected"][0]["row"] == 3
    assert asked("history", "import", "calls.csv", "--mapping", "m.toml")["new"] == 0
    answer = asked("explain", NUMBER)["answer"]
    assert "There is no record that permits this call: another dialler placed it" in answer


def test_a_history_of_which_nothing_could_be_taken_exits_1(home: Path, quick_path: Path) -> None:
    (quick_path / "m.toml").write_text(
        'name = "old"\n[columns]\nnumber = "n"\ntime = "t"\noutcome = "o"\n'
        '[defaults]\npurpose = "SURVEY"\n[outcomes]\nA = { disposition = "COMPLETED" }\n'
    )
    (quick_path / "calls.csv").write_text(f"n,t,o\n{NUMBER},2026-03-18T16:05Z,B\n")
    run("history", "import", "calls.csv", "--mapping", "m.toml", exit_code=1)


def test_journal_replay_counts_decisions_and_finds_none_that_differ(past: Past) -> None:
    past.decided(CALL, "a-1", rule_set="2026-11.1")
    told = asked("journal", "replay")
    assert told == {"decisions": 1, "other_rules": 1, "mismatches": []}
