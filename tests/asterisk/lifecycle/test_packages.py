"""Where the embedded Asterisk comes from, and what is said when it cannot be had."""

import os
from pathlib import Path

import pytest

from tests.asterisk.conftest import SettingsMaker
from voicebot.adapters.telephony.asterisk.mirror import apt_mirrors
from voicebot.adapters.telephony.asterisk.packages import ensure_rootfs
from voicebot.errors import PbxAbsent


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A Debian archive on this disk whose Release file nobody signed."""
    suite = tmp_path / "archive" / "dists" / "forky"
    suite.mkdir(parents=True)
    (suite / "Release").write_text(
        "Origin: Debian\nSuite: testing\nCodename: forky\nArchitectures: amd64 arm64\n"
        "Components: main\nDate: Thu, 01 Jan 2026 00:00:00 UTC\n"
    )
    return tmp_path / "archive"


def fake_apt(folder: Path, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another machine's apt, which answers every question with the same words."""
    folder.mkdir()
    program = folder / "apt-get"
    program.write_text(f"#!/bin/sh\ncat <<'END'\n{said}\nEND\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_an_archive_without_signature_is_not_trusted(
    fresh_settings: SettingsMaker, archive: Path, tmp_path: Path
) -> None:
    settings = fresh_settings(pbx_mirror=f"file://{archive}")
    with pytest.raises(PbxAbsent, match="signature"):
        ensure_rootfs(settings, tmp_path / "rootfs")


def test_a_failed_fetch_leaves_nothing_behind_and_clears_what_a_crash_left(
    fresh_settings: SettingsMaker, tmp_path: Path
) -> None:
    folder = tmp_path / "rootfs"
    (folder / "unfinished-crash" / "rootfs").mkdir(parents=True)
    settings = fresh_settings(pbx_mirror=f"file://{tmp_path}/nothing-here")
    with pytest.raises(PbxAbsent, match="forky could not be read"):
        ensure_rootfs(settings, folder)
    assert [file.name for file in folder.iterdir()] == ["lock"]


def test_the_mirror_is_the_one_apt_uses_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = (
        "https://mirror.example/debian/|Debian\n"
        "https://mirror.example/debian/|Debian\n"
        "https://mirror.example/debian-security/|Debian\n"
        "https://other.example/packages/|Other"
    )
    fake_apt(tmp_path / "bin", rows, monkeypatch)
    assert apt_mirrors() == ["https://mirror.example/debian/"]


def test_a_machine_that_never_updated_its_lists_still_tells_its_mirror(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_apt(tmp_path / "bin", "https://mirror.example/debian/|", monkeypatch)
    assert apt_mirrors() == ["https://mirror.example/debian/"]


def test_without_a_debian_mirror_the_setting_is_named(
    fresh_settings: SettingsMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_apt(tmp_path / "bin", "https://mirror.example/ubuntu/|Ubuntu", monkeypatch)
    with pytest.raises(PbxAbsent, match="pbx_mirror"):
        ensure_rootfs(fresh_settings(), tmp_path / "rootfs")


def test_no_mirror_or_registry_is_written_into_the_code() -> None:
    package = Path(__file__).parents[3] / "voicebot" / "adapters" / "telephony" / "asterisk"
    texts = {file.name: file.read_text() for file in package.glob("*.py")}
    assert texts
    assert not [name for name, text in texts.items() if "http:" in text or "https:" in text]
