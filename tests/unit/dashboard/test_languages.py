"""English and Russian: nothing untranslated, nothing left over, and which one is chosen."""

import re

import pytest

from tests.messages import missing, wanted
from voicebot.dashboard.languages import LANGUAGES, SOURCE, catalog, chosen, translations

OTHERS = [language for language in LANGUAGES if language != SOURCE]
FILLING = re.compile(r"%\((\w+)\)s")


@pytest.mark.parametrize("language", OTHERS)
def test_everything_is_translated(language: str) -> None:
    assert [message.id for message in missing(language) if message.id] == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_is_left_of_what_is_not_said_any_more(language: str) -> None:
    said = {_first(message.id) for message in wanted()}
    known = {_first(message.id) for message in catalog(language) if message.id}
    assert known - said == set()


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_is_filled_with_what_the_text_is_filled_with(language: str) -> None:
    for message in catalog(language):
        forms = (message.string,) if isinstance(message.string, str) else message.string
        for form in forms:
            assert set(FILLING.findall(form)) == set(FILLING.findall(_first(message.id))), form


def test_russian_has_a_form_for_each_of_its_counts() -> None:
    words = translations("ru")
    said = [words.ngettext("%(num)s day", "%(num)s days", count) for count in (1, 3, 5, 21, 11)]
    assert said == ["%(num)s день", "%(num)s дня", "%(num)s дней", "%(num)s день", "%(num)s дней"]


@pytest.mark.parametrize(
    ("own", "accepted", "language"),
    [
        ("", "ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("", "de,en;q=0.5,ru;q=0.7", "ru"),
        ("", "de", "en"),
        ("", "", "en"),
        ("", "ru;q=x,en", "en"),
        ("ru", "en", "ru"),
        ("xx", "ru", "ru"),
    ],
)
def test_the_own_choice_goes_before_the_browsers(own: str, accepted: str, language: str) -> None:
    assert chosen(own, accepted) == language


def _first(id_: str | tuple[str, ...]) -> str:
    return id_ if isinstance(id_, str) else id_[0]
