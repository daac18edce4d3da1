"""The folders of calls as files to be kept or taken away."""

import shutil
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from voicebot.errors import StorageError, said


def every(home: Path) -> Iterator[tuple[date, Path]]:
    """Every call's folder with its day (UTC), oldest day first; its name is the attempt's id."""
    calls = home / "calls"
    for day in sorted(calls.iterdir()) if calls.is_dir() else ():
        when = _day(day)
        if when is not None:
            yield from ((when, folder) for folder in sorted(day.iterdir()) if folder.is_dir())


def of(home: Path, attempt_ids: Iterable[str]) -> list[Path]:
    """The folders that these attempts have."""
    wanted = set(attempt_ids)
    return [folder for _, folder in every(home) if folder.name in wanted] if wanted else []


def remove(folder: Path) -> None:
    """Delete a call's folder, and that of its day if it was the last. Raises StorageError."""
    try:
        shutil.rmtree(folder)
        if not any(folder.parent.iterdir()):
            folder.parent.rmdir()
    except OSError as error:
        raise StorageError(
            said("a call's folder could not be deleted ({reason})", reason=error.strerror),
            "mend the rights of `calls` in the data directory, then do this again",
        ) from error


def remove_files(folder: Path, names: Iterable[str]) -> None:
    """Delete files of a call, and its folder with the last of them. Raises StorageError."""
    try:
        for name in names:
            folder.joinpath(name).unlink(missing_ok=True)
        if not any(folder.iterdir()):
            remove(folder)
    except OSError as error:
        raise StorageError(
            said("a call's file could not be deleted ({reason})", reason=error.strerror),
            "mend the rights of `calls` in the data directory, then do this again",
        ) from error


def _day(folder: Path) -> date | None:
    try:
        return date.fromisoformat(folder.name) if folder.is_dir() else None
    except ValueError:
        return None
