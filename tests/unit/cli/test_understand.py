"""`voicebot understand`: one utterance a line in, one JSON object a line out."""

import json
import subprocess
import sys

FIELDS = {"text", "intent", "refusal_kind", "opt_out", "confidence"}


def run(language: str, lines: bytes) -> subprocess.CompletedProcess[bytes]:
    command = "from voicebot.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", command, "understand", "--lang", language],
        input=lines,
        capture_output=True,
        check=False,
    )


def test_every_line_is_answered_by_one_object_whatever_is_in_it() -> None:
    lines = ["stop calling me", "", "😀", "не звоните", "a" * 10_000, "call me tomorrow"]
    done = run("en", "\n".join(lines).encode() + b"\n\xff\xfe\n")
    answers = [json.loads(line) for line in done.stdout.decode().split("\n")[:-1]]
    assert done.returncode == 0, done.stderr
    assert [answer["text"] for answer in answers[:-1]] == lines
    assert len(answers) == len(lines) + 1
    assert all(set(answer) >= FIELDS for answer in answers)
    assert [answer["opt_out"] for answer in answers] == [
        True,
        False,
        False,
        True,
        False,
        False,
        False,
    ]


def test_a_language_without_phrases_is_wrong_usage_said_in_one_sentence() -> None:
    done = run("xx", b"hello\n")
    assert done.returncode == 2
    assert done.stderr.decode().count("\n") == 1
    assert b"en or ru" in done.stderr
