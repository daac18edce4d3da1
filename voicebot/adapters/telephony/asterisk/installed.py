"""The asterisk program of this machine, where there is one that is new enough."""

import os
import re
import shutil
from pathlib import Path

from voicebot.adapters.telephony.asterisk.local_server import LocalServer
from voicebot.adapters.telephony.asterisk.places import Places
from voicebot.adapters.telephony.asterisk.shell import run

OLDEST_VERSION = 20
# Under the folder that holds the program's own: /usr, /usr/local, a package manager's.
MODULE_FOLDERS = ("lib/asterisk/modules", "lib64/asterisk/modules", "lib/*/asterisk/modules")
DATA_FOLDERS = ("share/asterisk", "var/lib/asterisk", "../var/lib/asterisk")

_VERSION = re.compile(r"Asterisk (?:certified/)?(\d+)[\d.]*")
_FOLDER = re.compile(r"^\s*(astmoddir|astdatadir)\s*=>?\s*(\S+)", re.MULTILINE)


def installed_server(places: Places) -> LocalServer | None:
    """The installed Asterisk; None if there is none, or only one that is too old."""
    program = shutil.which("asterisk", path=_search_path())
    if program is None or _major_version(program) < OLDEST_VERSION:
        return None
    named = _named_in_its_own_configuration()
    modules = named.get("astmoddir") or _first(program, MODULE_FOLDERS)
    data = named.get("astdatadir") or _first(program, DATA_FOLDERS)
    if modules is None or data is None:
        return None
    return LocalServer("installed", (program,), modules, data, places)


def version_in(text: str) -> str:
    """The number in what `asterisk -V` or `core show version` says; empty if it says none."""
    found = _VERSION.search(text)
    return found[0].removeprefix("Asterisk ") if found else ""


def _major_version(program: str) -> int:
    found = _VERSION.search(run([program, "-V"], 20).out)
    return int(found[1]) if found else 0


def _search_path() -> str:
    """Also where system programs are, which a user's own path often leaves out."""
    return os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])


def _named_in_its_own_configuration() -> dict[str, Path]:
    file = Path("/etc/asterisk/asterisk.conf")
    try:
        text = file.read_text(errors="replace")
    except OSError:
        return {}
    return {name: Path(folder) for name, folder in _FOLDER.findall(text) if Path(folder).is_dir()}


def _first(program: str, patterns: tuple[str, ...]) -> Path | None:
    around = [Path(program).parents[1], Path(program).resolve().parents[1]]
    found = (folder for top in around for pattern in patterns for folder in top.glob(pattern))
    return next((folder.resolve() for folder in found if folder.is_dir()), None)
