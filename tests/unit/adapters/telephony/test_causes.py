"""SIP and Q.850 codes to network results."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.adapters.telephony.causes import PLAIN_SIP, read_cause
from voicebot.conversation.network import NetworkResult

R = NetworkResult
codes = st.none() | st.integers(0, 999)


@given(sip=codes, q850=codes, answered=st.booleans())
def test_any_pair_gives_exactly_one_result_and_keeps_its_raw_codes(
    sip: int | None, q850: int | None, answered: bool
) -> None:
    cause = read_cause(sip, q850, answered=answered)
    assert cause.result in NetworkResult
    assert (cause.sip_code, cause.q850) == (sip, q850)


@given(sip=codes, q850=codes)
def test_only_an_answered_call_is_answered(sip: int | None, q850: int | None) -> None:
    assert read_cause(sip, q850, answered=True).result is R.ANSWERED
    assert read_cause(sip, q850).result is not R.ANSWERED


@given(sip=st.sampled_from(sorted(PLAIN_SIP)), q850=codes)
def test_a_plain_sip_code_means_the_same_whatever_cause_comes_along(
    sip: int, q850: int | None
) -> None:
    assert read_cause(sip, q850).result is PLAIN_SIP[sip]


@pytest.mark.parametrize(
    ("sip", "q850", "result"),
    [
        (486, 17, R.BUSY),
        (600, None, R.BUSY),
        (480, 19, R.NO_ANSWER),
        (480, None, R.NO_ANSWER),
        (408, 18, R.NO_USER_RESPONSE),
        (408, None, R.NO_USER_RESPONSE),
        (603, 21, R.REJECTED),
        (603, None, R.REJECTED),
        (404, 1, R.INVALID_NUMBER),
        (404, None, R.INVALID_NUMBER),
        (484, None, R.INVALID_NUMBER),
        (410, 22, R.NUMBER_CHANGED),
        (410, None, R.NUMBER_CHANGED),
        (607, 127, R.UNWANTED),
        (608, 127, R.BLOCKED_BY_ANALYTICS),
        (503, 34, R.CONGESTION),
        (503, None, R.CONGESTION),
        (502, 27, R.FAILED),
        (500, None, R.FAILED),
        (403, None, R.FAILED),
        (None, None, R.FAILED),
    ],
)
def test_the_table_of_terms(sip: int | None, q850: int | None, result: NetworkResult) -> None:
    assert read_cause(sip, q850).result is result


@pytest.mark.parametrize(
    ("sip", "q850", "result"),
    [
        (480, 20, R.NO_USER_RESPONSE),  # subscriber absent
        (480, 17, R.BUSY),
        (403, 21, R.REJECTED),  # how RFC 3398 carries a rejected call
        (404, 3, R.FAILED),  # no route: our side or the carrier's, not the number
        (500, 1, R.INVALID_NUMBER),
        (503, 17, R.BUSY),
        (480, 16, R.NO_ANSWER),  # normal clearing says nothing
    ],
)
def test_the_networks_cause_decides_where_the_sip_code_is_general(
    sip: int, q850: int, result: NetworkResult
) -> None:
    assert read_cause(sip, q850).result is result
