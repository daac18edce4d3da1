"""Words that recognition made of other words, by phrases alone."""

import pytest

from voicebot.understanding.meaning import understand


@pytest.mark.parametrize(
    ("heard", "language"),
    [
        ("I don't need it and I don't want you foaning.", "en"),
        ("Not today, not tomorrow, not any day, don't fall.", "en"),
        ("I can't make Tuesday and I don't want any more quarrels about it.", "en"),
        ("I want the crawling just stuck.", "en"),
        ("Да, придут, номер потом долите, ладно?", "ru"),
        ("Просто оставьте меня, пожалуйста, в покуи.", "ru"),
    ],
)
def test_a_demand_is_found_behind_another_meaning_of_misheard_words(
    heard: str, language: str
) -> None:
    assert understand(heard, language).opt_out


@pytest.mark.parametrize(
    "heard",
    [
        "Не превожьте папку, дайте спокойно дожить.",
        "Заканчивай с опдзвоном, я серьезно.",
        "его кредит, его проблемы, мой номер вечеркните",
    ],
)
def test_a_russian_word_that_is_none_is_taken_for_the_one_that_sounds_most_alike(
    heard: str,
) -> None:
    assert understand(heard, "ru").opt_out


@pytest.mark.parametrize(
    "heard", ["Дохватит уже стрезвонить.", "незвоните сюда больше", "нинабирайте больше этот номер"]
)
def test_a_short_russian_word_that_was_glued_to_the_next_one_is_taken_off(heard: str) -> None:
    assert understand(heard, "ru").opt_out


def test_what_rests_on_words_put_right_is_not_acted_upon_before_the_person_has_finished() -> None:
    plain = understand("Не тревожьте бабку, дайте спокойно дожить.", "ru")
    misheard = understand("Не превожьте бабку, дайте спокойно дожить.", "ru")
    assert misheard.confidence < plain.confidence
    assert not misheard.unmistakable


@pytest.mark.parametrize(
    ("heard", "language"),
    [
        ("never ring the shop, ring me on this one", "en"),
        ("that is my number but it isn't my name", "en"),
        ("ну да это мой номер а вы откуда звоните", "ru"),
        ("это кто мне звонит не узнаю голос", "ru"),
    ],
)
def test_words_that_are_heard_right_are_left_alone(heard: str, language: str) -> None:
    assert not understand(heard, language).opt_out
