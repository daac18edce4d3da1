"""What is said of a call's end from how far it had come."""

from hypothesis import given
from hypothesis import strategies as st

from voicebot.adapters.telephony.progress import UNREACHED, Progress
from voicebot.conversation.network import NetworkResult

CODES = st.one_of(st.just(0), st.integers(100, 699))
CALLS = st.builds(
    Progress,
    outbound=st.booleans(),
    heard_back=st.booleans(),
    rang=st.booleans(),
    audible=st.booleans(),
    confirmed=st.booleans(),
    by_us=st.booleans(),
    timed_out=st.booleans(),
)


@given(CALLS, CODES)
def test_a_person_whose_phone_rang_is_not_called_again_through_another_gateway(
    call: Progress, code: int
) -> None:
    call.rang = True
    assert not call.unreached(code)


@given(CALLS, CODES)
def test_a_call_we_hung_up_is_not_tried_elsewhere(call: Progress, code: int) -> None:
    call.by_us, call.timed_out = True, False
    assert not call.unreached(code)


@given(st.sampled_from(UNREACHED), st.booleans())
def test_a_gateway_that_is_away_lets_the_next_one_be_tried(code: int, heard_back: bool) -> None:
    assert Progress(outbound=True, heard_back=heard_back).unreached(code)


def test_a_gateway_that_says_nothing_lets_the_next_one_be_tried() -> None:
    assert Progress(outbound=True, timed_out=True, by_us=True).unreached(487)


@given(CALLS, CODES)
def test_a_phone_that_rang_out_is_not_rung_again_elsewhere(call: Progress, code: int) -> None:
    call.timed_out = call.heard_back = True
    assert not call.unreached(code)


@given(CALLS, CODES)
def test_what_was_answered_stays_answered_however_it_ended(call: Progress, code: int) -> None:
    call.confirmed = True
    assert call.cause(code, "").result is NetworkResult.ANSWERED


@given(CALLS, CODES.filter(lambda code: code != 200))
def test_ringing_out_is_no_answer_and_silence_of_the_network_a_failure(
    call: Progress, code: int
) -> None:
    call.confirmed, call.timed_out = False, True
    cause = call.cause(code, "")
    assert cause.result is (NetworkResult.NO_ANSWER if call.heard_back else NetworkResult.FAILED)
    assert cause.sip_code == (code or None)
