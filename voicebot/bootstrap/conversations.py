"""What an agent process is opened with: ears, voice, register, and a conversation per call."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from queue import SimpleQueue

from threadpoolctl import threadpool_limits

from voicebot.adapters.speech.recogniser.far_hearing import FarHearing
from voicebot.adapters.speech.voice_activity import SileroDetector
from voicebot.adapters.speech.voices import Voices
from voicebot.adapters.storage.storage import Storage
from voicebot.adapters.telephony.wire import Converse, Tell
from voicebot.bootstrap.offers import CallersOffers
from voicebot.bootstrap.office import SystemClock
from voicebot.bootstrap.recording import IncomingRecording
from voicebot.conversation.call import LiveCall, Parts
from voicebot.conversation.events import Event, Heard, PromptStarted
from voicebot.conversation.flow import Flow, load_flows
from voicebot.conversation.listening import Listening
from voicebot.conversation.phrases import phrases, said_alike, said_in_danger
from voicebot.conversation.ports import CallOrder, Leg, Recorded, Signal
from voicebot.conversation.session import Session
from voicebot.conversation.speaking import Speaking
from voicebot.conversation.turns import Turns
from voicebot.eligibility.law import Law
from voicebot.learning.shelf import Shelf
from voicebot.learning.understanding.loading import understanding_from
from voicebot.settings import Settings
from voicebot.understanding.warm_up import warm_up

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Opening:
    """Carried to each agent process and run there once."""

    settings: Settings
    ears: str  # the recogniser's address

    def __call__(self, tell: Tell) -> Converse:
        """Load what conversations need; returns what holds one.

        Products of matrices keep to the thread that asks for them: a second one would wait for work
        in a busy loop beside the audio.
        """
        threadpool_limits(limits=1, user_api="blas")
        return Conversations(self.settings, FarHearing(self.ears), tell).hold


class Conversations:
    """Everything that the calls of one agent process share."""

    def __init__(self, settings: Settings, hearing: FarHearing, tell: Tell) -> None:
        self._settings = settings
        self._tell = tell
        self._flows: dict[str, Flow] = load_flows(settings.dialplans)
        self._storage = Storage.attach(settings, SystemClock())
        self._voice = Voices(settings.home / "prompts", settings.voice)
        self._recording = IncomingRecording(Law.load(), self._storage.contacts.find)
        self._hearing = hearing
        languages = _languages(self._flows)
        self._understanding = understanding_from(Shelf(settings.models), languages)
        self._warm_up(languages)

    def hold(self, order: CallOrder, leg: Leg, inbox: "SimpleQueue[Signal]") -> None:
        """Hold one call to its end, in the thread that runs this."""
        settings = self._settings
        if order.direction == "inbound":
            order = replace(order, recorded=self._recording.of(order))
        now = SystemClock(timedelta(seconds=order.now_offset_s)).now()
        recorded = order.recorded is not Recorded.NOTHING
        folder = self._storage.archive.open(order.attempt_id, now, recorded=recorded)
        ear = self._hearing.open_ear(inbox.put)
        session = Session(
            self._flows[order.flow],
            order,
            seller={"en": settings.seller, "ru": settings.seller_ru},
            now=now,
            callback_number=settings.callback_number,
            understanding=self._understanding,
        )
        self._prepare(session, order)
        parts = Parts(
            session=session,
            leg=leg,
            speaking=Speaking(leg, self._voice, folder),
            listening=Listening(ear, SileroDetector(), Turns()),
            ear=ear,
            folder=folder,
            register=self._storage.optouts,
            offers=CallersOffers(self._storage.notices, settings.seller),
        )
        LiveCall(order, inbox, parts, now, self._teller(order.attempt_id)).run()

    def _prepare(self, session: Session, order: CallOrder) -> None:
        """Have rendered while it rings what the call may say, in danger in any of its languages."""
        self._voice.prepare(session.may_be_said(), session.language)
        for language in self._flows[order.flow].languages:
            self._voice.prepare(said_in_danger(order.number, language), language)

    def _warm_up(self, languages: list[str]) -> None:
        """What every call shares is there before the first: prompts, phrases, a first write."""
        for language in languages:
            ours: dict[str, object] = {
                "seller": self._settings.seller_in(language),
                "callback_number": self._settings.callback_number,
                "recorded": phrases(language).says["recorded"],
            }
            for text in said_alike(self._flows.values(), language, ours):
                self._voice.say(text, language)
            warm_up(language, self._understanding)
        self._storage.optouts.warm_up()

    def _teller(self, attempt_id: str) -> Callable[[Event], None]:
        def tell(event: Event) -> None:
            match event:
                case PromptStarted(_, name, _):
                    self._tell(attempt_id, f"says: {name}")
                case Heard(_, text, _, True) if text:
                    self._tell(attempt_id, "heard an answer")

        return tell


def _languages(flows: dict[str, Flow]) -> list[str]:
    return sorted({language for flow in flows.values() for language in flow.languages})
