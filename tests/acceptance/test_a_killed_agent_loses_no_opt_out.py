"""An agent killed at any step after the person said "stop": the opt-out is in force afterwards."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.acceptance.killed_call import STEPS
from tests.fakes.calls import decision
from tests.fakes.staged_call import NOW, StagedCall
from tests.models_fixture import SpeechModels
from voicebot.adapters.speech.rehearing import Rehearing
from voicebot.adapters.storage.storage import Storage
from voicebot.bootstrap import SystemClock
from voicebot.bootstrap.call_complaints import CallComplaints
from voicebot.contacts.number import PhoneNumber
from voicebot.dialling.settling import Settling
from voicebot.eligibility.deciding import decide
from voicebot.eligibility.known import Question
from voicebot.outcomes.disposition import Disposition
from voicebot.settings import Settings
from voicebot.simulation.clips import clip
from voicebot.understanding.meaning import Understanding

ROOT = Path(__file__).parents[2]


@pytest.fixture
def books_of_this_call(tmp_path: Path) -> Iterator[Storage]:
    opened = Storage.open(Settings.load(home=tmp_path), SystemClock())
    yield opened
    opened.close()


@pytest.mark.models
@pytest.mark.parametrize("step", STEPS)
def test_an_agent_killed_at_this_step_loses_no_opt_out(
    step: str, books_of_this_call: Storage, speech_models: SpeechModels, tmp_path: Path
) -> None:
    storage = books_of_this_call
    order = replace(StagedCall(tmp_path, [], []).order, attempt_id="attempt")
    number = PhoneNumber(order.number or "")
    noon = NOW.replace(hour=17)  # in New York
    decision_id = storage.books.begin(order, decision(at=noon), noon)

    child = _hold_and_die(tmp_path, step)
    assert child.returncode == -9, child.stderr

    rehearing = Rehearing(
        speech_models.engines("moonshine-tiny-en").engine_for, storage.archive.audio
    )
    complaints = CallComplaints(storage.complaints, SystemClock())
    settling = Settling(
        storage.books, storage.optouts, storage.archive, rehearing, complaints, Understanding
    )
    call = storage.archive.read("attempt")
    record = settling.settle(order, call, noon, decision_id)

    assert record.outcome.disposition is Disposition.OPT_OUT
    assert len(storage.optouts.find(number)) == 1
    asked = Question(number, order.purpose, noon.replace(month=12))
    later = decide(storage.books.facts(asked))
    assert "INTERNAL_DNC" in later.reasons
    assert record.outcome.opt_out is not None
    assert record.outcome.opt_out.evidence is not None
    assert (tmp_path / record.outcome.opt_out.evidence).stat().st_size > 1000


def _hold_and_die(home: Path, step: str) -> subprocess.CompletedProcess[str]:
    words = clip("slt", "en", "do_not_call_again")
    command = [sys.executable, "-m", "tests.acceptance.killed_call", str(home), step, str(words)]
    return subprocess.run(
        command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=120
    )
