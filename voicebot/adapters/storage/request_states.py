"""How far somebody's wish for a spoken code is."""

from enum import StrEnum


class RequestState(StrEnum):
    """From the wish to the end of its call."""

    ASKED = "ASKED"  # waits for its call
    TAKEN = "TAKEN"  # its call is decided on, or under way
    TOLD = "TOLD"  # the code was spoken
    DECLINED = "DECLINED"  # whoever answered said that they had not asked for it
    OVER = "OVER"  # no code was spoken: not called, not answered, or too late
    SILENT = "SILENT"  # beyond a limit of the number: nobody is called, and nobody is told so


CALLED = (RequestState.TAKEN, RequestState.TOLD, RequestState.DECLINED, RequestState.OVER)
"""What may have made a telephone ring."""
