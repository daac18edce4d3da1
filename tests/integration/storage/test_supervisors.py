"""What supervisors keep and decide together, on both databases."""

import pytest

from voicebot.adapters.storage import person_rows
from voicebot.adapters.storage.storage import Storage
from voicebot.adapters.storage.supervisors.users import User
from voicebot.errors import BadInput, NotFound

NUMBER, OTHER = "+12025550123", "+12025550124"


@pytest.fixture
def anna(storage: Storage) -> User:
    return storage.supervisors.users.add("anna", "supervisor", "a test")


@pytest.fixture
def boris(storage: Storage) -> User:
    return storage.supervisors.users.add("boris", "compliance", "a test")


def test_a_name_belongs_to_one_user_however_it_is_written(storage: Storage, anna: User) -> None:
    assert storage.supervisors.users.named(" Anna ") == anna
    for name in ("anna", "ANNA", "", "a b", "x" * 65, "аня"):
        with pytest.raises(BadInput):
            storage.supervisors.users.add(name, "viewer", "a test")


def test_nobody_can_log_in_until_a_password_is_set_and_while_all_are_disabled(
    storage: Storage, anna: User
) -> None:
    users = storage.supervisors.users
    users.add("root", "admin", "a test")
    assert not users.anybody_can_log_in()
    users.set_password(anna.user_id, "a hash", "a test")
    assert users.anybody_can_log_in()
    users.disable(anna.user_id, "a test")
    assert not users.anybody_can_log_in()


def test_a_code_of_the_second_step_is_used_once_and_none_before_it(
    storage: Storage, anna: User
) -> None:
    users = storage.supervisors.users
    used = [users.use_totp(anna.user_id, step) for step in (7, 7, 6, 8)]
    assert used == [True, False, False, True]


def test_views_are_ones_own_unless_shared(storage: Storage, anna: User, boris: User) -> None:
    views = storage.supervisors.views
    own = views.add(anna.user_id, "calls", "mine", "a=1", shared=False)
    ours = views.add(anna.user_id, "calls", "ours", "a=2", shared=True)
    views.add(anna.user_id, "review", "elsewhere", "", shared=True)
    assert views.of(anna.user_id, "calls") == [own, ours]
    assert views.of(boris.user_id, "calls") == [ours]
    with pytest.raises(NotFound):
        views.drop(ours.view_id, boris.user_id)
    views.drop(ours.view_id, anna.user_id)
    assert views.of(boris.user_id, "calls") == []


def test_notes_stand_newest_first_beside_what_they_are_about(storage: Storage, anna: User) -> None:
    notes = storage.supervisors.notes
    notes.add("call", "a-1", NUMBER, anna.user_id, " rang back ")
    notes.add("call", "a-2", NUMBER, anna.user_id, "other")
    (note,) = notes.of("call", "a-1")
    assert (note.text, note.by) == ("rang back", "anna")
    for text in ("", "  ", "x" * 4001):
        with pytest.raises(BadInput):
            notes.add("call", "a-1", NUMBER, anna.user_id, text)


def test_what_two_answer_for_is_agreed_by_another_and_answered_once(
    storage: Storage, anna: User, boris: User
) -> None:
    of_two = storage.supervisors.of_two
    asked = of_two.ask("erase", NUMBER, "wrote a letter", anna.user_id)
    with pytest.raises(BadInput):
        of_two.ask("erase", NUMBER, "again", boris.user_id)
    with pytest.raises(BadInput):
        of_two.answer(asked, anna.user_id, agreed=True)
    assert [each.request_id for each in of_two.waiting("erase")] == [asked]
    done = of_two.answer(asked, boris.user_id, agreed=True)
    assert (done.asked_by, done.answered_by, done.agreed) == ("anna", "boris", True)
    assert of_two.waiting("erase") == []
    with pytest.raises(BadInput):
        of_two.answer(asked, boris.user_id, agreed=False)
    with pytest.raises(NotFound):
        of_two.answer("nothing", boris.user_id, agreed=True)


def test_who_asked_may_take_it_back(storage: Storage, anna: User) -> None:
    of_two = storage.supervisors.of_two
    asked = of_two.ask("erase", NUMBER, "wrote a letter", anna.user_id)
    assert of_two.answer(asked, anna.user_id, agreed=False).agreed is False


def test_an_erased_persons_notes_go_and_requests_lose_their_number(
    storage: Storage, anna: User
) -> None:
    supervisors = storage.supervisors
    for number in (NUMBER, OTHER):
        supervisors.notes.add("number", number, number, anna.user_id, "rang twice")
        supervisors.of_two.ask("erase", number, "wrote", anna.user_id)
    with storage._databases[0].write() as session:
        kept = person_rows.read(session, [NUMBER])
        assert len(kept["notes"]) == len(kept["asked_of_two"]) == 1
        person_rows.make_nameless(session, kept, {NUMBER: "#1"})
    assert supervisors.notes.of("number", NUMBER) == []
    assert len(supervisors.notes.of("number", OTHER)) == 1
    asked = {each.about: each.reason for each in supervisors.of_two.waiting("erase")}
    assert asked == {"#1": "", OTHER: "wrote"}
