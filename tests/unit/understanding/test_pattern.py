"""The language that phrases are written in."""

import pytest

from voicebot.understanding.pattern import BadPattern, compile_pattern, match_at

SETS = {"call": ["call", "ring up"]}
SKIP = frozenset({"please"})


def matches(pattern: str, text: str) -> bool:
    words = text.split()
    return any(
        match_at(compiled, words, start, SKIP) is not None
        for compiled in compile_pattern(pattern, SETS)
        for start in range(len(words))
        if compiled.anchors is None or words[start] in compiled.anchors
    )


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("do not <call>", "do not call", True),
        ("do not <call>", "do not please ring up", True),
        ("do not <call>", "do not ever call", False),
        ("do not .. <call>", "do not you dare call", True),
        ("do not .. <call>", "do not a b c call", False),
        ("do not ... <call>", "do not a b c call", True),
        ("^ stop $", "please stop please", True),
        ("^ stop $", "stop it", False),
        ("^ stop $", "bus stop", False),
        ("!i/we never <call>", "i never call", False),
        ("!i/we never <call>", "so never call", True),
        ("!do_not stop", "do not stop", False),
        ("stop !by/for", "stop by", False),
        ("stop !by/for", "stop now", True),
        ("the? list", "list", True),
        ("no * here", "no john here", True),
        ("no * here", "no here", False),
        ("не {звонить:impr}", "не звоните", True),
        ("не {звонить:impr}", "не звонила", False),
        ("{звонить}", "звонила", True),
    ],
)
def test_a_pattern_matches_what_it_says(pattern: str, text: str, expected: bool) -> None:
    assert matches(pattern, text) is expected


@pytest.mark.parametrize("pattern", ["", "<nobody>", "a ^", "x?", "stop /$", "{щщщ:impr}"])
def test_a_pattern_that_cannot_be_read_is_refused(pattern: str) -> None:
    with pytest.raises(BadPattern):
        list(compile_pattern(pattern, SETS))
