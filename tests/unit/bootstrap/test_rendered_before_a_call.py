"""What a call may say is asked of the voice before anybody answers."""

from collections.abc import Iterable
from pathlib import Path
from queue import SimpleQueue

import pytest

from tests.fakes.call_parts import FakeLeg, FakeVoice
from tests.fakes.staged_call import FLOWS, GONE
from voicebot.adapters.speech.recogniser.far_hearing import FarHearing
from voicebot.adapters.storage.storage import Storage
from voicebot.bootstrap import conversations
from voicebot.bootstrap.conversations import Conversations
from voicebot.bootstrap.office import SystemClock
from voicebot.conversation.flow import load_flow
from voicebot.conversation.phrases import said_in_danger
from voicebot.conversation.ports import Signal
from voicebot.conversation.rehearsal import rehearsed_order
from voicebot.settings import Settings


class PreparedVoice(FakeVoice):
    """Remembers what it was asked to render soon, with its place in the call."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.prepared: dict[tuple[str, str], int] = {}

    def prepare(self, texts: Iterable[str], language: str) -> None:
        self.prepared |= {(text, language): place for place, text in enumerate(texts)}


@pytest.fixture
def voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PreparedVoice:
    voice = PreparedVoice(tmp_path)
    monkeypatch.setattr(conversations, "Voices", lambda *_: voice)
    return voice


@pytest.mark.parametrize("number", ["+12025550199", "+442079460999", "+79161234567"])
def test_what_a_person_in_danger_is_told_is_rendered_while_it_rings_in_every_language(
    tmp_path: Path, voice: PreparedVoice, number: str
) -> None:
    settings = Settings(home=tmp_path, models=tmp_path / "models", dialplans=FLOWS)
    Storage.open(settings, SystemClock()).close()
    hearing = FarHearing(str(tmp_path / "ears"))
    order = rehearsed_order(load_flow(FLOWS / "appointment_reminder.yaml"), "en", number)
    inbox: SimpleQueue[Signal] = SimpleQueue()
    inbox.put(GONE)
    Conversations(settings, hearing, lambda *_: None).hold(order, FakeLeg(inbox.put), inbox)
    hearing.close()
    for language in ("en", "ru"):
        for place, text in enumerate(said_in_danger(number, language)):
            assert voice.prepared[text, language] == place
