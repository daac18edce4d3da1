"""What most parts are made of: a greeting, lines, and what is said if the robot asks again."""

from voicebot.simulation.script import After, Cue, Line, Say, Script

GREETING = Line(After(0.4), Say(("hello_speaking", "hello", "hello_yes")))


def says(cue: Cue, *phrases: str) -> Line:
    """A line that is spoken; several phrases are ways to say the same."""
    return Line(cue, Say(phrases))


def part(*lines: Line, again: tuple[str, ...] = (), patience_s: float = 20.0) -> Script:
    """A greeting, the lines, and what is said if the robot asks once more."""
    retries = tuple(Say((phrase,)) for phrase in again)
    return Script((GREETING, *lines), retries, patience_s=patience_s)


def brief(*lines: Line, again: tuple[str, ...] = (), patience_s: float = 20.0) -> Script:
    """Somebody who picks up and waits for the other side to speak."""
    return Script(lines, tuple(Say((phrase,)) for phrase in again), patience_s=patience_s)
