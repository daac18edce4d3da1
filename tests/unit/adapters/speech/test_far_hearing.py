"""Ears whose words come from another process: nothing that was said is lost when that one is."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.engines import FakeEngine
from voicebot.adapters.speech.hearing import Hearing
from voicebot.adapters.speech.recogniser.far_hearing import FarEar, FarHearing
from voicebot.adapters.speech.recogniser.process import Desk
from voicebot.conversation.ports import EarHeard, Signal

TENTH = bytes(1600)
PATIENCE_S = 20


class Recogniser:
    """What runs in the recogniser's process, here in a thread; it can be lost and come back."""

    def __init__(self, address: Path, engine: FakeEngine) -> None:
        self._address = str(address)
        self._engine = engine
        self._desks: list[Desk] = []
        self.come_back()

    def come_back(self) -> None:
        self._desks.append(Desk(Hearing(lambda _: self._engine), self._address))

    def lose(self) -> None:
        self._desks.pop().close(0)


class Line:
    def __init__(self, hearing: FarHearing) -> None:
        self.inbox: Queue[Signal] = Queue()
        self.ear: FarEar = hearing.open_ear(self.inbox.put)

    def say(self, utterance: int, tenths: int = 5) -> None:
        self.ear.begin(utterance, "en")
        for _ in range(tenths):
            self.ear.feed(TENTH)

    def final(self) -> EarHeard:
        while True:
            signal = self.inbox.get(timeout=PATIENCE_S)
            if isinstance(signal, EarHeard) and signal.final:
                return signal


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def recogniser(tmp_path: Path, engine: FakeEngine) -> Recogniser:
    return Recogniser(tmp_path / "ears", engine)


@pytest.fixture
def hearing(tmp_path: Path) -> Iterator[FarHearing]:
    ours = FarHearing(str(tmp_path / "ears"), patience_s=60)
    yield ours
    ours.close()


def test_a_final_says_what_the_whole_utterance_held(
    recogniser: Recogniser, hearing: FarHearing
) -> None:
    line = Line(hearing)
    line.say(7, tenths=5)
    line.ear.finish()
    assert line.final() == EarHeard(7, "en 8000", 0.9, final=True)


def test_a_glimpse_sees_every_sound_fed_before_it(
    recogniser: Recogniser, hearing: FarHearing, engine: FakeEngine
) -> None:
    engine.partial_every_s = 1000
    line = Line(hearing)
    line.ear.begin(0, "en")
    line.ear.feed(bytes(320))
    line.ear.glimpse()
    assert line.inbox.get(timeout=PATIENCE_S) == EarHeard(0, "en 320", 0.9, final=False)


def test_two_agents_hear_only_their_own_calls(recogniser: Recogniser, tmp_path: Path) -> None:
    agents = [FarHearing(str(tmp_path / "ears")) for _ in range(2)]
    lines = [Line(agent) for agent in agents]
    for number, line in enumerate(lines):
        line.say(number, tenths=number + 1)
        line.ear.finish()
    assert [line.final().text for line in lines] == ["en 1600", "en 3200"]
    for agent in agents:
        agent.close()


def test_what_was_said_is_heard_whole_by_the_next_recogniser(
    recogniser: Recogniser, hearing: FarHearing, engine: FakeEngine
) -> None:
    engine.gate.clear()
    finished, unfinished = Line(hearing), Line(hearing)
    finished.say(0, tenths=4)
    finished.ear.finish()
    unfinished.say(0, tenths=2)
    assert engine.asked.acquire(timeout=PATIENCE_S)
    recogniser.lose()
    unfinished.ear.feed(TENTH)
    engine.gate.set()
    recogniser.come_back()
    unfinished.ear.feed(TENTH)
    unfinished.ear.finish()
    assert finished.final().text == "en 6400"
    assert unfinished.final().text == "en 6400"


def test_without_any_recogniser_every_finished_utterance_is_lost(tmp_path: Path) -> None:
    alone = FarHearing(str(tmp_path / "nobody"), patience_s=0.1)
    line = Line(alone)
    line.say(3)
    line.ear.finish()
    assert line.final() == EarHeard(3, "", 0.0, final=True, lost=True)
    alone.close()


def test_finals_awaited_at_the_end_of_a_call_still_come(
    recogniser: Recogniser, hearing: FarHearing, engine: FakeEngine
) -> None:
    engine.gate.clear()
    line = Line(hearing)
    line.say(0)
    line.ear.finish()
    line.ear.close()
    engine.gate.set()
    assert line.final().text == "en 8000"


DEEDS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["begin", "feed", "glimpse", "finish", "drop"])),
    max_size=40,
)


@settings(max_examples=25, deadline=None)
@given(deeds=DEEDS, lost_at=st.sets(st.integers(0, 39), max_size=2))
def test_each_finished_utterance_gets_exactly_one_final_however_often_the_recogniser_is_lost(
    tmp_path_factory: pytest.TempPathFactory, deeds: list[tuple[int, str]], lost_at: set[int]
) -> None:
    address = tmp_path_factory.mktemp("ears") / "ears"
    recogniser = Recogniser(address, FakeEngine())
    hearing = FarHearing(str(address), patience_s=60)
    lines = [Line(hearing) for _ in range(3)]
    number, open_ones, finished = 0, dict[int, int](), Counter[tuple[int, int]]()
    for moment, (index, deed) in enumerate(deeds):
        if moment in lost_at:
            recogniser.lose()
            recogniser.come_back()
        if deed in ("begin", "finish") and index in open_ones:
            finished[index, open_ones.pop(index)] += 1
        if deed == "begin":
            lines[index].ear.begin(number, "en")
            open_ones[index], number = number, number + 1
        elif deed == "feed":
            lines[index].ear.feed(TENTH)
        else:
            getattr(lines[index].ear, deed)()
        if deed == "drop":
            open_ones.pop(index, None)
    heard = Counter((index, lines[index].final().utterance) for index, _ in finished)
    assert heard == finished
    assert not any(isinstance(s, EarHeard) and s.final for line in lines for s in line.inbox.queue)
    hearing.close()
