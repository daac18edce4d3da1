"""`voicebot consent` and `voicebot feedback`, as programs use them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from voicebot.cli import consent, feedback, optout
from voicebot.errors import BadInput, NotFound

Run = Callable[..., Any]
NUMBER = "+12025550123"
GIVEN = ("--purpose", "MARKETING", "--wording", "Yes, call me", "--at", "2026-01-05T10:00Z")


@pytest.fixture
def run(quick_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in an installation of its own; gives its JSON, or raises its error."""
    monkeypatch.setenv("VOICEBOT_HOME", str(quick_path / "home"))
    monkeypatch.chdir(quick_path)
    app = typer.Typer()
    for name, group in {
        "consent": consent.app,
        "feedback": feedback.app,
        "optout": optout.app,
    }.items():
        app.add_typer(group, name=name)

    def run(*arguments: str, exit_code: int = 0, json_: bool = True) -> Any:
        done = CliRunner().invoke(app, [*arguments, "--json"] if json_ else list(arguments))
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == exit_code, done.output
        return json.loads(done.stdout) if json_ else done.stdout

    return run


def shown(run: Run, *arguments: str) -> dict[str, str]:
    """Every state, by purpose."""
    found = run("consent", "show", NUMBER, *arguments)["consents"]
    return {state["purpose"]: state["state"] for one in found for state in one["states"]}


def test_a_consent_is_added_shown_and_withdrawn(run: Run) -> None:
    added = run("consent", "add", NUMBER, *GIVEN, "--method", "web form", "--lang", "en")
    assert (added["new"], added["states"]) == (True, ["GIVEN"])
    assert (
        run("consent", "add", NUMBER, *GIVEN, "--method", "web form", "--lang", "en")["new"]
        is False
    )
    (one,) = run("consent", "show", NUMBER)["consents"]
    assert (one["wording"], one["method"], one["jurisdiction"]) == (
        "Yes, call me",
        "web form",
        "US",
    )
    (event,) = run("consent", "withdraw", NUMBER, "--at", "2026-02-01", "--reason", "by letter")
    assert (event["state"], event["happened_at"]) == ("WITHDRAWN", "2026-02-01T00:00:00+00:00")
    assert shown(run) == {"MARKETING": "WITHDRAWN"}


def test_a_day_before_the_record_shows_nothing_and_exits_1(run: Run) -> None:
    run("consent", "add", NUMBER, *GIVEN)
    none = run("consent", "show", NUMBER, "--at", "2026-01-01", exit_code=1)
    assert none["consents"] == []


def test_people_see_the_wording_and_what_came_late(run: Run) -> None:
    run("consent", "add", NUMBER, *GIVEN)
    text = run("consent", "show", NUMBER, json_=False)
    assert "Yes, call me" in text
    assert "GIVEN" in text


def test_a_void_consent_is_kept_and_exits_1(run: Run) -> None:
    done = run("consent", "add", NUMBER, *GIVEN, "--pre-ticked", exit_code=1)
    assert done["states"] == ["INVALIDATED"]
    assert shown(run) == {"MARKETING": "INVALIDATED"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("withdraw", NUMBER, "--at", "2026-01-05T10:00Z"), "at the same moment"),
        (("withdraw", NUMBER, "--at", "2099-01-05"), "in the future"),
        (("refuse", NUMBER, "--purpose", "MARKETING"), "cannot become REFUSED"),
        (("add", NUMBER, "--purpose", "SURVEY", "--at", "2099-01-01", "--wording", "y"), "future"),
        (("add", NUMBER, "--purpose", "SURVEY"), "needs the wording"),
        (("add", NUMBER, *GIVEN, "--expires", "2025-01-01"), "expires before it was given"),
        (("add", "sip:anna@example.net", *GIVEN), "belongs to a telephone number"),
        (("off", NUMBER, "--purpose", "DEBT_COLLECTION"), "mandatory kind"),
        (("on", NUMBER, "--purpose", "MARKETING", "--by", "SUPERVISOR"), "own act"),
    ],
)  # fmt: skip
def test_contradictory_consents_get_a_clear_answer(
    run: Run, arguments: tuple[str, ...], says: str
) -> None:
    run("consent", "add", NUMBER, *GIVEN)
    with pytest.raises(BadInput, match=says):
        run("consent", *arguments)
    assert shown(run) == {"MARKETING": "GIVEN"}


