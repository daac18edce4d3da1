"""An agent killed at any step after the person said "stop": the opt-out is in force afterwards."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from tests.acceptance.killed_call import STEPS
from tests.fakes.staged_call import NOW, StagedCall
from tests.models_fixture import SpeechModels
from voicebot.adapters.speech.rehearing import Rehearing
from voicebot.adapters.storage.storage import Storage
from voicebot.bootstrap import SystemClock
from voicebot.contacts.number import PhoneNumber
from voicebot.conversation.ports import CallOrder
from voicebot.dialling.settling import Settling
from voicebot.eligibility.decision import Decision
from voicebot.eligibility.rules import decide
from voicebot.outcomes.disposition import Disposition
from voicebot.settings import Settings
from voicebot.simulation.clips import clip

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
    decision_id = storage.books.begin(order, _allowed(storage, order, number, noon), noon)

    child = _hold_and_die(tmp_path, step)
    assert child.returncode == -9, child.stderr

    rehearing = Rehearing(
        speech_models.engines("moonshine-tiny-en").engine_for, storage.archive.audio
    )
    settling = Settling(storage.books, storage.optouts, storage.archive, rehearing)
    call = storage.archive.read("attempt")
    record = settling.settle(order, call, noon, decision_id)

    assert record.outcome.disposition is Disposition.OPT_OUT
    assert len(storage.optouts.find(number)) == 1
    later = decide(storage.books.facts(number, order.purpose, None, noon.replace(month=12)))
    assert "INTERNAL_DNC" in later.reasons
    assert record.outcome.opt_out is not None
    assert record.outcome.opt_out.evidence is not None
    assert (tmp_path / record.outcome.opt_out.evidence).stat().st_size > 1000


def _allowed(storage: Storage, order: CallOrder, number: PhoneNumber, at: datetime) -> Decision:
    decision = decide(storage.books.facts(number, order.purpose, None, at))
    assert decision.allowed, decision.reasons
    return decision


def _hold_and_die(home: Path, step: str) -> subprocess.CompletedProcess[str]:
    words = clip("slt", "en", "do_not_call_again")
    command = [sys.executable, "-m", "tests.acceptance.killed_call", str(home), step, str(words)]
    return subprocess.run(
        command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=120
    )
