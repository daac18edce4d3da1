"""What went wrong is told in the reader's language, whatever part of the program said it."""

import copy
import pickle
import string
from pathlib import Path

from tests.error_messages import sentences, unsayable
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.values import BadValue
from voicebot.contacts.values import number as number_of
from voicebot.dashboard.error_words import in_words, told
from voicebot.dashboard.languages import catalog
from voicebot.errors import BadInput, BadList, BadNumber, NotFound, said


def raised(text: str) -> BadNumber:
    try:
        PhoneNumber.parse(text)
    except BadNumber as error:
        return error
    raise AssertionError


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_no_error_that_a_request_can_reach_is_put_together_past_the_catalogs() -> None:
    assert list(unsayable()) == []


def test_every_error_has_russian_words_with_the_same_values_in_them() -> None:
    russian = catalog("ru")
    for file, line, sentence in sentences():
        found = russian.get(sentence)
        assert found is not None, f"{file}:{line}: {sentence}"
        assert fields(str(found.string)) == fields(sentence), sentence


def test_an_error_is_told_with_its_values_and_what_to_do() -> None:
    error = NotFound(said("there is no campaign {name!r} already", name="May"), "choose {}")
    assert str(error) == "there is no campaign 'May' already: choose {}"
    taken = BadInput(
        said("there is a campaign {name!r} already", name="{May}"), "choose another name"
    )
    assert told("ru", taken) == "кампания «{May}» уже есть: выберите другое название"
    assert told("en", taken) == str(taken)
    assert told("ru", BadInput("nothing knows this one")) == "nothing knows this one"


def test_an_error_within_an_error_is_told_too() -> None:
    try:
        number_of("12", None)
    except BadValue as error:
        assert in_words("ru", error.reason).startswith("неверный номер: «12» не ")
        assert in_words("en", error.reason) == str(error)


def test_a_file_of_ours_is_called_as_its_sender_called_it() -> None:
    error = BadList(said("the list {path} is empty", path=Path("/var/x.part")), "fetch it again")
    assert told("en", error, {Path("/var/x.part"): "may.csv"}).startswith("the list may.csv is")


def test_a_sentence_stays_one_in_another_process() -> None:
    error = raised("+1 {0}")
    for other in (pickle.loads(pickle.dumps(error)), copy.deepcopy(error)):
        assert str(other) == str(error)
        assert told("ru", other) == told("ru", error) != str(error)
