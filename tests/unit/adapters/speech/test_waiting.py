"""Who is served next."""

from hypothesis import given
from hypothesis import strategies as st

from voicebot.adapters.speech.waiting import WaitingRoom, Wish


@given(st.permutations([*"abcdefghi"]))
def test_finals_go_before_glimpses_and_glimpses_before_partials(order: list[str]) -> None:
    wishes = dict(zip("abcdefghi", [*Wish] * 3, strict=True))
    room: WaitingRoom[str] = WaitingRoom()
    for item in order:
        room.put(item, wishes[item])
    served = [room.take(Wish.PARTIAL) for _ in order]
    assert [wish for _, wish in filter(None, served)] == sorted(wishes.values())
    for wish in Wish:
        assert [i for i, w in filter(None, served) if w is wish] == [
            item for item in order if wishes[item] is wish
        ]


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
