"""What a person complains of on a call, kept like a letter: with its deadline and its freeze."""

from datetime import datetime

from voicebot.adapters.storage.complaints import Complaints
from voicebot.contacts.consent import Channel
from voicebot.contacts.feedback import Feedback
from voicebot.contacts.number import PhoneNumber
from voicebot.conversation.ports import Clock


class CallComplaints:
    """The `Complaints` of dialling."""

    def __init__(self, complaints: Complaints, clock: Clock) -> None:
        self._complaints = complaints
        self._clock = clock

    def open(self, number: PhoneNumber, words: str, at: datetime, attempt_id: str) -> None:
        """Under the id of the attempt. A call of a rehearsed day yet to come is of today.

        What else the words demand was understood, and asked about, on the call itself: here plain
        phrases alone may add to it.
        Raises StorageError.
        """
        said = Feedback(
            number,
            words,
            min(at, self._clock.now()),
            Channel.VOICE,
            complaint=True,
            feedback_id=attempt_id,
        )
        self._complaints.take(said)
