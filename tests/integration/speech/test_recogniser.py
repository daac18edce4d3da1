"""The recogniser process with a real model: killed in the middle of a sentence, nothing is lost."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import pytest

from tests.models_fixture import SpeechModels
from voicebot.adapters.speech.recogniser.far_hearing import FarHearing
from voicebot.adapters.speech.recogniser.handle import Recogniser
from voicebot.adapters.speech.wav import read_speech
from voicebot.conversation.ports import FRAME_BYTES, EarHeard, Signal
from voicebot.errors import ModelMissing
from voicebot.settings import Settings

SAID = Path(__file__).parents[2] / "speech" / "take_me_off_your_list_and_never_call_me_again.wav"
PATIENCE_S = 60


@pytest.fixture
def recogniser(speech_models: SpeechModels) -> Iterator[Recogniser]:
    speech_models.folder("moonshine-tiny-en")
    with Recogniser(speech_models.settings, ("en",)) as ours:
        ours.wait()
        yield ours


def final(inbox: "Queue[Signal]") -> str:
    while True:
        heard = inbox.get(timeout=PATIENCE_S)
        if isinstance(heard, EarHeard) and heard.final:
            return heard.text.lower()


@pytest.mark.models
def test_a_recogniser_killed_in_the_middle_of_a_sentence_loses_no_word(
    recogniser: Recogniser,
) -> None:
    hearing = FarHearing(recogniser.address)
    inbox: Queue[Signal] = Queue()
    ear = hearing.open_ear(inbox.put)
    pcm = read_speech(SAID)
    ear.begin(0, "en")
    half = len(pcm) // 2 // FRAME_BYTES * FRAME_BYTES
    for at in range(0, half, FRAME_BYTES):
        ear.feed(pcm[at : at + FRAME_BYTES])
    killed = recogniser.pid
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    for at in range(half, len(pcm), FRAME_BYTES):
        ear.feed(pcm[at : at + FRAME_BYTES])
    ear.finish()
    heard = final(inbox)
    assert "list" in heard
    assert "never call me again" in heard
    assert recogniser.pid != killed
    hearing.close()


@pytest.mark.models
def test_the_process_ends_with_its_coordinator(speech_models: SpeechModels) -> None:
    speech_models.folder("moonshine-tiny-en")
    recogniser = Recogniser(speech_models.settings, ("en",))
    recogniser.start()
    recogniser.wait()
    pid, folder = recogniser.pid, Path(recogniser.address).parent
    recogniser.close()
    assert pid is not None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert not folder.exists()


def test_a_missing_model_is_told_to_who_waits(tmp_path: Path) -> None:
    nothing_here = Settings(home=tmp_path, asr_models=Path("asr_models"))
    began = time.monotonic()
    with Recogniser(nothing_here, ("en",)) as recogniser, pytest.raises(ModelMissing):
        recogniser.wait()
    assert time.monotonic() - began < PATIENCE_S
