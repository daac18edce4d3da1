"""Names as people write them come to the same parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.contacts import given_names
from voicebot.contacts.name_words import key, one_script
from voicebot.contacts.names import Name, read_name


@pytest.mark.parametrize(
    "spellings",
    [
        "Юлия Yulia Julia Iuliia Yuliya",
        "Наталья Наталия Natalia Nataliya",
        "Дмитрий Dmitry Dmitrii Dmitriy",
        "Алексей Alexey Aleksei Alexei Aleksej",
        "Фёдор Федор Fyodor Fedor",
        "Пётр Pyotr Petr Piotr",
        "Евгений Yevgeny Evgeny Evgenii",
        "Соловьёв Solovyov Soloviev Solovev",
        "Щербаков Shcherbakov Scherbakov",
        "Хохлов Khokhlov Hohlov",
        "Чайковский Tchaikovsky Chaikovskii",
        "Юрьевич Yurievich Yuryevich",
        "Müller Muller MÜLLER",
    ],
)
def test_spellings_of_one_word_have_one_key(spellings: str) -> None:
    assert len({key(word) for word in spellings.split()}) == 1


@pytest.mark.parametrize("pair", ["Мария Марина", "Mario Marie", "Иванов Ионов", "John Jean"])
def test_words_that_differ_have_other_keys(pair: str) -> None:
    one, other = pair.split()
    assert key(one) != key(other)


def test_letters_that_only_look_right_are_put_right() -> None:
    assert one_script("Ивaнoв Иван") == "Иванов Иван"
    assert one_script("Cepгeй OPEXOB") == "Сергей ОРЕХОВ"
    assert one_script("Anna Петрова") == "Anna Петрова"
    assert one_script("Coco") == "Coco"


@pytest.mark.parametrize(
    ("text", "surname", "given_name", "middle", "initials", "sex"),
    [
        ("Иванов Иван Иванович", "ivanov", "ivan", "ivan", "ii", "m"),
        ("Иван Иванович Иванов", "ivanov", "ivan", "ivan", "ii", "m"),
        ("Иванов И.И. 1995", "ivanov", "", "", "ii", "m"),
        ("И. И. Иванов", "ivanov", "", "", "ii", "m"),
        ("Иванов ИИ", "ivanov", "", "", "ii", "m"),
        ("Иванова Анна", "ivanov", "ana", "", "a", "f"),
        ("Анна Иванова", "ivanov", "ana", "", "a", "f"),
        ("Роман Абрамович", "abramovich", "roman", "", "r", "m"),
        ("Абрамович Роман Аркадьевич", "abramovich", "roman", "arkad", "ra", "m"),
        ("Роман Аркадьевич Абрамович", "abramovich", "roman", "arkad", "ra", "m"),
        ("Иван Петрович", "", "ivan", "petr", "ip", "m"),
        ("Алиев Ильхам Гейдар оглы", "alev", "ilham", "geidar", "ig", "m"),
        ("Толстая Татьяна", "tolst", "tatiana", "", "t", "f"),
        ("Smith, John Q.", "smit", "iohn", "", "ik", ""),
        ("J. Robert Oppenheimer", "openheimer", "", "robert", "ir", ""),
        ("van der Berg, Anna", "vanderberg", "ana", "", "a", "f"),
        ("г-н Петров П.", "petrov", "", "", "p", "m"),
        ("1995", "", "", "", "", ""),
    ],
)
def test_a_names_parts_are_told_in_any_order(
    text: str, surname: str, given_name: str, middle: str, initials: str, sex: str
) -> None:
    name = read_name(text)
    assert (name.surname, name.given, name.middle) == (surname, given_name, middle)
    assert name.given_initial + name.middle_initial == initials
    assert name.sex == sex


def test_generations_are_told() -> None:
    assert read_name("John Smith Jr.").generation == "jr"
    assert read_name("Петров Иван старший").generation == "sr"
    assert read_name("Junior").generation == ""


def test_short_forms_know_their_names() -> None:
    one = given_names.are_one_name
    assert one(key("Саша"), key("Александр")) and one(key("Саша"), key("Александра"))
    assert one(key("Bill"), key("William")) and one(key("Kate"), key("Екатерина"))
    assert not one(key("Дмитрий"), key("Вадим"))
    assert not one(key("Анна"), key("Анастасия"))


def test_given_names_of_the_dictionary_are_known_too() -> None:
    assert given_names.is_given("Фаддей")
    assert not given_names.is_given("Ахмедов")


@given(st.text(max_size=40))
def test_any_text_can_be_read(text: str) -> None:
    name = read_name(text)
    assert isinstance(name, Name)
    assert len(name.given_initial) <= 1 and len(name.middle_initial) <= 1
