"""What the coordinator believes of a recogniser that ends and comes back."""

import math
import os
import signal
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from voicebot.adapters.speech.recogniser import handle, wire
from voicebot.adapters.speech.recogniser.handle import Recogniser
from voicebot.adapters.speech.recogniser.process import RecogniserConfig
from voicebot.settings import Settings

PATIENCE_S = 60
LAG_S = 0.4


def wait_until(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def may_load(address: str) -> Path:
    """While this file is there, the process below becomes ready."""
    return Path(address + ".may-load")


def run_without_models(config: RecogniserConfig, lifeline: Connection) -> None:
    """A recogniser's process that recognises nothing, and says it is a little late."""
    while not may_load(config.address).exists():
        if lifeline.poll(0.01):
            return
    lifeline.send(wire.Ready())
    lifeline.send(wire.Lag(LAG_S))
    lifeline.recv()


@pytest.fixture
def recogniser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Recogniser]:
    monkeypatch.setattr(handle, "run_recogniser", run_without_models)
    with Recogniser(Settings(home=tmp_path), ("en",)) as ours:
        yield ours


def test_words_are_never_recognised_from_the_process_s_end_until_the_next_is_ready(
    recogniser: Recogniser,
) -> None:
    loads = may_load(recogniser.address)
    assert recogniser.lag_s == math.inf
    loads.touch()
    wait_until(lambda: recogniser.lag_s == LAG_S)
    loads.unlink()
    killed = recogniser.pid
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: recogniser.lag_s == math.inf)
    wait_until(lambda: recogniser.pid not in (killed, None))
    assert recogniser.lag_s == math.inf
    loads.touch()
    wait_until(lambda: recogniser.lag_s == LAG_S)
