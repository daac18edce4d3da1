"""The command line: one Typer application, one file per topic."""

import sys

from voicebot.errors import BadFlow, BadInput, VoicebotError


def main() -> None:
    """Run one command; what we expected might fail is told in one sentence, never a traceback.

    The commands are imported here and not above: every agent process imports this module anew.
    """
    from voicebot.cli.application import application

    try:
        application(sys.argv[1] if len(sys.argv) > 1 else "")()
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
