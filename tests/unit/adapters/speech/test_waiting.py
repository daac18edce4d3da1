"""Who is served next."""

import threading

from hypothesis import given
from hypothesis import strategies as st

from voicebot.adapters.speech.waiting import WaitingRoom, Wish


def taken(room: WaitingRoom[str]) -> tuple[str, Wish]:
    found = room.take(Wish.PARTIAL)
    assert found is not None
    return found


@given(st.permutations([*"abcdefghi"]))
def test_finals_go_before_glimpses_and_glimpses_before_partials(order: list[str]) -> None:
    wishes = dict(zip("abcdefghi", [*Wish] * 3, strict=True))
    room: WaitingRoom[str] = WaitingRoom()
    for item in order:
        room.put(item, wishes[item])
    served = []
    while len(served) < len(order):
        item, wish = taken(room)
        served.append((wish, order.index(item)))
        room.give_back(item)
    assert served == sorted(served)


def test_an_item_waits_once_with_its_most_urgent_wish() -> None:
    room: WaitingRoom[str] = WaitingRoom()
    for wish in (Wish.GLIMPSE, Wish.PARTIAL, Wish.FINAL, Wish.GLIMPSE):
        room.put("a", wish)
    assert room.take(Wish.PARTIAL) == ("a", Wish.FINAL)
    assert not room.waits("a")


def test_a_held_item_is_not_handed_out_a_second_time() -> None:
    room: WaitingRoom[str] = WaitingRoom()
    room.put("a", Wish.PARTIAL)
    assert room.take(Wish.PARTIAL) == ("a", Wish.PARTIAL)
    room.put("a", Wish.FINAL)
    room.put("b", Wish.PARTIAL)
    assert room.take(Wish.PARTIAL) == ("b", Wish.PARTIAL)
    room.give_back("a")
    assert room.take(Wish.PARTIAL) == ("a", Wish.FINAL)


def test_no_partial_is_begun_beside_something_urgent() -> None:
    room: WaitingRoom[str] = WaitingRoom()
    room.put("final", Wish.FINAL)
    room.put("partial", Wish.PARTIAL)
    assert taken(room) == ("final", Wish.FINAL)
    served: list[str] = []
    waiting = threading.Thread(target=lambda: served.append(taken(room)[0]))
    waiting.start()
    room.put("glimpse", Wish.GLIMPSE)
    waiting.join(20)
    assert served == ["glimpse"]
    room.give_back("final")
    room.give_back("glimpse")
    assert taken(room) == ("partial", Wish.PARTIAL)


def test_a_thread_for_urgent_wishes_is_not_given_periodic_partials() -> None:
    room: WaitingRoom[str] = WaitingRoom()
    room.put("a", Wish.PARTIAL)
    room.put("b", Wish.GLIMPSE)
    assert room.take(Wish.GLIMPSE) == ("b", Wish.GLIMPSE)
    room.close()
    assert room.take(Wish.GLIMPSE) is None


def test_a_closed_room_hands_out_its_finals_and_nothing_else() -> None:
    room: WaitingRoom[str] = WaitingRoom()
    room.put("partial", Wish.PARTIAL)
    room.put("final", Wish.FINAL)
    room.close()
    assert room.take(Wish.PARTIAL) == ("final", Wish.FINAL)
    assert room.take(Wish.PARTIAL) is None


def test_a_withdrawn_item_does_not_come() -> None:
    room: WaitingRoom[str] = WaitingRoom()
    room.put("a", Wish.GLIMPSE)
    room.withdraw("a")
    room.close()
    assert room.take(Wish.PARTIAL) is None
