"""Persons in the database: linked, asked about, reviewed, and looked up as of a day."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest

from voicebot.adapters.storage.person_standing import LinkedNumber
from voicebot.adapters.storage.storage import Storage
from voicebot.contacts.contact import Contact
from voicebot.contacts.listed import Listed
from voicebot.contacts.number import PhoneNumber
from voicebot.errors import BadInput, NotAllowed, NotFound

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
BORN = date(1985, 3, 12)


def number(place: int) -> PhoneNumber:
    return PhoneNumber(f"+7916000{place:04d}")


def person(place: int, name: str, born: date | None = None, email: str = "") -> Contact:
    return Contact(number(place), name=name, birth_date=born, email=email)


def bring(storage: Storage, *contacts: Contact, at: datetime = NOW) -> None:
    """Import a list of its own and link it."""
    listed = [Listed(place + 2, contact) for place, contact in enumerate(contacts)]
    imported = storage.contacts.import_list(listed, "people.csv")
    storage.persons.link_list(imported.list_id, at)


def numbers(linked: tuple[LinkedNumber, ...]) -> list[str]:
    return [one.number for one in linked]


IVAN = (
    person(1, "Иванов Иван Иванович", BORN),
    person(2, "Ivanov Ivan Ivanovich", BORN),
    person(3, "Иванов И.И.", email="ivan@example.org"),
    person(4, "Иван Иваныч Иванов", BORN, "ivan@example.org"),
)


def test_numbers_of_one_person_are_linked_over_scripts_and_chains(storage: Storage) -> None:
    bring(storage, *IVAN, person(5, "Петров Пётр Петрович", BORN))
    linked = storage.persons.numbers_of(number(3))
    assert numbers(linked) == [number(place).e164 for place in (1, 2, 3, 4)]
    assert len({one.person_id for one in linked}) == 1
    assert all(one.score > 0.99 and one.because for one in linked)
    assert storage.persons.person_of(number(1)) == linked[0].person_id
    assert storage.persons.person_of(number(5)) == number(5).e164
    assert storage.persons.numbers_of(number(5)) == ()
    assert storage.persons.questions() == []


def test_the_order_of_imports_does_not_change_the_persons(storage: Storage) -> None:
    for family, order in enumerate(list(permutations(IVAN))[::5]):
        for place, contact in enumerate(order):
            bring(storage, replace(contact, number=number(10 * family + place),
                                   birth_date=contact.birth_date and BORN + timedelta(family),
                                   email=contact.email and f"{family}{contact.email}"))  # fmt: skip
        linked = storage.persons.numbers_of(number(10 * family))
        assert len(linked) == len(IVAN), order
    before = storage.persons.numbers_of(number(0))
    assert storage.persons.relink(NOW).persons == 0
    assert storage.persons.numbers_of(number(0)) == before


def test_uncertain_ones_wait_for_a_review_and_are_joined_by_it(storage: Storage) -> None:
    bring(storage, person(1, "Иванов Иван Иванович"))
    bring(storage, person(2, "Иванов И.И. 1995"))
    (asked,) = storage.persons.questions()
    assert (asked.number_a, asked.number_b, asked.state) == (number(1).e164, number(2).e164, "OPEN")
    assert storage.persons.numbers_of(number(1)) == ()
    later = NOW + timedelta(days=1)
    storage.persons.review(asked.id, True, "Анна", later)
    assert numbers(storage.persons.numbers_of(number(1))) == [number(1).e164, number(2).e164]
    assert storage.persons.numbers_of(number(1), NOW) == ()
    assert storage.persons.questions() == []
    storage.persons.relink(later)
    assert len(storage.persons.numbers_of(number(2))) == 2


def test_different_is_never_asked_again(storage: Storage) -> None:
    bring(storage, person(1, "Иванов Иван Иванович"), person(2, "Иванов И.И. 1995"))
    (asked,) = storage.persons.questions()
    storage.persons.review(asked.id, False, "Анна", NOW)
    assert storage.persons.questions() == []
    assert storage.persons.relink(NOW).opened == 0
    bring(storage, person(2, "Иванов И.И. 1995"))
    assert storage.persons.questions() == []


def test_different_splits_a_sure_link_and_the_past_stays_as_it_was(storage: Storage) -> None:
    bring(storage, *IVAN)
    later = NOW + timedelta(days=1)
    storage.persons.judge(number(1), number(2), False, "Анна", later)
    assert storage.persons.person_of(number(1)) != storage.persons.person_of(number(2))
    assert len(storage.persons.numbers_of(number(1), NOW)) == 4
    after = {storage.persons.person_of(number(place)) for place in (1, 2, 3, 4)}
    assert len(after) == 2
    storage.persons.relink(later)
    assert {storage.persons.person_of(number(place)) for place in (1, 2, 3, 4)} == after


def test_a_link_that_a_review_cut_is_a_question(storage: Storage) -> None:
    bring(storage, *IVAN)
    storage.persons.judge(number(1), number(2), False, "Анна", NOW)
    assert storage.persons.questions([number(1), number(2)])


def test_a_review_cannot_join_whom_another_put_apart(storage: Storage) -> None:
    bring(storage, *(person(place, "") for place in (1, 2, 3)))
    storage.persons.judge(number(1), number(2), True, "Анна", NOW)
    storage.persons.judge(number(1), number(3), False, "Анна", NOW)
    with pytest.raises(NotAllowed):
        storage.persons.judge(number(2), number(3), True, "Анна", NOW)
    storage.persons.judge(number(1), number(3), True, "Анна", NOW)
    assert len(storage.persons.numbers_of(number(3))) == 3


def test_a_chain_does_not_join_whom_their_records_rule_out(storage: Storage) -> None:
    bring(
        storage,
        person(1, "Петров Иван", date(1985, 3, 12), "p@example.org"),
        person(2, "Петров И.", email="p@example.org"),
        person(3, "Петров Иван", email="p@example.org"),
        person(4, "Петров Иван", date(1961, 7, 2), "p@example.org"),
    )
    assert storage.persons.person_of(number(1)) != storage.persons.person_of(number(4)) or (
        storage.persons.person_of(number(1)) == number(1).e164
    )
    asked = {(one.number_a, one.number_b) for one in storage.persons.questions()}
    assert (number(1).e164, number(4).e164) in asked


def test_better_evidence_settles_a_question(storage: Storage) -> None:
    bring(storage, person(1, "Иванов Иван Иванович", BORN), person(2, "Иванов И.И."))
    assert len(storage.persons.questions()) == 1
    bring(storage, person(2, "Иванов Иван Иванович", BORN))
    assert storage.persons.questions() == []
    assert len(storage.persons.numbers_of(number(1))) == 2


def test_a_correction_takes_a_question_back(storage: Storage) -> None:
    bring(storage, person(1, "Иванов Иван Иванович"), person(2, "Иванов И.И."))
    bring(storage, person(2, "Сидоров Семён Петрович"))
    assert storage.persons.questions() == []


def test_older_records_fill_what_the_newest_leaves_open(storage: Storage) -> None:
    bring(storage, person(1, "Иванов Иван Иванович", BORN))
    bring(storage, person(1, "Иванов И.И."))
    bring(storage, person(2, "Иванов Иван Иванович", BORN))
    assert len(storage.persons.numbers_of(number(1))) == 2
    names = [contact.name for contact, _ in storage.persons.contacts(number(1))]
    assert names == ["Иванов И.И.", "Иванов Иван Иванович"]


def test_a_number_that_changed_hands_keeps_nothing_of_its_old_owner(storage: Storage) -> None:
    bring(storage, person(1, "Иванов Иван Иванович", BORN, "ivan@example.org"))
    bring(storage, person(2, "Иванов Иван Иванович", BORN))
    bring(storage, person(1, "Сидорова Анна Петровна"))
    assert storage.persons.numbers_of(number(1)) == ()
    assert storage.persons.numbers_of(number(2)) == ()


def test_a_birth_year_may_stand_in_a_column_of_its_own(storage: Storage) -> None:
    told = Contact(number(1), name="Иванов И.И.", attributes={"Год рождения": "1995"})
    bring(storage, told, person(2, "Иванов Иван Иванович", date(1995, 5, 17)))
    (asked,) = storage.persons.questions()
    assert "birth year" in asked.because


def test_the_same_id_links_within_a_source_only(storage: Storage) -> None:
    customers = [
        Listed(2, Contact(number(1), name="Анна", external_id="A-7")),
        Listed(3, Contact(number(2), name="Анна Ли", external_id="A-7")),
    ]
    others = [Listed(2, Contact(number(3), name="Анна", external_id="A-7"))]
    for listed, file in ((customers, "crm_2026-11.csv"), (others, "shop.csv")):
        imported = storage.contacts.import_list(listed, file)
        storage.persons.link_list(imported.list_id, NOW)
    assert len(storage.persons.numbers_of(number(1))) == 2
    assert storage.persons.numbers_of(number(3)) == ()


def test_every_change_is_in_the_journal_and_finds_its_person(storage: Storage) -> None:
    bring(storage, *IVAN, person(5, "Иванов И. И. 1985"))
    asked = storage.persons.questions()[0]
    storage.persons.review(asked.id, False, "Анна", NOW)
    records = list(storage.journal.records("person"))
    assert [record.content["event"] for record in records][:2] == ["linked", "likenesses found"]
    assert records[-1].content["said"] == "DIFFERENT"
    for record in records:
        assert "+7916" not in record.body and "Анна" not in record.body
    assert storage.journal.verify().ok


def test_a_large_list_is_linked_in_several_transactions(storage: Storage) -> None:
    pairs = [
        person(2 * place + side, f"Иванов{'абвгдежз'[place % 8]} Иван Иванович",
               BORN + timedelta(days=place))
        for place in range(450) for side in (0, 1)
    ]  # fmt: skip
    bring(storage, *pairs)
    assert all(
        len(storage.persons.numbers_of(number(2 * place))) == 2 for place in range(0, 450, 50)
    )
    assert storage.journal.verify().ok


def test_two_imports_at_once_link_one_person(storage: Storage) -> None:
    """Both lists are in before either is linked, and neither linking waits for the other."""
    lists = [
        storage.contacts.import_list([Listed(2, contact)], "people.csv").list_id for contact in IVAN
    ]
    with ThreadPoolExecutor(len(lists)) as imports:
        list(imports.map(lambda one: storage.persons.link_list(one, NOW), lists))
    assert len(storage.persons.numbers_of(number(1))) == len(IVAN)
    assert storage.persons.relink(NOW).persons == 0
    assert storage.journal.verify().ok


def test_an_id_or_a_pair_that_cannot_be_reviewed_is_refused(storage: Storage) -> None:
    with pytest.raises(NotFound):
        storage.persons.review(1, True, "Анна", NOW)
    with pytest.raises(BadInput):
        storage.persons.judge(number(1), number(1), True, "Анна", NOW)


def test_a_stranger_is_a_person_of_its_own(storage: Storage) -> None:
    assert storage.persons.person_of(number(1)) == number(1).e164
    assert storage.persons.numbers_of(number(1), NOW) == ()
