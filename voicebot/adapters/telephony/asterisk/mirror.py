"""Which Debian mirror and which keys this machine's apt uses: never an address of our own."""

from pathlib import Path

from voicebot.adapters.telephony.asterisk.shell import run

_FIELDS = "$(REPO_URI)|$(ORIGIN)"
_KEYRINGS = (
    Path("/usr/share/keyrings/debian-archive-keyring.pgp"),
    Path("/usr/share/keyrings/debian-archive-keyring.gpg"),
)


def apt_mirrors() -> list[str]:
    """Mirrors that apt is set up with here and that may carry Debian's suites, likeliest first."""
    said = run(["apt-get", "indextargets", "--format", _FIELDS, "Created-By: Packages"], 60)
    rows = [line.partition("|") for line in said.out.splitlines()]
    known = [uri for uri, _, origin in rows if origin == "Debian"]
    unread = [uri for uri, _, origin in rows if origin in ("", "$(ORIGIN)") and "debian" in uri]
    # The security archive holds no suite of its own.
    return [uri for uri in dict.fromkeys(known + unread) if "security" not in uri]


def archive_keyring() -> Path | None:
    """Debian's public keys on this machine; None leaves the choice to apt."""
    return next((file for file in _KEYRINGS if file.exists()), None)
