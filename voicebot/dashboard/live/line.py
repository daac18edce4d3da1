"""One line of a live transcript: words, or something that happened."""

from dataclasses import dataclass

CALLEE, ROBOT, HAPPENED = "callee", "robot", "happened"


@dataclass(frozen=True, slots=True)
class Line:
    """`key` numbers it within its call; `said` are words of a person, masked by role.

    Of something that happened, `what` is a marked text and `term` a kind and name of the rules.
    `growing` is true while it is being spoken; `meant` are marked texts of what it was taken for.
    """

    key: int
    who: str
    at_s: float
    said: str = ""
    what: str = ""
    term: tuple[str, str] | None = None
    tone: str = ""
    growing: bool = False
    cut: bool = False
    meant: tuple[str, ...] = ()
