"""What is kept of the sound of calls that come in: what the law of the caller's place allows."""

import pytest

from tests.fakes.calls import NUMBER, order
from voicebot.bootstrap.recording import IncomingRecording
from voicebot.contacts.contact import Contact
from voicebot.contacts.number import PhoneNumber
from voicebot.conversation.ports import Recorded
from voicebot.eligibility.law import Law
from voicebot.errors import StorageError

GERMAN = PhoneNumber("+4930901820")


def recorded(number: PhoneNumber = NUMBER, **place: str) -> Recorded:
    known = Contact(number, **place) if place else None  # type: ignore[arg-type]
    recording = IncomingRecording(Law.load(), lambda _: known)
    return recording.of(order(number, direction="inbound"))


@pytest.mark.parametrize(
    ("number", "place", "kept"),
    [
        (NUMBER, {}, Recorded.FROM_NOTICE),
        (NUMBER, {"country": "US", "region": "NY"}, Recorded.WHOLE),
        (NUMBER, {"country": "DE"}, Recorded.NOTHING),
        (GERMAN, {"country": "US", "region": "NY"}, Recorded.NOTHING),
        (GERMAN, {}, Recorded.NOTHING),
    ],
)
def test_the_stricter_of_the_number_and_the_known_place_holds(
    number: PhoneNumber, place: dict[str, str], kept: Recorded
) -> None:
    assert recorded(number, **place) is kept


def test_nothing_is_kept_while_nobody_can_look_up_where_the_caller_lives() -> None:
    def away(_: PhoneNumber) -> Contact | None:
        raise StorageError("the database is away", "start it")

    recording = IncomingRecording(Law.load(), away)
    assert recording.of(order(direction="inbound")) is Recorded.NOTHING
