"""Where the Asterisk of one installation keeps its things."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

# A unix socket's path has at most 107 bytes on Linux, 103 on macOS (sun_path).
LONGEST_SOCKET_PATH = 103


@dataclass(frozen=True, slots=True)
class Places:
    """Folders and files under `root`, which is `asterisk/` of the data directory."""

    root: Path

    @property
    def etc(self) -> Path:
        """The rendered configuration."""
        return self.root / "etc"

    @property
    def conf(self) -> Path:
        """The file Asterisk is started with."""
        return self.etc / "asterisk.conf"

    @property
    def state(self) -> Path:
        """Asterisk's own database and keys."""
        return self.root / "state"

    @property
    def keys(self) -> Path:
        """The TLS certificate and its key."""
        return self.root / "keys"

    @property
    def log(self) -> Path:
        """The folder of its log files."""
        return self.root / "log"

    @property
    def run(self) -> Path:
        """The folder of its control socket and process id, short enough for a socket's path."""
        wanted = self.root / "run"
        if len(os.fsencode(wanted / "asterisk.ctl")) <= LONGEST_SOCKET_PATH:
            return wanted
        return wanted.readlink() if wanted.is_symlink() else wanted

    def make(self) -> None:
        """Create what is missing; nobody but the owner may look inside."""
        self.root.mkdir(parents=True, exist_ok=True)
        self.root.chmod(0o700)
        for folder in (self.etc, self.state, self.state / "spool", self.keys):
            folder.mkdir(parents=True, exist_ok=True)
        self.log.mkdir(exist_ok=True)
        self._make_run()

    def _make_run(self) -> None:
        wanted = self.root / "run"
        if len(os.fsencode(wanted / "asterisk.ctl")) <= LONGEST_SOCKET_PATH:
            wanted.mkdir(exist_ok=True)
            return
        if wanted.is_symlink() and self._ours(wanted.readlink()):
            return
        wanted.unlink(missing_ok=True)
        wanted.symlink_to(tempfile.mkdtemp(prefix="voicebot-"))

    @staticmethod
    def _ours(folder: Path) -> bool:
        """A folder for temporary files is shared: another user may have made one of this name."""
        return folder.is_dir() and not folder.is_symlink() and folder.stat().st_uid == os.getuid()


def places_of(home: Path) -> Places:
    """The places under a data directory."""
    return Places(home.resolve() / "asterisk")
