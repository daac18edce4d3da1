"""Fetches Debian's packages of Asterisk, without root, into a folder of our own.

apt does the work with a private state, so that it resolves every dependency down to the C
library, checks the archive's signature with the machine's own Debian keys, and touches nothing
of the machine. `dpkg-deb` unpacks; no package's scripts are run.
"""

import fcntl
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from voicebot.adapters.telephony.asterisk.mirror import apt_mirrors, archive_keyring
from voicebot.adapters.telephony.asterisk.shell import run
from voicebot.errors import DiskFull, PbxAbsent, PbxFailed
from voicebot.settings import Settings

PACKAGES = ("asterisk", "asterisk-core-sounds-en-wav", "asterisk-core-sounds-ru-wav")
UNWANTED = ("asterisk-core-sounds-en-gsm",)
NEEDED_BYTES = 700_000_000  # packages and their contents, while both are there
UNUSED_FOLDERS = (
    "etc",
    "var",
    "usr/bin",
    "usr/lib/*/perl*",
    "usr/share/doc",
    "usr/share/gnupg",
    "usr/share/info",
    "usr/share/lintian",
    "usr/share/locale",
    "usr/share/man",
    "usr/share/misc",
    "usr/share/perl",
    "usr/share/snmp",
    "usr/share/zoneinfo",
)
FETCH_LIMIT_S = 900.0
SOUND_LANGUAGES = {"en": "en_US_f_Allison", "ru": "ru_RU_f_IvrvoiceRU"}

_CONFIGURATION = """\
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Pre-Install-Pkgs;
Dir::State "{state}/state";
Dir::State::status "{state}/status";
Dir::Cache "{state}/cache";
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "{state}/sources";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "{state}/preferences";
APT::Sandbox::User "";
APT::Install-Recommends "false";
APT::Update::Error-Mode "any";
Acquire::Languages "none";
Acquire::Retries "3";
Debug::NoLocking "true";
"""


def ensure_rootfs(settings: Settings, folder: Path) -> Path:
    """Asterisk of the settings' suite, unpacked under `folder`; fetched if it is not there yet.

    The folder appears whole or not at all: it is unpacked beside its place and then renamed.
    Raises PbxAbsent, PbxFailed or DiskFull.
    """
    rootfs = folder / settings.pbx_suite
    if rootfs.is_dir():
        return rootfs
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        if not rootfs.is_dir():
            _fetch_and_unpack(settings, folder, rootfs)
    return rootfs


def _fetch_and_unpack(settings: Settings, folder: Path, rootfs: Path) -> None:
    _forget_unfinished(folder)
    if shutil.disk_usage(folder).free < NEEDED_BYTES:
        raise DiskFull(
            f"Asterisk needs {NEEDED_BYTES // 1_000_000} MB of disk for its packages",
            f"free some space where {folder} is, or set pbx_rootfs to another disk",
        )
    work = Path(mkdtemp(prefix="unfinished-", dir=folder))
    try:
        unpacked = work / "rootfs"
        unpack(_download(settings, work / "apt"), unpacked)
        unpacked.rename(rootfs)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def unpack(packages: Sequence[Path], rootfs: Path) -> None:
    """Unpack Debian packages into one folder, less what a running Asterisk never reads."""
    rootfs.mkdir()
    with ThreadPoolExecutor(max_workers=2) as pool:
        tuple(pool.map(lambda deb: _unpack_one(deb, rootfs), packages))
    for unused in (folder for pattern in UNUSED_FOLDERS for folder in rootfs.glob(pattern)):
        shutil.rmtree(unused, ignore_errors=True)
    sounds = rootfs / "usr/share/asterisk/sounds"
    for language, voice in SOUND_LANGUAGES.items():
        if (sounds / voice).is_dir() and not (sounds / language).exists():
            (sounds / language).symlink_to(voice)


def _unpack_one(deb: Path, rootfs: Path) -> None:
    result = run(["dpkg-deb", "-x", str(deb), str(rootfs)], timeout_s=120)
    if result.returncode != 0:
        raise PbxFailed(
            f"the package {deb.name} could not be unpacked: {result.last_line}",
            "check the disk's free space and try again",
        )


def _download(settings: Settings, state: Path) -> list[Path]:
    """The packages as files, their signatures checked by apt."""
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        raise PbxAbsent(
            "this system has no apt-get", "install Asterisk 20 or newer, or use --pbx direct"
        )
    mirrors = [settings.pbx_mirror] if settings.pbx_mirror else apt_mirrors()
    if not mirrors:
        raise PbxAbsent(
            "apt knows no Debian mirror on this machine",
            "set pbx_mirror to one, install Asterisk 20 or newer, or use --pbx direct",
        )
    complaints = []
    for mirror in mirrors:
        complaint = _update(settings.pbx_suite, mirror, state)
        if not complaint:
            return _install(state)
        complaints.append(complaint)
    raise _unusable(settings.pbx_suite, complaints[0])


def _update(suite: str, mirror: str, state: Path) -> str:
    """Read the suite's list of packages; returns apt's complaint, empty when all went well."""
    shutil.rmtree(state, ignore_errors=True)
    for folder in ("state/lists/partial", "cache/archives/partial", "sources", "preferences"):
        (state / folder).mkdir(parents=True)
    (state / "status").touch()
    (state / "apt.conf").write_text(_CONFIGURATION.format(state=state))
    source = [f"Types: deb\nURIs: {mirror}\nSuites: {suite}\nComponents: main\n"]
    keyring = archive_keyring()
    source += [f"Signed-By: {keyring}\n"] if keyring else []
    (state / "sources" / "suite.sources").write_text("".join(source))
    result = run(["apt-get", "-q", "-c", str(state / "apt.conf"), "update"], FETCH_LIMIT_S)
    return "" if result.returncode == 0 else result.errors or result.last_line


def _install(state: Path) -> list[Path]:
    wanted = [*PACKAGES, *(f"{name}-" for name in UNWANTED)]
    command = ["apt-get", "-q", "-y", "-c", str(state / "apt.conf"), "--download-only", "install"]
    result = run([*command, *wanted], FETCH_LIMIT_S)
    packages = sorted((state / "cache/archives").glob("*.deb"))
    if result.returncode != 0 or not packages:
        raise PbxFailed(
            f"apt could not fetch Asterisk's packages: {result.last_line}",
            "check the network and try again",
        )
    return packages


def _unusable(suite: str, complaint: str) -> PbxAbsent:
    if "NO_PUBKEY" in complaint or "not signed" in complaint or "sqv" in complaint:
        return PbxAbsent(
            f"this machine's keys cannot check the signature of Debian's {suite}",
            "install a newer debian-archive-keyring, or set pbx_suite to a suite they know",
        )
    first = complaint.splitlines()[0].removeprefix("E: ").removeprefix("W: ")
    return PbxAbsent(
        f"Debian's {suite} could not be read: {first}",
        "check the network and pbx_suite, install Asterisk 20 or newer, or use --pbx direct",
    )


def _forget_unfinished(folder: Path) -> None:
    for left in folder.glob("unfinished-*"):
        shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two programs never unpack into one folder: the second waits, and finds it done."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
