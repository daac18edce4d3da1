"""People whom another dialler called for months: what is to be learned of them is in its history.

No rule stands against calling them: their last hang-up is over two months ago, and somebody took
the last call but one. None of them plays a part, since none of them is to be dialled.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from voicebot.contacts.consent import Channel
from voicebot.contacts.consent_opening import Opening
from voicebot.contacts.contact import Contact
from voicebot.contacts.purpose import Purpose
from voicebot.conversation.network import NetworkResult
from voicebot.outcomes.disposition import Disposition
from voicebot.outcomes.history import PastCall
from voicebot.outcomes.history_mapping import Columns, Defaults, HistoryMapping, OutcomeOf
from voicebot.simulation.cast import LANGUAGES, consent_of, contact_of

FIRST_TURN = 180  # far from those who play a part
FILE = "another-dialler.csv"

TAKEN = OutcomeOf(disposition=Disposition.EARLY_HANGUP)
MISSED = OutcomeOf(network=NetworkResult.NO_ANSWER)
MAPPING = HistoryMapping(
    name="another dialler",
    columns=Columns(number="number", time="time", outcome="outcome"),
    defaults=Defaults(purpose=Purpose.APPOINTMENT_REMINDER),
    outcomes={"hung up": TAKEN, "missed": MISSED},
)


@dataclass(frozen=True, slots=True)
class Habit:
    """A way to take calls; `past` has the days ago of each, and whether it was taken and hung up.

    A call that is taken is hung up after `talk_s` seconds, when the robot has begun to speak.
    """

    name: str
    past: tuple[tuple[int, bool], ...]
    talk_s: float


HABITS = (
    Habit("hung_up_on_every_call", tuple((days, True) for days in range(222, 60, -9)), 4.0),
    Habit(
        "misses_calls_and_hangs_up",
        tuple((days, days % 24 == 0) for days in range(228, 60, -12)),
        3.0,
    ),
)


@dataclass(frozen=True, slots=True)
class Remembered:
    """One of them, with what another dialler wrote down."""

    contact: Contact
    consent: Opening
    habit: Habit

    def calls(self, now: datetime) -> Iterator[PastCall]:
        """The history until `now` (aware)."""
        number = self.contact.number
        for row, (days, taken) in enumerate(self.habit.past):
            yield PastCall(
                row=row,
                call_id=f"another dialler {number} {row}",
                number=number,
                at=now - timedelta(days=days),
                code="hung up" if taken else "missed",
                outcome=TAKEN if taken else MISSED,
                purpose=Purpose.APPOINTMENT_REMINDER,
                channel=Channel.VOICE,
                duration_s=self.habit.talk_s if taken else None,
            )


def remembered(language: str, now: datetime) -> Sequence[Remembered]:
    """One of each habit in a language, or in each if it is empty."""
    spoken = [language] if language else LANGUAGES
    people = []
    for turn, (habit, each) in enumerate((h, each) for h in HABITS for each in spoken):
        contact = contact_of(FIRST_TURN + turn, each, now)
        people.append(Remembered(contact, consent_of(contact, now, took_it_back=False), habit))
    return people
