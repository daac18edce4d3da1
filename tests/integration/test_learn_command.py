"""`voicebot learn` and `voicebot understand`, run as programs."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def voicebot(*words: str, said: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    program = [sys.executable, "-c", "from voicebot.cli import main; main()", *words]
    return subprocess.run(program, cwd=ROOT, input=said, capture_output=True, check=False)


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
