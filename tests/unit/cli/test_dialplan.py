"""`voicebot dialplan` as people and programs use it."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from voicebot.cli.dialplan import app
from voicebot.conversation.flow import problems_in

ROOT = Path(__file__).parents[3]
RUN = CliRunner()


@pytest.fixture(autouse=True)
def our_dialplans(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VOICEBOT_DIALPLANS", str(ROOT / "dialplans"))
    monkeypatch.chdir(tmp_path)


def test_the_dialogues_we_ship_pass_the_check() -> None:
    result = RUN.invoke(app, ["check"])
    assert result.exit_code == 0
    assert "6 dialogues" in result.output


def test_a_bad_dialogue_is_told_with_file_and_line_and_exit_1(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    good = (ROOT / "dialplans" / "satisfaction.yaml").read_text("utf-8")
    bad.write_text(good.replace("start: score", "start: scores"), "utf-8")
    result = RUN.invoke(app, ["check", str(bad)])
    assert result.exit_code == 1
    line = good.splitlines().index("start: score") + 1
    assert f"{bad}:{line}: " in result.output
    as_json = RUN.invoke(app, ["check", "--json", str(bad)])
    assert as_json.exit_code == 1
    assert json.loads(as_json.output)[0]["line"] == line


def test_the_list_names_every_dialogue_with_its_variables() -> None:
    listed = json.loads(RUN.invoke(app, ["list", "--json"]).output)
    assert {flow["flow"] for flow in listed} >= {"appointment_reminder", "opt_out_line"}
    assert next(f for f in listed if f["flow"] == "payment_reminder")["variables"] == {
        "amount": "money",
        "due": "date",
    }


def test_a_dialogue_can_be_held_by_typing() -> None:
    result = RUN.invoke(app, ["try", "appointment_reminder"], input="hello\nyes\n")
    assert result.exit_code == 0
    assert "Say stop or press 9" in result.output
    assert "The call is over: CONFIRMED." in result.output


def test_a_typed_demand_to_stop_is_acknowledged_in_russian() -> None:
    result = RUN.invoke(
        app, ["try", "delivery_notice", "--lang", "ru"], input="алло\nне звоните мне больше\n"
    )
    assert "Мы больше не будем звонить на этот номер" in result.output
    assert "OPT_OUT" in result.output


def test_keys_silence_and_hanging_up_can_be_typed() -> None:
    tried = RUN.invoke(app, ["try", "satisfaction", "--json"], input="hello\n#5\n")
    assert json.loads(tried.output)["goal"] == "completed"
    silent = RUN.invoke(app, ["try", "satisfaction", "--json"], input="\n\n\n")
    assert json.loads(silent.output)["disposition"] == "SILENT"
    hung_up = RUN.invoke(app, ["try", "satisfaction", "--json"], input="hello\n")
    assert json.loads(hung_up.output)["transcript"][-1]["who"] == "robot"


def test_a_hidden_caller_of_the_opt_out_line_is_asked_for_the_number() -> None:
    typed = "#12025550142#\n#1\n"
    tried = RUN.invoke(app, ["try", "opt_out_line", "--hidden", "--json"], input=typed)
    assert json.loads(tried.output)["opt_out"] == "+12025550142"


def test_the_dialogue_in_the_documentation_can_be_spoken(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "dialplans.md").read_text("utf-8")
    example = next(b for b in re.findall(r"```yaml\n(.*?)```", page, re.S) if "steps:" in b)
    path = tmp_path / "example.yaml"
    path.write_text(example, "utf-8")
    assert problems_in(path) == []
