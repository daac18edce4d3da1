"""Concurrency and rate through the trunk are capped by Asterisk itself."""

import threading
from collections import Counter

import pytest

from tests.asterisk.conftest import SettingsMaker
from tests.asterisk.plain_sip import Answer, Dialog, Message, Telephone
from voicebot.adapters.telephony.asterisk import Pbx

pytestmark = pytest.mark.asterisk


def call_at_once(pbx: Pbx, phones: list[Telephone], prefix: str) -> list[Dialog]:
    """One call from each telephone at the same moment."""
    account = pbx.credentials(0)
    calls: list[Dialog] = []

    def call(index: int, phone: Telephone) -> None:
        calls.append(phone.call(f"{prefix}{index:02}", account))

    threads = [threading.Thread(target=call, args=each) for each in enumerate(phones)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return calls


def test_no_more_calls_than_the_cap_are_up_at_once(fresh_settings: SettingsMaker) -> None:
    with Telephone(("127.0.0.1", 9)) as gateway:
        settings = fresh_settings(
            pbx_gateways=(f"127.0.0.1:{gateway.port}",), pbx_max_calls=3, pbx_calls_per_second=50
        )
        pbx = Pbx(settings)
        pbx.up()
        address = ("127.0.0.1", pbx.credentials(0).sip_port)
        phones = [Telephone(address) for _ in range(6)]
        try:
            calls = call_at_once(pbx, phones, "+155503000")
            codes = Counter(call.final.code for call in calls)
            assert codes[200] <= 3
            assert codes[200] + codes[503] == 6
            assert len(gateway.invited) == codes[200]
            assert phones[0].call("+15550300099", pbx.credentials(0)).final.code == 503 or (
                codes[200] < 3
            )
        finally:
            for phone in phones:
                phone.close()


def test_no_more_calls_than_the_rate_start_in_a_second(fresh_settings: SettingsMaker) -> None:
    with Telephone(("127.0.0.1", 9), lambda _: (Answer(486),)) as gateway:
        settings = fresh_settings(
            pbx_gateways=(f"127.0.0.1:{gateway.port}",), pbx_max_calls=50, pbx_calls_per_second=2
        )
        pbx = Pbx(settings)
        pbx.up()
        address = ("127.0.0.1", pbx.credentials(0).sip_port)
        phones = [Telephone(address) for _ in range(12)]
        try:
            calls = call_at_once(pbx, phones, "+155503100")
        finally:
            for phone in phones:
                phone.close()
        codes = Counter(call.final.code for call in calls)
        assert codes[486] + codes[503] == 12
        assert codes[503] >= 1  # 12 calls do not fit into the 3 s that one waits
        assert len(gateway.invited) == codes[486]
        assert max(per_second(gateway.requests).values()) <= 4  # two clock seconds of 2 each


def per_second(requests: list[Message]) -> Counter[int]:
    """How many INVITEs came within a second from each one's arrival."""
    times = [message.at for message in requests if message.method == "INVITE"]
    return Counter({n: sum(0 <= t - at < 1 for t in times) for n, at in enumerate(times)})
