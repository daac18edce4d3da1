"""A process that holds a call in which the person opts out, and is killed at a given step.

Run as `python -m tests.acceptance.killed_call HOME STEP CLIP`; `CLIP` is the person's audio.
"""

import os
import signal
import sys
import wave
from pathlib import Path

from tests.fakes.staged_call import HUNG_UP, NOW, OPENING, QUIET, StagedCall, Step, seconds
from voicebot.adapters.storage.call_folder import CallDirectory
from voicebot.adapters.storage.storage import Storage
from voicebot.bootstrap import SystemClock
from voicebot.contacts.suppression import OptOut
from voicebot.conversation import events
from voicebot.conversation.events import Event
from voicebot.conversation.ports import FRAME_BYTES, Frame, OptOutRegister
from voicebot.settings import Settings

STEPS = (
    "audio",  # spoken, and not yet recognised
    "heard",
    "understood",
    "saving",
    "saved",
    "told",  # the dialogue knows that it is saved
    "acknowledging",
    "acknowledged",
    "hung_up",
)


def die() -> None:
    """As by `kill -9`: nothing is flushed, nothing is closed."""
    os.kill(os.getpid(), signal.SIGKILL)


class DyingFolder(CallDirectory):
    """Dies right after the event of its step was written."""

    step = ""

    def record(self, event: Event) -> None:
        super().record(event)
        if self.step == _step_of(event):
            die()


class DyingRegister:
    """Dies before or after the opt-out is on disk."""

    def __init__(self, register: OptOutRegister, step: str) -> None:
        self._register = register
        self._step = step

    def save(self, optout: OptOut) -> str:
        if self._step == "saving":
            die()
        where = self._register.save(optout)
        if self._step == "saved":
            die()
        return where


def _step_of(event: Event) -> str:
    match event:
        case events.Heard(final=True, text=text) if text:
            return "heard"
        case events.Understood(opt_out=True):
            return "understood"
        case events.PromptStarted(name="opt_out_acknowledged"):
            return "acknowledging"
        case events.PromptEnded(name="opt_out_acknowledged"):
            return "acknowledged"
        case _:
            return {"OptOutSaved": "told", "HungUp": "hung_up"}.get(type(event).__name__, "")


def frames_of(clip: Path) -> list[Step]:
    """A WAV of 8 kHz as 20 ms frames."""
    with wave.open(str(clip)) as audio:
        pcm = audio.readframes(audio.getnframes())
    return [Frame(pcm[at : at + FRAME_BYTES]) for at in range(0, len(pcm) - 319, FRAME_BYTES)]


def main(home: Path, step: str, clip: Path) -> None:
    """Hold the call; does not return."""
    storage = Storage.attach(Settings.load(home=home), SystemClock())
    folder = DyingFolder(home, "attempt", NOW)
    folder.step = step
    stage = StagedCall(
        home,
        [],
        ["stop calling me"],
        folder_of_call=folder,
        register=DyingRegister(storage.optouts, step),
    )
    speech = frames_of(clip)
    last: list[Step] = [die] if step == "audio" else []
    stage.inbox.script.extend(
        [*OPENING, *speech, *last, *seconds(QUIET, 1.5), stage.leg.finish_prompt, HUNG_UP]
    )
    stage.call.run()
    sys.exit("the call ended before it was killed")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
