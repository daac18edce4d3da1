"""The Asterisk of unpacked Debian packages, run through the loader that came with them."""

import shutil
from pathlib import Path

from voicebot.adapters.telephony.asterisk.local_server import LocalServer
from voicebot.adapters.telephony.asterisk.packages import ensure_rootfs
from voicebot.adapters.telephony.asterisk.places import Places
from voicebot.errors import PbxFailed
from voicebot.settings import Settings


def can_embed() -> bool:
    """This system has the tools to fetch and unpack Debian's packages."""
    return all(shutil.which(tool) for tool in ("apt-get", "dpkg-deb"))


def rootfs_folder(settings: Settings, places: Places) -> Path:
    """Where the packages are unpacked; installations may share it."""
    return Path(settings.pbx_rootfs).resolve() if settings.pbx_rootfs else places.root / "rootfs"


def embedded_server(settings: Settings, places: Places) -> LocalServer:
    """Asterisk from Debian's packages, fetched when they are not here yet.

    Raises PbxAbsent, PbxFailed or DiskFull.
    """
    return server_in(ensure_rootfs(settings, rootfs_folder(settings, places)), places)


def server_in(rootfs: Path, places: Places) -> LocalServer:
    """The Asterisk of an unpacked rootfs. Raises PbxFailed if it is not whole."""
    loader = next(rootfs.glob("usr/lib/*/ld-linux*.so.*"), None)
    modules = next(rootfs.glob("usr/lib/*/asterisk/modules"), None)
    program = rootfs / "usr/sbin/asterisk"
    if loader is None or modules is None or not program.exists():
        raise PbxFailed(
            f"the unpacked Asterisk in {rootfs} is not whole", "remove that folder and try again"
        )
    command = (str(loader), "--library-path", str(loader.parent), str(program))
    return LocalServer("embedded", command, modules, rootfs / "usr/share/asterisk", places)
