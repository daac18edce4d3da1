"""The law's figures in words."""

import pytest

from voicebot.contacts.purpose import Purpose
from voicebot.dashboard.legal_figures import KEYS, figures
from voicebot.eligibility.figures import FIGURES
from voicebot.eligibility.law import Law

LAW = Law.load()


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("place", sorted(LAW.profiles))
def test_every_figure_of_every_place_has_words_and_its_sources(place: str, language: str) -> None:
    profile = LAW.profiles[place]
    for purpose in Purpose:
        said = figures(profile, purpose, language)
        assert len(said) == len(profile.figures(purpose))
        for each in said:
            assert each.value and "<" not in each.value and "frozenset" not in each.value
            assert all(text for _, text in each.sources), (place, each.key)


def test_every_key_of_a_profile_has_a_name() -> None:
    assert KEYS.keys() == FIGURES.keys()


def test_hours_are_told_by_days() -> None:
    said = {each.key: each.value for each in figures(LAW.profiles["US"], Purpose.MARKETING, "en")}
    assert said[KEYS["hours"]] == "Mon–Sun 08:00–21:00"
