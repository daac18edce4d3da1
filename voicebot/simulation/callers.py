"""Strangers who call the robot's own line so that it stops calling them; one frozen value each."""

from voicebot.simulation.persona import Caller
from voicebot.simulation.script import Line, OnPause, Press, Say, Script

BY_WORDS = Caller(
    "caller_by_words",
    "says that calls to their number must stop",
    Script(
        (Line(OnPause(), Say(("do_not_call_again", "take_me_off"))),),
        again=(Say(("yes_of_course",)),),
    ),
)
BY_KEY = Caller(
    "caller_by_key",
    "presses 1 for the number they call from",
    Script((Line(OnPause(), Press("1")),)),
)


def with_hidden_number(number: str) -> Caller:
    """An anonymous caller who keys in `number` (E.164), and confirms it when it is read back."""
    digits = number.removeprefix("+")
    return Caller(
        "caller_with_hidden_number",
        "hides their number and keys in another",
        Script((Line(OnPause(), Press(f"{digits}#")), Line(OnPause(), Press("1")))),
        anonymous=True,
    )
