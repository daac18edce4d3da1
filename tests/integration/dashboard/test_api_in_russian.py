"""Programs are told what is wrong in the language they ask for, down to each part of a request."""

import re

import pytest

from tests.integration.dashboard.programs import Program
from voicebot.dashboard.languages import translations
from voicebot.dashboard.wrong_parts import IN_GENERAL, WORDS, what_is_wrong

RUSSIAN = {"Accept-Language": "ru"}
SCOPES = ("contacts:read", "contacts:write", "campaigns:write", "consents:write", "checks:read")
ENGLISH_WORD = re.compile(r"[A-Za-z]{4,}")
CODE = re.compile(r"'[^']*'|\bJSON\b|\bNUL\b|\btrue\b|\bfalse\b")

WRONG: list[tuple[str, str, object]] = [
    ("PUT", "/contacts/12", {}),
    ("PUT", "/contacts/+12025550123", {"name": 7, "unknown": 1}),
    ("PUT", "/contacts/+12025550123", {"name": "x" * 999}),
    ("PUT", "/contacts/+12025550123", {"name": "\x00"}),
    ("PUT", "/contacts/+12025550123", {"name": "two\nlines"}),
    ("PUT", "/contacts/+12025550123", {"attributes": []}),
    ("PUT", "/contacts/+12025550123", "{"),
    ("PUT", "/contacts/+12025550123", []),
    ("POST", "/campaigns", {}),
    ("POST", "/campaigns", {"name": "", "calls_per_minute": 0}),
    ("POST", "/campaigns", {"name": "May", "calls_per_minute": 9999}),
    ("POST", "/consents", {"number": "+12025550123", "purposes": ["LOVE"], "at": "tomorrow"}),
    ("POST", "/consents", {"number": "+12025550123", "purposes": [], "captured_at": "2026-01-01"}),
    ("GET", "/contacts?size=many", None),
    ("GET", "/contacts?size=0", None),
    ("GET", "/contacts?size=9999", None),
]


@pytest.mark.parametrize(("method", "path", "body"), WRONG)
def test_what_is_wrong_with_a_request_is_told_in_russian(
    program: Program, method: str, path: str, body: object
) -> None:
    sent = {"content": body} if isinstance(body, str) else {"json": body}
    answer = program(*SCOPES).request(method, f"/api/v1{path}", headers=RUSSIAN, **sent)
    assert answer.status_code == 422, answer.text
    wrong = answer.json()["errors"]
    assert wrong
    for each in wrong:
        assert not ENGLISH_WORD.search(CODE.sub("", each["what"])), each


def test_every_fault_that_has_words_has_russian_ones_and_the_others_are_told_in_general() -> None:
    russian = translations("ru").gettext
    assert [words for words in WORDS.values() if russian(words) == words] == []
    assert what_is_wrong("ru", {"type": "union_tag_invalid"}) == russian(IN_GENERAL) != IN_GENERAL
    assert what_is_wrong("en", {"type": "less_than", "ctx": {"lt": 5}}) == "must be less than 5"
