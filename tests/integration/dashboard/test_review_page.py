"""The review queue: worked through call by call; agreement is shown, a second word is blind."""

import re

import pytest

from tests.integration.dashboard.conftest import AsRole
from tests.integration.storage.test_call_list import held
from voicebot.bootstrap.office import Office
from voicebot.outcomes.disposition import Disposition


@pytest.fixture
def three(desk: Office) -> list[str]:
    """Calls that wait, what teaches most first."""
    return [held(desk.storage, "no", minutes=place, sure=0.1 + place / 10) for place in range(3)]


def shown(text: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'href="/calls/([\w-]{36})', text)))


def test_a_queue_is_worked_through_to_its_end(as_role: AsRole, three: list[str]) -> None:
    someone = as_role("supervisor")
    assert shown(someone.get("/review").text) == three
    place = f"/calls/{three[0]}"
    for following in three[1:]:
        sent = someone.submit(f"{place}/correct?queue=first", disposition="SOFT_REFUSAL")
        assert sent.headers["location"] == f"/calls/{following}?queue=first"
        place = f"/calls/{following}"
    skipped = someone.get(f"{place}/next?queue=first")
    assert skipped.headers["location"] == "/review?queue=first&over=1"
    assert "worked through" in someone.get(skipped.headers["location"]).text
    assert shown(someone.get("/review").text) == three[2:]


def test_who_gives_a_second_word_sees_the_first_only_afterwards(
    desk: Office, as_role: AsRole, three: list[str]
) -> None:
    desk.storage.corrections.correct(three[0], Disposition.OPT_OUT, "user boris", note="heard it")
    someone = as_role("supervisor")
    assert shown(someone.get("/review?queue=second").text) == [three[0]]
    path = f"/calls/{three[0]}?queue=second"
    assert "heard it" not in someone.get(path).text
    someone.submit(f"/calls/{three[0]}/correct?queue=second", disposition="SOFT_REFUSAL")
    assert "heard it" in someone.get(path).text
    assert shown(someone.get("/review?queue=differ").text) == [three[0]]


def test_agreement_is_shown(desk: Office, as_role: AsRole, three: list[str]) -> None:
    for name in ("user anna", "user boris"):
        desk.storage.corrections.correct(three[0], Disposition.SOFT_REFUSAL, name)
    text = as_role("supervisor").get("/review").text
    assert "on 1 call with several words" in text
    assert "100 %" in text
    assert "boris" in text


def test_an_empty_queue_says_what_comes_into_it(as_role: AsRole) -> None:
    someone = as_role("supervisor")
    for queue in ("first", "second", "differ", "nonsense"):
        assert someone.get(f"/review?queue={queue}").status_code == 200
    assert "Nothing waits for a look" in someone.get("/review").text
