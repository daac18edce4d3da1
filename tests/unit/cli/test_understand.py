"""`voicebot understand`: one utterance a line in, one JSON object a line out."""

import json
import subprocess
import sys

from voicebot.cli.many_lines import SHARED_FROM

UNDERSTAND = (sys.executable, "-c", "from voicebot.cli import main; main()", "understand")
FIELDS = {"text", "intent", "refusal_kind", "opt_out", "confidence"}


def run(language: str, lines: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*UNDERSTAND, "--lang", language],
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


def test_many_lines_are_answered_in_their_order_and_as_each_is_by_itself() -> None:
    said = ("stop calling me", "call me tomorrow", "who is this", "hello")
    lines = [f"{said[n % len(said)]} {n}" for n in range(3 * SHARED_FROM)]
    done = run("en", "\n".join(lines).encode())
    assert done.returncode == 0, done.stderr
    answers = done.stdout.splitlines()
    assert [json.loads(answer)["text"] for answer in answers] == lines
    few = run("en", "\n".join(lines[-8:]).encode())
    assert few.stdout.splitlines() == answers[-8:]


def test_a_line_is_answered_before_the_next_one_is_said() -> None:
    process = subprocess.Popen(UNDERSTAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        for said in (b"stop calling me", b"hello"):
            process.stdin.write(said + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["text"] == said.decode()
        process.stdin.close()
    assert process.returncode == 0


def test_a_language_without_phrases_is_wrong_usage_said_in_one_sentence() -> None:
    done = run("xx", b"hello\n")
    assert done.returncode == 2
    assert done.stderr.decode().count("\n") == 1
    assert b"en or ru" in done.stderr
