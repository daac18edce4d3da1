"""Numbers written as a list that any dialler reads: a CSV with the one column `number`."""

import os
from pathlib import Path

from pyroaring import BitMap64

from voicebot.adapters.registries.number_file import blocks_of
from voicebot.errors import BadInput, said


def write_list(file: Path, numbers: BitMap64) -> None:
    """Write E.164 numbers, ascending; the file is there whole or not at all. Raises BadInput."""
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        with unfinished.open("w", encoding="ascii") as out:
            out.write("number\n")
            for block in blocks_of(numbers):
                out.write("".join(f"+{number}\n" for number in block))
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(file)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise BadInput(
            said("{file} cannot be written ({reason})", file=file, reason=error.strerror),
            "give another",
        ) from error
