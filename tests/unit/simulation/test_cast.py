"""Who is called in a demonstration."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.errors import BadInput
from voicebot.simulation import scenario
from voicebot.simulation.cast import gather, midday_zone
from voicebot.simulation.personas import PERSONAS, SELDOM
from voicebot.simulation.scenario import part_for

NOW = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC))


def test_by_default_every_persona_is_called_once_in_each_language_and_the_seldom_in_one() -> None:
    played = [(part.persona, part.language) for part in gather(0, "", NOW).parts.values()]
    often = [name for name in PERSONAS if name not in SELDOM]
    assert sorted(one for one in played if one[0] in often) == sorted(
        (name, lang) for name in often for lang in ("en", "ru")
    )
    seldom = [(name, lang) for name, lang in played if name in SELDOM]
    assert sorted(name for name, _ in seldom) == sorted(SELDOM)
    assert {lang for _, lang in seldom} == {"en", "ru"}


def test_in_one_language_every_persona_is_called() -> None:
    for language in ("en", "ru"):
        played = [part.persona for part in gather(0, language, NOW).parts.values()]
        assert sorted(played) == sorted(PERSONAS)


def test_people_speak_in_at_least_two_voices_of_a_language() -> None:
    for language in ("en", "ru"):
        assert len({part.voice for part in gather(0, language, NOW).parts.values()}) == 2


def test_a_thousand_people_have_a_thousand_valid_numbers() -> None:
    cast = gather(1000, "", NOW)
    assert len(cast.parts) == 1000
    assert all(contact.number.is_valid for contact in cast.contacts)
    assert "+12025550100" not in cast.parts


def test_nobody_speaks_klingon() -> None:
    with pytest.raises(BadInput):
        gather(1, "tlh", NOW)


@given(moments)
def test_it_is_daytime_where_the_people_are_now_and_a_day_later(now: datetime) -> None:
    zone = ZoneInfo(midday_zone(now))
    for moment in (now, now + timedelta(days=1), now + timedelta(days=1, minutes=30)):
        assert 10 <= moment.astimezone(zone).hour < 18


@given(moments)
def test_appointments_lie_ahead_of_the_call(now: datetime) -> None:
    for contact in gather(20, "", now).contacts:
        zone = ZoneInfo(contact.timezone)
        when = datetime.fromisoformat(contact.attributes["when"]).replace(tzinfo=zone)
        assert when > now + timedelta(days=2)


def test_a_carrier_finds_a_part_with_or_without_the_plus_sign(tmp_path: Path) -> None:
    cast = gather(2, "", NOW)
    scenario.write(cast.parts, tmp_path / "scenario.json")
    parts = scenario.read(tmp_path / "scenario.json")
    for number, part in cast.parts.items():
        assert part_for(number, parts) == part_for(number.removeprefix("+"), parts)
        assert part_for(number, parts) == (number, part)
    assert part_for("+19995550000", parts) is None
