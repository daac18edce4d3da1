"""Whom a person on the line can be handed to, besides whichever operator is free."""

import re

from voicebot.adapters.telephony.asterisk.accounts import operator_name
from voicebot.errors import BadSettings
from voicebot.settings import Settings

FIRST_OPERATOR = 711
"""The first operator's own extension; the queue of all of them is 700."""

_NUMBER = re.compile(r"\+[1-9][0-9]{7,14}")


def each_operator(operators: int) -> dict[str, str]:
    """For each operator an extension that exists while they are ready, and a queue of one."""
    names = [operator_name(index) for index in range(operators)]
    return {
        "operator_switches": "\n".join(_switch(name) for name in names),
        "operator_contexts": "\n".join(
            _context(name, str(FIRST_OPERATOR + index)) for index, name in enumerate(names)
        ),
        "operator_queues": "\n".join(f"[{name}](common)\nmember => PJSIP/{name}" for name in names),
    }


def supervisor_numbers(settings: Settings) -> str:
    """The numbers that supervisors may take calls over with. Raises BadSettings."""
    numbers = sorted(set(settings.supervisor_telephones.values()))
    for number in numbers:
        if not _NUMBER.fullmatch(number) or not number.startswith(settings.pbx_prefixes):
            raise BadSettings(
                f"the setting 'supervisor_telephones' cannot hold {number!r}",
                "write + and digits, beginning as one of pbx_prefixes",
            )
    return "\n".join(f"exten => {number},1,Goto(to-trunk,${{EXTEN}},1)" for number in numbers)


def _switch(name: str) -> str:
    ready = f"$[0${{QUEUE_MEMBER({name},ready)}} > 0]"
    return f"eswitch => Loopback/@{name}-${{IF({ready}?ready:away)}}"


def _context(name: str, extension: str) -> str:
    return (
        f"[{name}-ready]\n"
        f"exten => {extension},1,Set(ONE_OPERATOR={name})\n"
        f" same => n,Goto(one-operator,s,1)\n"
        f"[{name}-away]\n; nothing"
    )
