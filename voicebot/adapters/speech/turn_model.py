"""Whether a turn sounds finished: the Smart Turn 3.2 network (Daily, BSD 2-Clause), on one thread.

It hears the last 8 s as Whisper's log-mel picture, of a wave with mean 0 and variance 1, and takes
about 45 ms of one core. That is too long for a thread that handles audio: the recogniser asks it.
"""

import logging
from pathlib import Path
from typing import Final

import numpy as np
import onnxruntime

from voicebot.adapters.speech.catalogue import TURN_ENGINE, load_catalogue
from voicebot.adapters.speech.engine import BYTES_PER_S
from voicebot.adapters.speech.log_mel import log_mel
from voicebot.adapters.speech.manifest import check_installed
from voicebot.adapters.speech.redecoding import MODEL_RATE_HZ, to_model_rate
from voicebot.errors import ModelCorrupt
from voicebot.settings import Settings

log = logging.getLogger(__name__)

HEARD_S: Final = 8
FILE: Final = "smart-turn-v3.2-cpu.onnx"
_LEAST_VARIANCE: Final = 1e-7  # silence stays silence


class TurnModel:
    """The loaded network; any number of threads may ask it."""

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.inter_op_num_threads = 1
        options.intra_op_num_threads = 1
        options.log_severity_level = 4
        self._network = onnxruntime.InferenceSession(
            str(folder / FILE), sess_options=options, providers=["CPUExecutionProvider"]
        )

    def finished(self, pcm: bytes) -> float:
        """How likely the turn in this audio (8 kHz, 16 bit, up to now) is over, 0 to 1."""
        wave = to_model_rate(pcm[-HEARD_S * BYTES_PER_S :])[-HEARD_S * MODEL_RATE_HZ :]
        padded = np.pad(wave, (HEARD_S * MODEL_RATE_HZ - len(wave), 0))
        even = (padded - padded.mean()) / np.sqrt(padded.var() + _LEAST_VARIANCE)
        picture = log_mel(even.astype(np.float32))[np.newaxis]
        return float(self._network.run(None, {"input_features": picture})[0][0, 0])


def turn_model_for(settings: Settings) -> TurnModel | None:
    """The network if the setting `turn_model` wants it and it is here. Raises ModelCorrupt."""
    if settings.turn_model == "off":
        return None
    catalogue = load_catalogue(settings)
    for model in catalogue.models:
        if model.engine == TURN_ENGINE and catalogue.present(model):
            check_installed(catalogue, model)
            return _opened(catalogue.folder(model))
    log.info("no network judges the end of turns: their words and silence do")
    return None


def _opened(folder: Path) -> TurnModel:
    try:
        return TurnModel(folder)
    except Exception as error:
        raise ModelCorrupt(
            f"the turn model in {folder} cannot be loaded",
            "remove that folder and run: voicebot models pull",
        ) from error
