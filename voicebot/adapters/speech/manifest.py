"""Whether an installed model is what the catalogue, or its first fetch, says it is."""

import hashlib
from pathlib import Path

from voicebot.adapters.speech.catalogue import Catalogue, ModelEntry
from voicebot.errors import ModelCorrupt


def manifest(folder: Path) -> str:
    """One line per file, sorted by path: SHA-256, two spaces, path, newline."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    names = sorted(file.relative_to(folder).as_posix() for file in files)
    return "".join(f"{file_hash(folder / name)}  {name}\n" for name in names)


def digest(listing: str) -> str:
    """The hash of a whole model: that of its manifest."""
    return hashlib.sha256(listing.encode()).hexdigest()


def file_hash(file: Path) -> str:
    """SHA-256 of a file."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def lock_file(catalogue: Catalogue, model: ModelEntry) -> Path:
    """Where the manifest of the first fetch is kept."""
    return catalogue.fetched / f"{model.name}.manifest.lock"


def expected(catalogue: Catalogue, model: ModelEntry) -> str:
    """The hash a model must have; empty where nobody has vouched for one and none was fetched."""
    lock = lock_file(catalogue, model)
    if model.sha256 or not lock.is_file():
        return model.sha256
    return digest(lock.read_text("utf-8"))


def check_installed(catalogue: Catalogue, model: ModelEntry) -> None:
    """Raises ModelCorrupt unless the installed files are the expected ones."""
    wanted = expected(catalogue, model)
    folder = catalogue.folder(model)
    if wanted and digest(manifest(folder)) != wanted:
        raise ModelCorrupt(
            f"the files of the speech model {model.name} in {folder} are not the published ones",
            f"run: voicebot models pull --lang {model.languages[0]}",
        )
