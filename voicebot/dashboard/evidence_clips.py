"""The sound in which an opt-out was said: the clip, wherever its call's files are."""

from pathlib import Path

from voicebot.adapters.storage.call_folder import EVIDENCE, RECORDING
from voicebot.bootstrap.office import Office
from voicebot.contacts.suppression import OptOut


def clip_of(office: Office, optout: OptOut) -> Path | None:
    """The evidence that the opt-out names, else that of its call, else the call's recording.

    None where nothing was recorded or it is gone. Never a file outside the calls' folder, whatever
    the books say.
    """
    calls = (office.settings.home / "calls").resolve()
    return next((file for file in _candidates(office, optout) if _is_ours(file, calls)), None)


def _candidates(office: Office, optout: OptOut) -> list[Path]:
    found = []
    if optout.evidence and not optout.evidence.startswith("sha256:"):
        found.append(office.settings.home / optout.evidence)
    folder = office.storage.archive.folder(optout.attempt_id) if optout.attempt_id else None
    if folder is not None:
        found += [folder / EVIDENCE, folder / RECORDING]
    return found


def _is_ours(file: Path, calls: Path) -> bool:
    real = file.resolve()
    return real.is_relative_to(calls) and real.suffix == ".wav" and real.is_file()
