"""Which numbers may be dialled and which are ours, as dialplan extensions."""

import re

from voicebot.errors import BadSettings
from voicebot.settings import Settings

# E.164: at most 15 digits; fewer than 8 is no international number in use.
SHORTEST, LONGEST = 8, 15
OPT_OUT_LINE = "opt_out_line"
LANGUAGES = ("en", "ru")

_PREFIX = re.compile(r"\+[1-9][0-9]{0,13}")
_FLOW = re.compile(r"[A-Za-z0-9_]+")


def outside_numbers(settings: Settings) -> str:
    """One extension for each allowed prefix and length; only digits can match one."""
    lines = []
    for prefix in settings.pbx_prefixes:
        if not _PREFIX.fullmatch(prefix):
            raise BadSettings(
                f"the setting 'pbx_prefixes' cannot hold {prefix!r}", "write + and digits, as +44"
            )
        lengths = range(max(SHORTEST, len(prefix)), LONGEST + 1)
        patterns = (f"_{prefix}{'X' * (length - len(prefix) + 1)}" for length in lengths)
        lines += [f"exten => {pattern},1,Goto(to-trunk,${{EXTEN}},1)" for pattern in patterns]
    return "\n".join(lines)


def incoming_numbers(settings: Settings) -> str:
    """For each number of ours, with and without the plus: its flow and language."""
    flows = {settings.callback_number: OPT_OUT_LINE, **settings.pbx_incoming}
    return "\n".join(_incoming(number, value) for number, value in flows.items())


def _incoming(number: str, value: str) -> str:
    flow, _, language = value.partition(":")
    language = language or "en"
    digits = number.removeprefix("+")
    if not digits.isdigit() or not digits.isascii():
        raise BadSettings(
            f"the setting 'pbx_incoming' cannot hold the number {number!r}", "write + and digits"
        )
    if not _FLOW.fullmatch(flow) or language not in LANGUAGES:
        raise BadSettings(
            f"the setting 'pbx_incoming' cannot hold {value!r}", "write flow or flow:language"
        )
    return "\n".join(
        f"exten => {written},1,Set(_FLOW={flow})\n"
        f" same => n,Set(_CALL_LANGUAGE={language})\n"
        f" same => n,Set(CHANNEL(language)={language})\n"
        f" same => n,Goto(to-robots,${{EXTEN}},1)"
        for written in (f"+{digits}", digits)
    )