def test_an_unknown_purpose_is_wrong_usage(run: Run) -> None:
    with pytest.raises(AssertionError, match="FISHING"):
        run("consent", "add", NUMBER, "--purpose", "FISHING", "--wording", "y")


def test_a_request_is_answered(run: Run) -> None:
    run("consent", "request", NUMBER, "--purpose", "SURVEY", "--wording", "May we?")
    assert shown(run) == {"SURVEY": "REQUESTED"}
    run("consent", "answer", NUMBER, "--purpose", "SURVEY", "--by", "VOICE")
    assert shown(run) == {"SURVEY": "GIVEN"}
    with pytest.raises(NotFound):
        run("consent", "answer", NUMBER, "--purpose", "MARKETING")


def test_a_kind_is_turned_off_and_on_again(run: Run) -> None:
    run("consent", "add", NUMBER, *GIVEN)
    off = run("consent", "off", NUMBER, "--purpose", "MARKETING", "--by", "PAGE")
    assert off["withdrawn"] == 1
    assert shown(run) == {"MARKETING": "WITHDRAWN"}
    on = run("consent", "on", NUMBER, "--purpose", "MARKETING", "--by", "PAGE", "--wording", "Yes")
    assert (on["lifted"], on["still_opted_out"]) == (1, [])
    assert run("optout", "list", "--number", NUMBER) == []


def test_consents_are_imported_with_every_rejected_row_listed(run: Run, quick_path: Path) -> None:
    (quick_path / "consents.csv").write_text(
        "номер;цели;получено;галочка стояла заранее\n"
        "+79161234567;реклама;31.05.2026;нет\n+79161234568;опрос;31.05.2026;да\n1;опрос;;\n",
        encoding="cp1251",
    )
    done = run(
        "consent", "import", "consents.csv", "--wording", "Согласен", "--zone", "Europe/Moscow"
    )
    assert (done["accepted"], done["new"]) == (2, 2)
    assert done["states"] == {"GIVEN": 1, "INVALIDATED": 1}
    assert [row["row"] for row in done["rejected"]] == [4]
    (quick_path / "none.csv").write_text("number,captured_at\n1,2026-01-01\n")
    assert run("consent", "import", "none.csv", exit_code=1)["accepted"] == 0


def test_feedback_that_says_stop_stops_the_calls(run: Run) -> None:
    done = run(
        "feedback", "add", NUMBER, "--text", "Nice. But stop calling me.", "--channel", "SMS"
    )
    assert (done["opt_out"], done["kind"], done["because"]) == (
        True, "FEEDBACK", "But stop calling me",
    )  # fmt: skip
    (found,) = run("optout", "list", "--number", NUMBER)
    assert (found["source"], found["words"]) == ("WRITTEN", "Nice. But stop calling me.")
    assert run("feedback", "list") == []


def test_a_complaint_is_listed_and_resolved(run: Run) -> None:
    run("feedback", "add", NUMBER, "--text", "Wrong bill", "--complaint", "--id", "m-1")
    (found,) = run("feedback", "list")
    assert (found["id"], found["state"], found["overdue"]) == ("m-1", "OPEN", False)
    assert run("feedback", "resolve", "m-1", "--resolution", "corrected")["state"] == "RESOLVED"
    assert run("feedback", "list") == []
    assert len(run("feedback", "list", "--all")) == 1


def test_a_file_of_messages_is_entered_once(run: Run, quick_path: Path) -> None:
    (quick_path / "mails.csv").write_text(
        f"number,text,at\n{NUMBER},Unsubscribe,2026-05-01\n{NUMBER},I want to complain,2026-05-02\n"
    )
    done = run("feedback", "import", "mails.csv")
    counts = {name: done[name] for name in ("new", "opt_outs", "complaints")}
    assert counts == {"new": 2, "opt_outs": 1, "complaints": 1}
    assert run("feedback", "import", "mails.csv")["new"] == 0
