"""Recognition for many calls: what each is promised, whatever the load and the engine's moods."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from queue import Queue

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.engines import FakeEngine
from voicebot.adapters.speech import tally
from voicebot.adapters.speech.hearing import Hearing, LineEar
from voicebot.conversation.ports import FRAME_BYTES, EarHeard, EarOverloaded, Signal
from voicebot.errors import ModelMissing

FRAME = bytes(FRAME_BYTES)
TENTH = bytes(1600)
PATIENCE_S = 20


class Line:
    """One call's ear, and everything delivered to it."""

    def __init__(self, hearing: Hearing) -> None:
        self.inbox: Queue[Signal] = Queue()
        self.ear: LineEar = hearing.open_ear(self.inbox.put)

    def say(self, utterance: int, tenths: int = 5) -> None:
        self.ear.begin(utterance, "en")
        for _ in range(tenths):
            self.ear.feed(TENTH)

    def next(self) -> Signal:
        return self.inbox.get(timeout=PATIENCE_S)

    def until_final(self) -> list[Signal]:
        signals = [self.next()]
        while not (isinstance(signals[-1], EarHeard) and signals[-1].final):
            signals.append(self.next())
        return signals


def wait_until(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def opened(engine: FakeEngine, threads: int = 2) -> Hearing:
    return Hearing(lambda _: engine, threads)


def test_a_final_says_what_the_whole_utterance_held() -> None:
    line = Line(opened(FakeEngine()))
    line.say(7, tenths=5)
    line.ear.finish()
    assert line.until_final()[-1] == EarHeard(7, "en 8000", 0.9, final=True)


def test_partials_arrive_while_the_person_still_speaks() -> None:
    line = Line(opened(FakeEngine()))
    line.say(0, tenths=5)
    first = line.next()
    assert isinstance(first, EarHeard)
    assert not first.final
    line.ear.finish()
    assert all(not s.final for s in line.until_final()[:-1] if isinstance(s, EarHeard))


def test_a_glimpse_brings_a_partial_without_new_audio() -> None:
    line = Line(opened(FakeEngine(partial_every_s=1000)))
    line.ear.begin(0, "en")
    line.ear.feed(FRAME)
    line.ear.glimpse()
    assert line.next() == EarHeard(0, "en 320", 0.9, final=False)


OPERATIONS = st.lists(
    st.tuples(
        st.integers(0, 2), st.sampled_from(["begin", "feed", "glimpse", "finish", "drop", "close"])
    ),
    max_size=60,
)


@settings(max_examples=60, deadline=None)
@given(operations=OPERATIONS, seed=st.integers(0, 1000), threads=st.integers(1, 3))
def test_each_finished_utterance_gets_exactly_one_final(
    operations: list[tuple[int, str]], seed: int, threads: int
) -> None:
    moods = random.Random(seed)

    def trouble(_: str) -> None:
        if moods.random() < 0.3:
            raise RuntimeError("an engine's own trouble")

    hearing = opened(FakeEngine(trouble=trouble), threads)
    lines = [Line(hearing) for _ in range(3)]
    number, open_ones, finished = 0, dict[int, int](), Counter[tuple[int, int]]()
    for index, operation in operations:
        ear = lines[index].ear
        if operation in ("begin", "finish") and index in open_ones:
            finished[index, open_ones.pop(index)] += 1
        if operation == "begin":
            ear.begin(number, "en")
            open_ones[index], number = number, number + 1
        elif operation == "feed":
            ear.feed(TENTH)
        else:
            getattr(ear, operation)()
        if operation in ("drop", "close"):
            open_ones.pop(index, None)
    hearing.close()
    finals = Counter(
        (index, signal.utterance)
        for index, line in enumerate(lines)
        for signal in line.inbox.queue
        if isinstance(signal, EarHeard) and signal.final
    )
    assert finals == finished


def test_an_engine_that_always_raises_still_closes_every_utterance() -> None:
    def trouble(kind: str) -> None:
        raise RuntimeError(kind)

    line = Line(opened(FakeEngine(trouble=trouble)))
    line.say(0)
    line.ear.finish()
    assert line.until_final() == [EarHeard(0, "", 0.0, final=True)]


def test_a_stream_that_breaks_is_heard_again_from_its_beginning() -> None:
    broke = threading.Event()

    def trouble(kind: str) -> None:
        if kind == "partial" and not broke.is_set():
            broke.set()
            raise RuntimeError("once")

    engine = FakeEngine(partial_every_s=1000, trouble=trouble)
    line = Line(opened(engine, threads=1))
    line.say(0, tenths=2)
    line.ear.glimpse()
    assert broke.wait(PATIENCE_S)
    line.ear.feed(TENTH)
    line.ear.finish()
    assert line.until_final()[-1] == EarHeard(0, "en 4800", 0.9, final=True)


def test_one_call_with_trouble_leaves_the_others_alone() -> None:
    def engine_for(language: str) -> FakeEngine:
        if language == "xx":
            raise ModelMissing("no model", "pull one")
        return FakeEngine()

    hearing = Hearing(engine_for)
    broken, sound = Line(hearing), Line(hearing)
    broken.ear.begin(0, "xx")
    broken.ear.feed(TENTH)
    broken.ear.finish()
    sound.say(0)
    sound.ear.finish()
    assert broken.until_final()[-1] == EarHeard(0, "", 0.0, final=True)
    assert sound.until_final()[-1] == EarHeard(0, "en 8000", 0.9, final=True)


def test_an_inbox_that_fails_does_not_stop_recognition() -> None:
    hearing = opened(FakeEngine(), threads=1)

    def deliver(_: Signal) -> None:
        raise RuntimeError("the call is gone")

    gone = hearing.open_ear(deliver)
    gone.begin(0, "en")
    gone.feed(TENTH)
    gone.finish()
    line = Line(hearing)
    line.say(0)
    line.ear.finish()
    assert line.until_final()


def test_feeding_returns_though_no_engine_answers_and_what_is_given_up_is_counted() -> None:
    engine = FakeEngine()
    engine.gate.clear()
    hearing = opened(engine, threads=1)
    line = Line(hearing)
    line.say(0, tenths=30)
    line.ear.finish()
    assert line.inbox.empty()
    engine.gate.set()
    signals = line.until_final()
    overloads = [signal for signal in signals if isinstance(signal, EarOverloaded)]
    assert sum(signal.skipped for signal in overloads) == hearing.stats().skipped > 0


def test_a_final_does_not_wait_behind_the_partials_of_other_calls() -> None:
    engine = FakeEngine()
    order: list[str] = []
    hearing = opened(engine, threads=1)
    engine.gate.clear()
    first = hearing.open_ear(lambda _: None)
    first.begin(0, "en")
    first.feed(bytes(16000))
    assert engine.asked.acquire(timeout=PATIENCE_S)  # the only thread is inside the engine now
    for _ in range(5):
        talking = hearing.open_ear(lambda _: order.append("partial"))
        talking.begin(0, "en")
        talking.feed(bytes(16000))
    done = hearing.open_ear(lambda _: order.append("final"))
    done.begin(0, "en")
    done.finish()
    engine.gate.set()
    hearing.close()
    assert order[0] == "final"


def test_a_dropped_utterance_is_heard_no_more() -> None:
    engine = FakeEngine(partial_every_s=1000)
    line = Line(opened(engine))
    line.ear.begin(0, "en")
    line.ear.feed(FRAME)
    line.ear.drop()
    line.say(1)
    line.ear.finish()
    assert {s.utterance for s in line.until_final() if isinstance(s, EarHeard)} == {1}


def test_closing_a_call_delivers_the_final_it_awaits() -> None:
    engine = FakeEngine()
    engine.gate.clear()
    line = Line(opened(engine))
    line.say(0)
    line.ear.finish()
    line.ear.close()
    engine.gate.set()
    assert line.until_final()[-1] == EarHeard(0, "en 8000", 0.9, final=True)


def test_audio_without_an_open_utterance_is_ignored() -> None:
    hearing = opened(FakeEngine())
    line = Line(hearing)
    line.ear.feed(TENTH)
    line.ear.glimpse()
    line.ear.finish()
    hearing.close()
    assert line.inbox.empty()


def test_a_language_without_a_model_is_told_before_the_first_call() -> None:
    def engine_for(_: str) -> FakeEngine:
        raise ModelMissing("a speech model for 'en' is not here", "pull it")

    with pytest.raises(ModelMissing):
        Hearing(engine_for).warm_up(["en"])


def test_stats_count_what_was_done() -> None:
    hearing = opened(FakeEngine())
    line = Line(hearing)
    line.say(0)
    line.ear.finish()
    line.until_final()
    hearing.close()
    stats = hearing.stats()
    assert (stats.finals, stats.failures, stats.audio_s) == (1, 0, 0.5)


def test_words_that_no_thread_comes_back_with_count_as_late_by_how_long_they_wait() -> None:
    engine = FakeEngine(partial_every_s=1000)
    engine.gate.clear()
    hearing = opened(engine, threads=2)
    lines = [Line(hearing) for _ in range(3)]
    for line in lines:
        line.say(0, tenths=1)
        line.ear.finish()
    wait_until(lambda: hearing.lag_s() > 0.3)
    engine.gate.set()
    hearing.close()
    assert hearing.stats().finals == 3


@pytest.mark.parametrize("trouble", [None, RuntimeError("an engine's own trouble")])
def test_words_whose_final_came_are_late_no_longer(
    trouble: Exception | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def engine_for(_: str) -> FakeEngine:
        if trouble is not None:
            raise trouble
        return FakeEngine()

    hearing = Hearing(engine_for)
    line = Line(hearing)
    line.say(0)
    line.ear.finish()
    line.until_final()
    monkeypatch.setattr(tally, "LAG_OVER_S", 0.0)
    assert hearing.lag_s() == 0.0
    hearing.close()


def test_words_still_being_spoken_are_not_late() -> None:
    engine = FakeEngine()
    engine.gate.clear()
    hearing = opened(engine)
    line = Line(hearing)
    line.say(0)
    assert hearing.lag_s() == 0.0
    line.ear.drop()
    assert hearing.lag_s() == 0.0
    engine.gate.set()
    hearing.close()
