"""A call under way whose log a test writes, as an agent process would."""

import uuid
import wave
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from tests.fakes.calls import NUMBER, decision, order, record
from voicebot.bootstrap.office import Office
from voicebot.contacts.number import PhoneNumber
from voicebot.conversation import events
from voicebot.conversation.events import Event
from voicebot.conversation.network import Cause, NetworkResult
from voicebot.conversation.ports import Recorded
from voicebot.outcomes.disposition import Disposition
from voicebot.understanding.intents import AnsweredBy, Intent, RefusalKind

GONE = Cause(NetworkResult.ANSWERED, 200, 16)


class CallUnderWay:
    """Begun in the books of that office, with a folder that grows as the test says."""

    def __init__(
        self,
        office: Office,
        number: PhoneNumber = NUMBER,
        *,
        campaign_id: str | None = None,
        direction: str = "outbound",
        recorded: Recorded = Recorded.FROM_NOTICE,
    ) -> None:
        self.office = office
        wanted = replace(order(number, campaign_id, direction), attempt_id=str(uuid.uuid4()))
        self.order = replace(wanted, recorded=recorded)
        self.at = office.clock.now()
        office.storage.books.begin(self.order, decision(at=self.at), self.at)
        self.folder = office.storage.archive.open(
            self.attempt_id, self.at, recorded=recorded is not Recorded.NOTHING
        )
        self.happens(
            events.Began(
                0.0, self.attempt_id, "outbound" if direction == "outbound" else "inbound",
                number.e164, "reminder", "en", datetime.now(UTC),
            )
        )  # fmt: skip

    @property
    def attempt_id(self) -> str:
        return self.order.attempt_id

    def happens(self, *happened: Event) -> None:
        """Append to its log."""
        for event in happened:
            self.folder.record(event)

    def is_answered(self, at_s: float = 4.0) -> None:
        self.happens(
            events.Ringing(1.0),
            events.Answered(at_s),
            events.AnswererKnown(at_s, AnsweredBy.HUMAN, "a greeting"),
        )

    def says(self, at_s: float, text: str, *, completed: bool = True) -> None:
        """The robot speaks, to the end."""
        self.happens(
            events.PromptStarted(at_s, "remind", text),
            events.PromptEnded(at_s + 2.0, "remind", completed),
        )

    def hears(
        self, at_s: float, text: str, intent: Intent = Intent.OTHER, kind: RefusalKind | None = None
    ) -> None:
        """The person speaks, and is understood."""
        self.happens(
            events.SpeechStarted(at_s),
            events.Heard(at_s + 0.5, text.split(maxsplit=1)[0], 0.8, False, at_s, at_s + 0.5),
            events.SpeechEnded(at_s + 0.9, at_s + 1.0),
            events.Heard(at_s + 1.0, text, 0.9, True, at_s, at_s + 1.0),
            events.Understood(
                at_s + 1.1, text, intent, 0.9, kind, intent is Intent.OPT_OUT, "a phrase"
            ),
        )

    def sounds(self, seconds: float) -> None:
        """The person is heard: a hum."""
        count = int(seconds * 8000)
        hum = (4000 * np.sin(np.arange(count) / 4)).astype(np.int16)
        self.folder.hear(hum.tobytes())

    def ends(self, at_s: float, disposition: Disposition = Disposition.CONFIRMED) -> None:
        """The person hangs up, and the call is settled."""
        self.happens(events.HungUp(at_s, "callee", GONE))
        self.folder.close(None)
        ended = record(self.order, disposition=disposition, at=self.at)
        self.office.storage.books.settle(ended, [])


def prompt(file: Path, seconds: float, level: int = 1000) -> Path:
    """A prompt's WAV: the same sample all through."""
    with wave.open(str(file), "wb") as audio:
        audio.setnchannels(1)
        audio.setsampwidth(2)
        audio.setframerate(8000)
        audio.writeframes(np.full(int(seconds * 8000), level, np.int16).tobytes())
    return file
