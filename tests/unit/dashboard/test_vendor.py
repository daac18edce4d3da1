"""The third-party files are those that the lock files name."""

import hashlib
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
FOLDERS = [ROOT / "voicebot/dashboard/static/vendor", ROOT / "tests/browser/vendor"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parts[-2])
def test_every_file_has_the_hash_in_the_lock_and_none_is_beside_it(folder: Path) -> None:
    packages = tomllib.loads((folder / "lock.toml").read_text())["package"]
    named = {file["as"]: file["sha256"] for package in packages for file in package["files"]}
    found = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.iterdir()
        if file.name != "lock.toml"
    }
    assert found == named
    assert all(package["licence"] for package in packages)


def test_no_page_names_a_script_or_style_of_another_site_or_holds_one() -> None:
    for template in (ROOT / "voicebot/dashboard/templates").rglob("*"):
        text = template.read_text() if template.is_file() else ""
        assert "://" not in text, template
        assert "<style" not in text and " style=" not in text, template
        assert " onclick=" not in text and "javascript:" not in text, template
        assert "hx-on" not in text and "hx-vals='js" not in text, template
