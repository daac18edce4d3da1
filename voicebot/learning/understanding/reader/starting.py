"""Encoders to start from, out of a folder or a zip (a wheel is one).

Which kind of encoder it holds is told by its files.
"""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile

from voicebot.errors import BadInput, said
from voicebot.learning.understanding.reader.start import Part, Start
from voicebot.learning.understanding.reader.start_of_blocks import start_of_blocks
from voicebot.learning.understanding.reader.start_of_windows import start_of_windows


def start_from(place: Path, language: str) -> Start:
    """The encoder in a folder or a zip, as far as the language needs it. Raises BadInput."""
    try:
        if place.is_dir():
            names = [file.relative_to(place).as_posix() for file in place.rglob("*")]
            return _start(place, names, lambda name: (place / name).read_bytes(), language)
        with ZipFile(place) as archive:
            return _start(place, archive.namelist(), archive.read, language)
    except (OSError, BadZipFile, KeyError, ValueError, RuntimeError) as error:
        raise BadInput(
            said("{file} holds no encoder to start from: {error}", file=place.name, error=error),
            "name a folder or zip with model.safetensors, tokenizer.json and config.json, or with "
            "weights.npz and sp.model",
        ) from error


def _start(place: Path, names: Sequence[str], part: Part, language: str) -> Start:
    outermost_last = sorted(names, key=lambda name: -name.count("/"))
    where = {PurePosixPath(name).name: name for name in outermost_last}

    def named(name: str) -> bytes:
        return part(where[name])

    if "weights.npz" in where:
        return start_of_windows(place.stem, named, language)
    return start_of_blocks(place.stem, named)
