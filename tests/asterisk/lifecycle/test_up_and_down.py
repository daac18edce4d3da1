"""Asterisk comes up, goes down, and survives crashes, neighbours and taken ports."""

import json
import os
import queue
import signal
import socket
import stat
import threading
import time
from pathlib import Path

import pytest

from tests.asterisk.conftest import ROOT, SettingsMaker
from tests.asterisk.plain_sip import Answer, Telephone
from voicebot.adapters.telephony.asterisk import Pbx
from voicebot.errors import BadSettings, PbxFailed, PortTaken
from voicebot.settings import Settings

pytestmark = pytest.mark.asterisk

LOOPBACK = "0100007F:"


def kill(pbx: Pbx) -> None:
    """SIGKILL our own Asterisk and wait until it is gone."""
    pid = pbx.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while pbx.pid is not None:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_up_starts_it_once_and_down_ends_it(fresh_settings: SettingsMaker) -> None:
    pbx = Pbx(fresh_settings())
    assert pbx.status().provider is None
    assert pbx.up() is True
    status = pbx.status()
    assert status.provider == "embedded"
    assert status.version is not None and status.version.startswith("22.")
    assert status.sip == f"127.0.0.1:{pbx.credentials(0).sip_port}"
    assert pbx.up() is False
    assert pbx.down() is True
    assert pbx.down() is False
    assert pbx.status().provider is None


def test_two_that_say_up_at_once_start_one(fresh_settings: SettingsMaker) -> None:
    settings = fresh_settings()
    started: list[bool] = []
    threads = [threading.Thread(target=lambda: started.append(Pbx(settings).up())) for _ in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(started) == [False, True]


def test_two_installations_run_side_by_side(fresh_settings: SettingsMaker) -> None:
    first, second = Pbx(fresh_settings("one")), Pbx(fresh_settings("two"))
    first.up()
    second.up()
    assert first.pid != second.pid
    assert first.credentials(0).sip_port != second.credentials(0).sip_port
    assert first.credentials(0).password != second.credentials(0).password
    first.down()
    assert second.status().provider == "embedded"


def test_after_a_crash_it_comes_up_with_the_same_ports_and_passwords(
    fresh_settings: SettingsMaker,
) -> None:
    pbx = Pbx(fresh_settings())
    pbx.up()
    before = pbx.credentials(0)
    kill(pbx)
    assert pbx.status().provider is None
    assert pbx.up() is True
    assert pbx.credentials(0) == before
    with Telephone((before.host, before.sip_port)) as robot:
        assert robot.register(before).code == 200


def test_a_process_id_that_belongs_to_another_is_not_ours(fresh_settings: SettingsMaker) -> None:
    settings = fresh_settings()
    pbx = Pbx(settings)
    pbx.up()
    kill(pbx)
    (settings.home / "asterisk/run/asterisk.pid").write_text(str(os.getpid()))
    assert pbx.status().provider is None
    assert pbx.down() is False  # and this test still runs
    assert pbx.up() is True


def test_one_that_hangs_is_started_again(fresh_settings: SettingsMaker) -> None:
    pbx = Pbx(fresh_settings())
    pbx.up()
    hanging = pbx.pid
    assert hanging is not None
    os.kill(hanging, signal.SIGSTOP)
    assert pbx.up() is True
    assert pbx.pid != hanging
    assert pbx.status().provider == "embedded"


def test_a_named_port_that_is_taken_is_told(fresh_settings: SettingsMaker) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=str(port)):
            Pbx(fresh_settings(pbx_sip_port=port)).up()


def test_a_kept_port_that_was_taken_meanwhile_is_chosen_anew(
    fresh_settings: SettingsMaker,
) -> None:
    pbx = Pbx(fresh_settings())
    pbx.up()
    port = pbx.credentials(0).sip_port
    pbx.down()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", port))
        assert pbx.up() is True
        assert pbx.credentials(0).sip_port != port


def test_only_the_owner_can_read_passwords(fresh_settings: SettingsMaker) -> None:
    settings = fresh_settings()
    pbx = Pbx(settings)
    pbx.up()
    password = pbx.credentials(0).password
    assert len(password) >= 32
    folder = settings.home / "asterisk"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    holders = [
        file
        for file in folder.rglob("*")
        if file.is_file() and password.encode() in file.read_bytes()
    ]
    assert holders
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in holders), holders


def test_it_can_be_reached_on_loopback_only(fresh_settings: SettingsMaker) -> None:
    pbx = Pbx(fresh_settings())
    pbx.up()
    listening = [address for address, state in sockets_of(pbx, "tcp", "tcp6") if state == "0A"]
    assert len(listening) == 2  # SIP over TCP, and over TLS
    assert all(address.startswith(LOOPBACK) for address in listening), listening
    # Further UDP sockets only ask name servers: none of them speaks SIP.
    open_to_all = [a for a, _ in sockets_of(pbx, "udp", "udp6") if not a.startswith(LOOPBACK)]
    for address in open_to_all:
        port = int(address.rpartition(":")[2], 16)
        with Telephone(("127.0.0.1", port)) as stranger, pytest.raises(queue.Empty):
            stranger.call("+15550600009", limit_s=0.3)


