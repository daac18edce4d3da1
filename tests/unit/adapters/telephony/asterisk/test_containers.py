"""docker-compose.yml and the Dockerfiles, as far as they can be checked without Docker."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from voicebot.adapters.telephony.asterisk.compose import DATA, MODULES

ROOT = Path(__file__).resolve().parents[5]
COMPOSE = ROOT / "docker-compose.yml"
DOCKERFILES = sorted((ROOT / "docker").glob("*.Dockerfile"))
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE.read_text())["services"]


def program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def test_the_compose_file_fits_the_schema_of_the_compose_specification() -> None:
    checked = subprocess.run(
        [program("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", str(COMPOSE)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("file", DOCKERFILES, ids=lambda file: file.name)
def test_a_dockerfile_passes_the_linter(file: Path) -> None:
    linted = subprocess.run(
        [program("hadolint"), "--no-color", str(file)], capture_output=True, text=True, check=False
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_runs_as_root_or_keeps_privileges(name: str) -> None:
    service = SERVICES[name]
    assert service["user"].split(":")[0] not in ("", "0", "root")
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"configuration"}))
def test_every_lasting_service_has_a_health_check(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"


@pytest.mark.parametrize("name", SERVICES)
def test_published_ports_are_on_loopback(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


def test_every_dockerfile_named_is_there() -> None:
    builds = [service["build"] for service in SERVICES.values() if "build" in service]
    named = [ROOT / build["context"] / build["dockerfile"] for build in builds]
    assert sorted(file.resolve() for file in named) == DOCKERFILES


@pytest.mark.parametrize("file", DOCKERFILES, ids=lambda file: file.name)
def test_what_a_dockerfile_copies_is_sent_to_docker(file: Path) -> None:
    sent = (ROOT / ".dockerignore").read_text().splitlines()
    copied = [
        word
        for line in file.read_text().splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for word in line.split()[1:-1]
    ]
    for source in copied:
        assert any(rule.startswith(f"!{source}") for rule in sent), source
        assert (ROOT / source).exists()


def test_the_container_has_modules_and_sounds_where_the_configuration_looks() -> None:
    text = (ROOT / "docker" / "asterisk.Dockerfile").read_text()
    assert f"{MODULES}" in text
    assert MODULES.parent == DATA
