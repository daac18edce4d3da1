"""What the people measured: how long the robot took, as they sent their speech and heard its own.

All in milliseconds, by call, from the lines of a diary (`diary.py`). Both ways through the network
and both jitter buffers are in these times.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

Line = Mapping[str, object]


@dataclass(slots=True)
class Measured:
    """Each list holds one value for each time it happened."""

    barge_in_ms: list[float] = field(default_factory=list)
    response_ms: list[float] = field(default_factory=list)
    speech_end_to_saved_ms: list[float] = field(default_factory=list)


def measure(diary: Iterable[Line], saved_at: Mapping[str, float]) -> Measured:
    """`saved_at` is when each number's spoken opt-out was on disk, in epoch seconds.

    An opt-out understood before the sentence was over counts with a negative time.
    """
    calls: dict[str, list[Line]] = defaultdict(list)
    for line in diary:
        calls[str(line["call"])].append(line)
    measured = Measured()
    for lines in calls.values():
        measured.barge_in_ms += _barge_ins(lines)
        measured.response_ms += _responses(lines)
        number = str(lines[0].get("number"))
        if number in saved_at:
            measured.speech_end_to_saved_ms += _saved(lines, saved_at[number])
    return measured


def _barge_ins(lines: list[Line]) -> Iterator[float]:
    """Speech that began while the robot was heard, until the robot was heard no more."""
    heard, onset = False, None
    for line in lines:
        match line["what"]:
            case "robot_starts":
                heard = True
            case "speech_starts" if heard:
                onset = _at(line)
            case "robot_stops":
                heard = False
                if onset is not None and _at(line) > onset:
                    yield (_at(line) - onset) * 1000
                onset = None


def _responses(lines: list[Line]) -> Iterator[float]:
    """The end of the person's last words until the robot is heard, if it was silent."""
    ended: float | None = None
    for line in lines:
        match line["what"]:
            case "speech_ends":
                ended = _at(line)
            case "speech_starts" | "ended":
                ended = None
            case "robot_starts" if ended is not None:
                yield (_at(line) - ended) * 1000
                ended = None


def _saved(lines: list[Line], saved: float) -> Iterator[float]:
    """From the end of the words that were being said, or had been said last, to the disk."""
    begun = [_at(line) for line in lines if line["what"] == "speech_starts"]
    ends = [_at(line) for line in lines if line["what"] == "speech_ends"]
    last = max((at for at in begun if at < saved), default=None)
    if last is not None:
        end = min((at for at in ends if at > last), default=None)
        if end is not None:
            yield (saved - end) * 1000


def _at(line: Line) -> float:
    return float(str(line["at"]))
