"""Calls as their logs tell them: written into the archive and settled by the rules of outcomes."""

from dataclasses import replace
from datetime import datetime

from tests.fakes.calls import decision, record
from voicebot.adapters.storage.storage import Storage
from voicebot.conversation import events as ev
from voicebot.conversation.network import Cause, NetworkResult
from voicebot.conversation.ports import CallOrder
from voicebot.eligibility.decision import Decision
from voicebot.outcomes.record import CallRecord
from voicebot.outcomes.settle import settle
from voicebot.understanding.intents import AnsweredBy, Intent, RefusalKind

AUDIO_FROM_S = 1.0
"""When the sound of these calls begins, in seconds of the call."""

HUNG_UP = Cause(NetworkResult.ANSWERED, 200, 16)


def talk(
    wanted: CallOrder,
    at: datetime,
    words: str,
    intent: Intent = Intent.REFUSAL,
    confidence: float = 0.52,
    refusal_kind: RefusalKind | None = RefusalKind.SOFT_REFUSAL,
) -> list[ev.Event]:
    """The robot speaks, the person says these words over it, and hangs up."""
    said = {"text": words, "confidence": confidence, "from_s": 4.5, "to_s": 6.0}
    return [
        ev.Began(0.0, wanted.attempt_id, "outbound", wanted.target, wanted.flow, wanted.language,
                 at),
        ev.Ringing(0.2),
        ev.Answered(AUDIO_FROM_S),
        ev.AnswererKnown(1.4, AnsweredBy.HUMAN, "a short greeting"),
        ev.PromptStarted(1.5, "identification", "This is the robot of Northern Clinic."),
        ev.BargedIn(4.8, 4.5),
        ev.PromptEnded(4.8, "identification", completed=False),
        ev.Heard(6.4, final=True, **said),  # type: ignore[arg-type]
        ev.Understood(6.4, words, intent, 0.9, refusal_kind, because=words.split(maxsplit=1)[0]),
        ev.HungUp(9.0, "callee", HUNG_UP),
    ]  # fmt: skip


def hold(
    storage: Storage,
    wanted: CallOrder,
    at: datetime,
    happened: list[ev.Event],
    decided: Decision | None = None,
) -> CallRecord:
    """Decide, write the log and eight seconds of sound, and settle."""
    decision_id = storage.books.begin(wanted, decided or decision(at=at), at)
    folder = storage.archive.open(wanted.attempt_id, at)
    for event in happened:
        folder.record(event)
        if isinstance(event, ev.Answered):
            folder.hear(_hum(8.0))
    folder.close(2.0)
    ended = record(wanted, at=at, decision_id=decision_id)
    recording = storage.archive.read(wanted.attempt_id).recording
    held = replace(ended, outcome=settle(happened), recording=recording)
    storage.books.settle(held, [])
    return held


def _hum(seconds: float) -> bytes:
    """Swelling and fading, so that a waveform is seen: 8 kHz, 16-bit mono PCM."""
    count = int(seconds * 8000)
    loud = (abs(place % 16000 - 8000) for place in range(count))
    samples = (level if place % 40 < 20 else -level for place, level in enumerate(loud))
    return b"".join(sample.to_bytes(2, "little", signed=True) for sample in samples)
