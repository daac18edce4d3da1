"""What recognition tells at a pause, so that a turn may end by its words and its sound."""

from queue import Queue

from tests.fakes.engines import FakeEngine
from voicebot.adapters.speech.hearing import Hearing
from voicebot.conversation.ports import FRAME_BYTES, EarGlimpsed, EarHeard, Signal

FRAME = bytes(FRAME_BYTES)


class Judge:
    """Hears half of everything as finished, or breaks."""

    def __init__(self, broken: bool = False) -> None:
        self.broken = broken
        self.heard: list[int] = []

    def finished(self, pcm: bytes) -> float:
        if self.broken:
            raise ValueError("it cannot judge")
        self.heard.append(len(pcm))
        return 0.5


def glimpsed(judge: Judge | None, times: int = 1) -> list[Signal]:
    """All signals up to the final, after so many glimpses at the same audio."""
    hearing = Hearing(lambda _: FakeEngine(partial_every_s=1000), turn_model=judge)
    inbox: Queue[Signal] = Queue()
    ear = hearing.open_ear(inbox.put)
    ear.begin(3, "en")
    ear.feed(FRAME)
    told: list[Signal] = []
    for _ in range(times):
        ear.glimpse()
        while not (isinstance(told[-1] if told else None, EarGlimpsed) and told[-1].text):
            told.append(inbox.get(timeout=20))
        told.append(EarHeard(3, "between", 0.0, final=False))
    ear.finish()
    told.append(inbox.get(timeout=20))
    hearing.close()
    return told


def test_a_glimpse_tells_the_words_even_if_they_are_as_before() -> None:
    words = [s for s in glimpsed(None, times=2) if isinstance(s, EarGlimpsed)]
    assert words == [EarGlimpsed(3, text="en 320")] * 2


def test_the_sound_is_judged_before_the_words_since_that_is_quicker() -> None:
    judge = Judge()
    told = [s for s in glimpsed(judge) if isinstance(s, EarGlimpsed)]
    assert told == [EarGlimpsed(3, finished=0.5), EarGlimpsed(3, text="en 320")]
    assert judge.heard == [FRAME_BYTES]


def test_a_judge_that_breaks_takes_no_words_away() -> None:
    told = glimpsed(Judge(broken=True))
    assert EarGlimpsed(3, text="en 320") in told
    assert told[-1] == EarHeard(3, "en 320", 0.9, final=True)