def sockets_of(pbx: Pbx, *tables: str) -> list[tuple[str, str]]:
    """Local address (in the kernel's hexadecimal) and state of each socket Asterisk holds."""
    process = Path(f"/proc/{pbx.pid}")
    held = {str(handle.readlink()) for handle in (process / "fd").iterdir()}
    lines = [line for name in tables for line in (process / "net" / name).read_text().splitlines()]
    rows = [line.split() for line in lines if "local_address" not in line]
    return [(row[1], row[3]) for row in rows if f"socket:[{row[9]}]" in held]


def test_a_deep_data_directory_still_works(fresh_settings: SettingsMaker) -> None:
    pbx = Pbx(fresh_settings("deep/" + "d" * 120))
    pbx.up()
    assert pbx.status().provider == "embedded"


def test_a_changed_setting_is_taken_over_without_ending_calls(
    fresh_settings: SettingsMaker,
) -> None:
    with Telephone(("127.0.0.1", 9), lambda _: (Answer(486),)) as gateway:
        pbx = Pbx(fresh_settings(agents=1))
        pbx.up()
        pid = pbx.pid
        address = ("127.0.0.1", pbx.credentials(0).sip_port)
        with Telephone(address) as robot:
            assert robot.call("+15550600001", pbx.credentials(0)).final.code == 502
            changed = Pbx(fresh_settings(agents=2, pbx_gateways=(f"127.0.0.1:{gateway.port}",)))
            assert changed.up() is False
            assert changed.pid == pid
            assert robot.call("+15550600001", pbx.credentials(0)).final.code == 486
            assert robot.register(changed.credentials(1)).code == 200


def test_a_changed_port_restarts_it(fresh_settings: SettingsMaker) -> None:
    pbx = Pbx(fresh_settings())
    pbx.up()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    moved = Pbx(fresh_settings(pbx_sip_port=port))
    assert moved.up() is True
    assert moved.status().sip == f"127.0.0.1:{port}"


def test_a_broken_configuration_is_told_with_the_last_complaint(
    fresh_settings: SettingsMaker, tmp_path: Path
) -> None:
    broken = tmp_path / "broken-config"
    broken.mkdir()
    for file in (ROOT / "asterisk-config").glob("*.conf"):
        (broken / file.name).write_text(file.read_text())
    (broken / "pjsip.conf").write_text("[transport-udp]\ntype = transport\nbind = nowhere\n")
    with pytest.raises(PbxFailed, match="did not start"):
        Pbx(fresh_settings(asterisk_config=broken)).up()
    assert Pbx(fresh_settings()).up() is True


def test_a_gateway_loopback_cannot_reach_is_told(fresh_settings: SettingsMaker) -> None:
    with pytest.raises(BadSettings, match="pbx_bind"):
        Pbx(fresh_settings(pbx_gateways=("192.0.2.10:5060",))).up()


def test_unpacked_packages_that_are_not_whole_are_told(
    fresh_settings: SettingsMaker, tmp_path: Path
) -> None:
    rootfs = tmp_path / "packages"
    (rootfs / "forky" / "usr").mkdir(parents=True)
    with pytest.raises(PbxFailed, match="not whole"):
        Pbx(fresh_settings(pbx_rootfs=str(rootfs))).up()


def test_an_installed_asterisk_is_used_first(
    fresh_settings: SettingsMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_in(tmp_path / "usr", fresh_settings("embedded"))
    monkeypatch.setenv("PATH", f"{tmp_path / 'usr/sbin'}{os.pathsep}{os.environ['PATH']}")
    pbx = Pbx(fresh_settings("installed", pbx="auto"))
    assert pbx.up() is True
    assert pbx.status().provider == "installed"


def install_in(top: Path, settings: Settings) -> None:
    """An Asterisk that looks installed under `top`: the unpacked one behind a script."""
    Pbx(settings).up()
    note = json.loads((settings.home / "asterisk/served.json").read_text())
    (top / "lib").mkdir(parents=True)
    (top / "share").mkdir()
    (top / "sbin").mkdir()
    (top / "lib/asterisk").symlink_to(Path(note["modules"]).parent)
    (top / "share/asterisk").symlink_to(note["data"])
    program = top / "sbin/asterisk"
    program.write_text(f'#!/bin/sh\nexec {" ".join(json.loads(note["command"]))} "$@"\n')
    program.chmod(0o755)
