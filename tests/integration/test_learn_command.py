"""`voicebot learn` and `voicebot understand`, run as programs."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.fakes.small_encoder import small_encoder

ROOT = Path(__file__).parents[2]


def voicebot(
    *words: str, said: bytes = b"", **settings: Path
) -> subprocess.CompletedProcess[bytes]:
    program = [sys.executable, "-c", "from voicebot.cli import main; main()", *words]
    told = os.environ | {f"VOICEBOT_{name.upper()}": str(at) for name, at in settings.items()}
    return subprocess.run(program, cwd=ROOT, input=said, capture_output=True, check=False, env=told)


def test_the_version_in_force_is_listed() -> None:
    done = voicebot("learn", "versions", "understanding", "--json")
    assert done.returncode == 0, done.stderr
    assert sum(row["in_force"] for row in json.loads(done.stdout)) == 1


def test_an_unknown_task_is_wrong_usage() -> None:
    done = voicebot("learn", "train", "weather")
    assert done.returncode == 2
    assert b"weather" in done.stderr


def test_every_line_gets_an_answer_whatever_is_in_it() -> None:
    lines = [
        b"stop calling me",
        b"",
        b"\xff\xfe\x00",
        "😀".encode(),
        b"a" * 10_000,
        "привет".encode(),
    ]
    done = voicebot("understand", "--lang", "en", said=b"\n".join(lines))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(lines)
    assert [answer["opt_out"] for answer in answers] == [True] + [False] * 5


FAMILIES = """
[[family]]
name = "demand-{k}"
means = "opt_out"
kind = "EXPLICIT_OPT_OUT"
say = ["heron {word} rowan", "now heron {word} rowan"]

[[family]]
name = "other-{k}"
means = "other"
near = "opt_out"
say = ["rowan {word} heron", "now rowan {word} heron"]
"""


def test_a_reader_is_trained_put_in_force_and_asked(tmp_path: Path) -> None:
    corpus = tmp_path / "corpora" / "understanding" / "en"
    corpus.mkdir(parents=True)
    words = ("moss", "fern", "reed", "ferns", "mosses", "reeds", "lake", "brook")
    told = "".join(FAMILIES.format(k=k, word=word) for k, word in enumerate(words))
    (corpus / "small.toml").write_text(told, encoding="utf-8")
    at = {"models": tmp_path / "models", "corpora": tmp_path / "corpora"}
    encoder = str(small_encoder(tmp_path / "small"))
    done = voicebot("learn", "train-reader", "--lang", "en", "--start", encoder, "--promote", **at)
    assert done.returncode == 0, done.stderr
    assert b"started from small" in done.stdout
    done = voicebot("learn", "train", "understanding", "--lang", "en", "--json", "--promote", **at)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["languages"]["en"]["reader"] == "1"
    done = voicebot("understand", "--lang", "en", said=b"heron pond rowan\n", **at)
    assert json.loads(done.stdout)["text"] == "heron pond rowan"


def test_a_reader_without_an_encoder_or_of_an_unknown_language_is_refused(tmp_path: Path) -> None:
    for lang, start, named in (("en", tmp_path, b"config.json"), ("xx", tmp_path, b"'xx'")):
        done = voicebot("learn", "train-reader", "--lang", lang, "--start", str(start))
        assert done.returncode == 2
        assert named in done.stderr
