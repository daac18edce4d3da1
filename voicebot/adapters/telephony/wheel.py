"""What the installed pjsua2 library was built with, asked of its C functions."""

import ctypes
import functools

import pjsua2.pjsua2 as bindings

SMALLEST_BUILD = 4  # where the C function is not exported: pjsip's own default


@functools.cache
def _library() -> ctypes.CDLL:
    return ctypes.CDLL(bindings._pjsua2.__file__)


def be_quiet() -> None:
    """Print nothing to the console before and after the library has its own log settings."""
    set_level = getattr(_library(), "pj_log_set_level", None)
    if set_level is not None:
        set_level(0)


def give_up_after(ms: int) -> None:
    """How long pjsip waits for the answer to a request, on lines that are not there.

    RFC 3261 says 64*T1 = 32 s, for which a dead far end would hold one of few call slots.
    """
    set_timers = getattr(_library(), "pjsip_tsx_set_timers", None)
    if set_timers is not None:
        set_timers(0, 0, 0, ms)  # T1, T2, T4 keep their values


def call_limit(asked: int) -> int:
    """How many calls this process can hold, once the library is started.

    The library cuts the number asked for down to what it was compiled with (4 in the wheel).
    """
    ask = getattr(_library(), "pjsua_call_get_max_count", None)
    return int(ask()) if ask is not None else min(asked, SMALLEST_BUILD)
