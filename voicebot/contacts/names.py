"""A person's name as it is written in lists, read into its parts.

Any order, initials with or without dots, Cyrillic or Latin letters, titles, generations: «Иванов
И.И.», "Ivanov, Ivan", "John F. Kennedy Jr.". What a word is follows from the patronymic, the comma,
the initials and known given names; where that leaves it open, `ordered` is false.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

from voicebot.contacts import given_names, name_forms
from voicebot.contacts.name_forms import Word
from voicebot.contacts.name_words import initial, is_cyrillic


@dataclass(frozen=True, slots=True)
class Name:
    """The parts of a name, as keys (`name_words.key`); empty where they are not given.

    `surname` is that of the family: Иванова has Иванов's. `middle` is a patronymic's stem or a
    middle name. Initials are one letter, those of full names too. `sex` is m, f or empty.
    `generation` is jr, sr or a Roman number. `slavic`: people of such names have patronymics.
    """

    surname: str = ""
    given: str = ""
    middle: str = ""
    given_initial: str = ""
    middle_initial: str = ""
    sex: str = ""
    generation: str = ""
    slavic: bool = False
    ordered: bool = True

    @property
    def turned(self) -> "Name":
        """The same with the first name for the last, which is possible where it is not ordered."""
        return replace(
            self, surname=self.given, given=self.surname, given_initial=initial(self.surname)
        )

    def filled(self, older: "Name") -> "Name":
        """The name with its gaps filled, and initials written out, from one of the same person."""
        return replace(
            self,
            surname=self.surname or older.surname,
            given=self.given or older.given,
            middle=self.middle or older.middle,
            given_initial=self.given_initial or older.given_initial,
            middle_initial=self.middle_initial or older.middle_initial,
            sex=self.sex or older.sex,
            slavic=self.slavic or older.slavic,
            generation=self.generation or older.generation,
        )


@dataclass(frozen=True, slots=True)
class _Roles:
    """Which word of a name is what."""

    surname: str = ""
    given: Word | None = None
    middle: Word | None = None
    ordered: bool = True


@lru_cache(maxsize=1 << 16)
def read_name(text: str) -> Name:
    """The parts of a name. A text that is no name gives an empty one."""
    written = name_forms.written(text)
    words = written.words
    if not words:
        return Name(generation=written.generation)
    place = name_forms.patronymic_place(words)
    roles = _with_patronymic(words, place) if place else _without(words, written.family)
    return _name(roles, written.generation, is_cyrillic(text), bool(place))


def _with_patronymic(words: list[Word], place: int) -> _Roles:
    """The given name stands before the patronymic; what is left is the surname."""
    given, middle = words[place - 1], words[place]
    rest = words[: place - 1] + words[place + 1 :]
    return _Roles("-".join(word.key for word in rest if not word.short), given, middle)


def _without(words: list[Word], family: int) -> _Roles:
    """`family`: so many words stood before a comma, and are the surname."""
    full = [word for word in words if not word.short]
    if family and len(words) > family:
        surname, rest = words[:family], words[family:]
        return _Roles("-".join(word.key for word in surname), *_two(rest))
    if len(full) == 1 and len(words) > 1:
        return _Roles(full[0].key, *_two([word for word in words if word.short]))
    if len(full) == 1:
        known = given_names.is_given(full[0].text)
        return _Roles(given=full[0]) if known else _Roles(full[0].key, ordered=False)
    if not full:
        return _Roles("", *_two(words))
    return _pair(words, full) if len(full) == 2 else _several(words)


def _pair(words: list[Word], full: list[Word]) -> _Roles:
    """Two full words and perhaps initials: the known given name, else by the habit of the script.

    An initial before both is the given name's (J. Robert Oppenheimer).
    """
    if words[0].short:
        return _Roles(full[1].key, words[0], full[0])
    known = [given_names.is_given(word.text) for word in full]
    ordered = known[0] != known[1] or (len(words) > 2 and words[1].short)
    first_is_given = known[0] if known[0] != known[1] else not is_cyrillic(full[0].text)
    given, surname = full if first_is_given else full[::-1]
    middle = next((word for word in words if word.short), None)
    return _Roles(surname.key, given, middle, ordered)


def _several(words: list[Word]) -> _Roles:
    """Three words and more: Latin names end with the surname, others begin with it."""
    if is_cyrillic(words[0].text):
        return _Roles(words[0].key, *_two(words[1:]), ordered=False)
    return _Roles(words[-1].key, *_two(words[:-1]))


def _two(words: list[Word]) -> tuple[Word | None, Word | None]:
    """The given name, and all that follows it as the middle name."""
    if len(words) < 2:
        return (words[0] if words else None), None
    given, *rest = words
    short = all(word.short for word in rest)
    text = " ".join(word.text for word in rest)
    return given, Word(text, "-".join(word.key for word in rest), short)


def _name(roles: _Roles, generation: str, cyrillic: bool, patronymic: bool) -> Name:
    given, middle = roles.given, roles.middle
    family, family_sex = name_forms.family(roles.surname, cyrillic)
    given_key = given.key if given and not given.short else ""
    middle_key = middle.key if middle and not middle.short else ""
    middle_sex = ""
    if patronymic and middle:
        middle_key, middle_sex = name_forms.stem(middle)
    return Name(
        surname=family,
        given=given_key,
        middle=middle_key,
        given_initial=initial(given.key) if given else "",
        middle_initial=initial(middle.key) if middle else "",
        sex=middle_sex or given_names.sex(given_key) or family_sex,
        generation=generation,
        slavic=cyrillic or patronymic or name_forms.is_slavic(family),
        ordered=roles.ordered,
    )
