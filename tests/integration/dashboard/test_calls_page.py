"""The page of calls: found, kept as a view, taken away; masked and journalled by role."""

import csv
import io
import re

import pytest

from tests.fakes.calls import NUMBER, OTHER
from tests.integration.dashboard.conftest import AsRole
from tests.integration.storage.test_call_list import held
from voicebot.bootstrap.office import Office
from voicebot.outcomes.disposition import Disposition

SEVERAL = 120


@pytest.fixture
def two(desk: Office) -> tuple[str, str]:
    """A confirmed call, and an older one with an opt-out."""
    storage = desk.storage
    confirmed = held(storage, "yes I will come", NUMBER, 1)
    return confirmed, held(storage, "stop calling", OTHER, 9, Disposition.OPT_OUT)


def shown(text: str) -> list[str]:
    return re.findall(r'href="/calls/([\w-]{36})', text)


def test_calls_are_found_by_what_the_address_asks(as_role: AsRole, two: tuple[str, str]) -> None:
    someone = as_role("supervisor")
    confirmed, stopped = two
    for asked, expected in (
        ("", [confirmed, stopped]),
        ("words=call*", [stopped]),
        ("outcome=CONFIRMED", [confirmed]),
        ("number=%2B1+202+555+0124", [stopped]),
        ("outcome=NONSENSE&sure=x&looked=y&cursor=zz&since=today", [confirmed, stopped]),
        ("since=2026-11-18&until=2026-11-18", [confirmed, stopped]),
        ("until=2026-11-17", []),
    ):
        assert shown(someone.get(f"/calls?{asked}").text) == expected, asked


def test_every_call_is_seen_once_page_by_page(desk: Office, as_role: AsRole) -> None:
    ids = [held(desk.storage, "no", minutes=place) for place in range(SEVERAL)]
    someone, seen, path = as_role("supervisor"), [], "/calls?words=no"
    while path:
        text = someone.get(path).text
        seen += shown(text)
        older = re.search(r'href="([^"]+)" rel="next"', text)
        path = older[1].replace("&amp;", "&") if older else ""
    assert seen == ids


def test_whom_the_list_shows_is_journalled(
    desk: Office, as_role: AsRole, two: tuple[str, str]
) -> None:
    as_role("supervisor").get("/calls")
    look = list(desk.storage.journal.records("look"))[-1]
    assert look.content["what"] == "calls"
    assert look.content["by"] == "user a.supervisor"
    assert {NUMBER.e164, OTHER.e164} <= set(map(str, look.content.values()))
    assert len(two) == 2


def test_who_may_not_see_persons_neither_sees_nor_finds_them(
    as_role: AsRole, two: tuple[str, str]
) -> None:
    viewer = as_role("viewer")
    text = viewer.get("/calls").text
    assert NUMBER.e164 not in text
    assert "stop calling" not in text
    assert 'name="words"' not in text
    asked = viewer.get("/calls?words=stop&number=%2B12025550124").text
    assert set(shown(asked)) == set(two)


def test_a_view_is_kept_shared_and_forgotten_by_its_owner_alone(
    as_role: AsRole, two: tuple[str, str]
) -> None:
    owner, other = as_role("supervisor"), as_role("compliance")
    query = "outcome=OPT_OUT&words=stop&nonsense=1"
    kept = owner.submit("/calls/views", name="Stops", query=query, shared="yes")
    assert kept.headers["location"] == "/calls?words=stop&outcome=OPT_OUT"
    assert "Stops" in other.get("/calls").text
    assert "words=stop" not in as_role("viewer").get("/calls").text
    (view_id,) = re.findall(r"/calls/views/([\w-]+)/drop", owner.get(kept.headers["location"]).text)
    assert other.submit(f"/calls/views/{view_id}/drop").status_code == 404
    assert owner.submit(f"/calls/views/{view_id}/drop").status_code == 303
    assert "Stops" not in other.get("/calls").text
    assert len(two) == 2


def test_an_export_is_for_its_roles_and_opens_safely_in_a_spreadsheet(
    desk: Office, as_role: AsRole
) -> None:
    held(desk.storage, "=cmd()", NUMBER)
    assert as_role("supervisor").get("/calls/export").status_code == 403
    answer = as_role("compliance").get("/calls/export?number=%2B12025550123")
    (row,) = csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff")))
    assert (row["number"], row["disposition"], row["said"]) == (
        NUMBER.e164, "CONFIRMED", "'=cmd()",
    )  # fmt: skip
    look = list(desk.storage.journal.records("look"))[-1]
    assert look.content["what"] == "calls export"


def test_an_empty_list_says_what_to_do(as_role: AsRole) -> None:
    someone = as_role("supervisor")
    assert "No calls yet" in someone.get("/calls").text
    assert "No such calls" in someone.get("/calls?outcome=OPT_OUT").text
