"""The command line: one Typer application, one file per topic."""

import sys

from voicebot.adapters.forking import lay_ground
from voicebot.errors import BadFlow, BadInput, VoicebotError

HOLD_CALLS = ("demo", "serve", "call")
"""Commands whose agents' ground is laid while they are imported."""


def main() -> None:
    """Run one command; what we expected might fail is told in one sentence, never a traceback.

    The commands are imported here and not above: every agent process imports this module anew.
    """
    from voicebot.cli.application import application

    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    if wanted in HOLD_CALLS and "--help" not in sys.argv:
        lay_ground()
    try:
        application(wanted)()
    except BadFlow as error:
        for problem in error.problems:
            _say(problem)
        _complain(error, 1)
    except BadInput as error:
        _complain(error, 2)
    except VoicebotError as error:
        _complain(error, 1)
    except KeyboardInterrupt:
        sys.exit(130)


def _complain(error: VoicebotError, status: int) -> None:
    _say(f"voicebot: {error}.")
    sys.exit(status)


def _say(line: str) -> None:
    from voicebot.cli.output import complaints

    complaints.print(line, markup=False, highlight=False, soft_wrap=True)
