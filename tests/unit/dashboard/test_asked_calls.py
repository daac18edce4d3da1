"""What the address of a list of calls asks for."""

from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.clock import NOON
from voicebot.adapters.storage.supervisors.users import User
from voicebot.adapters.storage.wanted_calls import Place
from voicebot.dashboard.asked_calls import NAMES, AskedCalls, cursor_of, place_of
from voicebot.dashboard.viewer import Viewer


def viewer(role: str) -> Viewer:
    user = User("1", role, role, "", "", 0, "", "", "auto", NOON, None, None)
    return Viewer(user, "en", "Europe/Moscow", "auto", "")


def test_days_are_of_the_viewers_zone_and_both_are_included() -> None:
    wanted = AskedCalls(since="2026-11-18", until="2026-11-18").wanted(viewer("supervisor"))
    assert wanted.since is not None
    assert wanted.until is not None
    assert wanted.since.isoformat() == "2026-11-18T00:00:00+03:00"
    assert wanted.until.isoformat() == "2026-11-19T00:00:00+03:00"


def test_who_may_not_see_persons_asks_for_none() -> None:
    asked = AskedCalls(words="stop", number="+12025550123", outcome="OPT_OUT")
    wanted = asked.wanted(viewer("viewer"))
    assert (wanted.words, wanted.number, wanted.disposition) == ("", "", "OPT_OUT")


def test_a_place_is_read_back_from_the_address() -> None:
    place = Place(NOON, "a-1")
    assert place_of(cursor_of(place)) == place
    assert cursor_of(None) == ""


@given(st.text(max_size=80))
def test_no_text_breaks_a_cursor(text: str) -> None:
    place = place_of(text)
    assert place is None or place.at.tzinfo is not None


@given(st.dictionaries(st.sampled_from([*NAMES, "x"]), st.text(max_size=20), max_size=6))
def test_a_query_handed_on_asks_for_the_same(said: dict[str, str]) -> None:
    asked = AskedCalls(**{name: text for name, text in said.items() if name in NAMES})
    again = AskedCalls.of_query(asked.query())
    assert again.query() == asked.query()
    assert set(dict(parse_qsl(asked.query()))) <= set(NAMES)
