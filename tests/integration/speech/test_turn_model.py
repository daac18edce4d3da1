"""The network that hears whether a turn is over, from the catalogue, on recorded phrases."""

from pathlib import Path

import numpy as np
import pytest

from tests.models_fixture import SpeechModels
from voicebot.adapters.speech.turn_model import TurnModel, turn_model_for
from voicebot.learning.understanding import turn_sounds as sounds
from voicebot.settings import Settings

pytestmark = pytest.mark.models
REPOSITORY = Path(__file__).resolve().parents[3]
SILENCE = bytes(1600)


@pytest.fixture(scope="module")
def model(speech_models: SpeechModels) -> TurnModel:
    return TurnModel(speech_models.folder("smart-turn-v3"))


def test_a_probability_comes_for_any_length_of_audio(model: TurnModel) -> None:
    rng = np.random.default_rng(3)
    for seconds in (0.0, 0.02, 1.0, 8.0, 12.5):
        noise = sounds.line_of(seconds=seconds, noise_db=-30 - rng.uniform(0, 10))
        assert 0 <= model.finished(b"".join(sounds.pcm_frames(noise)) + SILENCE) <= 1


def test_the_same_audio_gets_the_same_answer(model: TurnModel) -> None:
    pcm = b"".join(sounds.pcm_frames(sounds.line_of((0.2, sounds.hum(3)), seconds=1.5)))
    assert model.finished(pcm) == model.finished(pcm)


def test_it_is_not_loaded_when_it_is_not_wanted(speech_models: SpeechModels) -> None:
    speech_models.folder("smart-turn-v3")
    here = speech_models.settings
    assert turn_model_for(here) is not None
    assert turn_model_for(here.model_copy(update={"turn_model": "off"})) is None


def test_where_it_is_absent_turns_do_without(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, asr_models=REPOSITORY / "asr_models")
    assert turn_model_for(settings) is None
