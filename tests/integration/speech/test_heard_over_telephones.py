"""Real synthetic voices over a telephone, heard by the real engines."""

import csv
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from tests.models_fixture import REPOSITORY, SpeechModels
from voicebot.cli.learn_hear import register
from voicebot.errors import BadInput, SpeechError, VoiceMissing
from voicebot.learning.understanding.corpus import Row
from voicebot.simulation.auditions import Audition, auditions, heard_by
from voicebot.simulation.festival import Festival
from voicebot.simulation.speakers import SPEAKERS, Speaker, speakers_of
from voicebot.simulation.telephone import Channel
from voicebot.understanding.intents import Intent, RefusalKind
from voicebot.understanding.label import Label

pytestmark = pytest.mark.models

DEMAND = Label(Intent.OPT_OUT, RefusalKind.EXPLICIT_OPT_OUT)
TRAINING_FAMILY = """
[[family]]
name = "on-trial"
means = "opt_out"
kind = "EXPLICIT_OPT_OUT"
say = ["stop calling me"]
"""


def speaker(name: str) -> Speaker:
    return next(speaker for speaker in SPEAKERS if speaker.name == name)


def test_a_demand_is_heard_through_noise_and_loss(speech_models: SpeechModels) -> None:
    engines = {"pair": speech_models.engines("moonshine-tiny-en", "whisper-base").engine_for("en")}
    said = Row("please stop calling me", DEMAND, "on-trial")
    audition = Audition(said, speaker("rms"), Channel.named("mulaw-6dB+line25+loss1"))
    (row,) = heard_by(audition, engines, "en")
    assert "stop calling me" in row.heard.lower()
    assert (row.family, row.voice, row.channel) == ("on-trial", "rms", "mulaw-6dB+line25+loss1")


@pytest.mark.parametrize("name", ["slt", "slt-hts", "nsh", "nsh-young"])
def test_the_same_utterance_always_makes_the_same_sound(name: str) -> None:
    text = "да нет" if speaker(name).language == "ru" else "yes and no"
    audition = Audition(
        Row(text, DEMAND, "on-trial"), speaker(name), Channel.named("alaw+street10+loss5")
    )
    assert audition.sound() == audition.sound()


def test_a_further_round_is_said_by_other_voices_over_other_telephones() -> None:
    rows = [Row("stop calling me", DEMAND, "on-trial")]
    said = list(auditions("en", rows, rounds=len(speakers_of("en"))))
    assert {audition.speaker for audition in said} == set(speakers_of("en"))
    assert len({audition.channel for audition in said}) == len(said)


def test_a_voice_that_is_not_installed_is_named_with_its_package(tmp_path: Path) -> None:
    missing = Festival("voice_of_nobody", "festvox-nobody")
    with pytest.raises(VoiceMissing, match="apt-get install festvox-nobody"):
        missing("hello", tmp_path / "said.wav")


def test_a_text_that_festival_cannot_speak_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SpeechError, match="could not speak"):
        speaker("nsh").synthesis("!", tmp_path / "said.wav")


def hear(corpora: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> dict[str, object]:
    """What `voicebot learn hear` says of one run."""
    monkeypatch.setenv("VOICEBOT_CORPORA", str(corpora))
    monkeypatch.setenv("VOICEBOT_HOME", str(REPOSITORY / "var"))
    app = typer.Typer()
    app.callback()(lambda: None)
    register(app)
    result = CliRunner().invoke(app, ["hear", "--json", *arguments], catch_exceptions=False)
    told: dict[str, object] = json.loads(result.stdout)
    return told


def test_rows_that_are_there_are_not_made_again(
    speech_models: SpeechModels, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    speech_models.engines("moonshine-tiny-en", "whisper-base")
    (tmp_path / "understanding" / "en").mkdir(parents=True)
    (tmp_path / "understanding" / "en" / "opt_out.toml").write_text(TRAINING_FAMILY)
    bounds = ("--lang", "en", "--rounds", "2", "--limit", "1")
    assert [hear(tmp_path, monkeypatch, *bounds)["rows"] for _ in range(3)] == [1, 1, 0]
    table = tmp_path / "understanding" / "heard" / "en.tsv"
    with table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    assert [row["family"] for row in rows] == ["on-trial", "on-trial"]
    assert {row["engine"] for row in rows} == {"moonshine+whisper"}
    assert len({row["voice"] for row in rows}) == 2


def test_only_what_is_asked_for_is_said(
    speech_models: SpeechModels, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    speech_models.engines("moonshine-tiny-en", "whisper-base")
    (tmp_path / "understanding" / "en").mkdir(parents=True)
    (tmp_path / "understanding" / "en" / "opt_out.toml").write_text(TRAINING_FAMILY)
    assert hear(tmp_path, monkeypatch, "--lang", "en", "--only", "near")["rows"] == 0
    assert hear(tmp_path, monkeypatch, "--lang", "en", "--only", "opt_out")["rows"] == 1


def test_what_nothing_can_mean_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInput, match="near"):
        hear(tmp_path, monkeypatch, "--lang", "en", "--only", "anger")


def test_a_language_that_nobody_speaks_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadInput, match="use --lang en or ru"):
        hear(tmp_path, monkeypatch, "--lang", "tt")
