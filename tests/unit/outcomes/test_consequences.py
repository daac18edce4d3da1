"""What follows from a call."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.contacts.suppression import SuppressionReason as Reason
from voicebot.conversation.network import Cause, NetworkResult
from voicebot.outcomes.consequences import (
    SILENT_LIMIT,
    SOFT_COOLDOWN,
    CallBack,
    Consequence,
    Retry,
    Suppress,
    follow,
)
from voicebot.outcomes.disposition import Disposition
from voicebot.outcomes.record import OptOutHeard, Outcome, Timings
from voicebot.understanding.intents import Announcement, AnsweredBy, RefusalKind

AT = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
SAVED = OptOutHeard("o1", "SELLER", "stop calling me", "+12025550123", True, "database")


def outcome(
    disposition: Disposition,
    kind: RefusalKind | None = None,
    result: NetworkResult = NetworkResult.ANSWERED,
) -> Outcome:
    return Outcome(
        cause=Cause(result),
        answered_by=AnsweredBy.HUMAN,
        disposition=disposition,
        refusal_kind=kind,
        opt_out=SAVED if disposition is Disposition.OPT_OUT else None,
        callback_at=None,
        goal=None,
        transcript=(),
        timings=Timings(),
    )


def after(
    disposition: Disposition,
    kind: RefusalKind | None = None,
    result: NetworkResult = NetworkResult.ANSWERED,
) -> tuple[Consequence, ...]:
    return follow(outcome(disposition, kind, result), at=AT, direction="outbound")


def suppressed(consequences: tuple[Consequence, ...]) -> list[tuple[Reason, datetime | None]]:
    return [(c.reason, c.until) for c in consequences if isinstance(c, Suppress)]


@pytest.mark.parametrize(
    ("disposition", "kind", "expected"),
    [
        (
            Disposition.SOFT_REFUSAL,
            RefusalKind.SOFT_REFUSAL,
            (Reason.REFUSAL_COOLDOWN, AT + SOFT_COOLDOWN),
        ),
        (Disposition.SOFT_REFUSAL, RefusalKind.DEFERRED_REFUSAL, (Reason.REFUSAL_COOLDOWN, None)),
        (Disposition.HARD_REFUSAL, RefusalKind.HOSTILE_REFUSAL, (Reason.REFUSAL_COOLDOWN, None)),
        (Disposition.HARD_REFUSAL, RefusalKind.EXPLICIT_OPT_OUT, (Reason.INTERNAL_DNC, None)),
        (Disposition.OPT_OUT, RefusalKind.THREAT_OF_COMPLAINT, (Reason.LEGAL_HOLD, None)),
        (Disposition.WRONG_NUMBER, None, (Reason.WRONG_NUMBER, None)),
        (Disposition.WRONG_PERSON, None, (Reason.WRONG_NUMBER, None)),
    ],
)
def test_a_refusal_leaves_the_number_alone(
    disposition: Disposition, kind: RefusalKind | None, expected: tuple[Reason, datetime | None]
) -> None:
    assert suppressed(after(disposition, kind)) == [expected]


def test_a_complaint_is_opened_as_such_and_leaves_no_suppression_that_nobody_resolves() -> None:
    assert after(Disposition.COMPLAINT) == ()


def test_a_saved_opt_out_is_not_written_a_second_time() -> None:
    assert after(Disposition.OPT_OUT, RefusalKind.EXPLICIT_OPT_OUT) == ()


def test_one_hang_up_without_a_word_may_be_a_bad_moment_and_the_next_is_a_refusal() -> None:
    silent = outcome(Disposition.EARLY_HANGUP, RefusalKind.SILENT_REFUSAL)
    assert follow(silent, at=AT, direction="outbound") == ()
    again = follow(silent, at=AT, direction="outbound", silent_refusals_so_far=SILENT_LIMIT - 1)
    assert [reason for reason, _ in suppressed(again)] == [Reason.REFUSAL_COOLDOWN]


def test_a_call_back_comes_at_the_time_asked() -> None:
    when = AT + timedelta(hours=22)
    asked = replace(outcome(Disposition.CALLBACK_REQUESTED), callback_at=when)
    assert follow(asked, at=AT, direction="outbound") == (CallBack(when),)


def test_a_call_back_without_a_time_comes_later() -> None:
    (back,) = after(Disposition.CALLBACK_REQUESTED)
    assert isinstance(back, CallBack)
    assert back.when > AT


@pytest.mark.parametrize(
    "result", [NetworkResult.INVALID_NUMBER, NetworkResult.NUMBER_CHANGED, NetworkResult.UNWANTED]
)
def test_a_number_that_cannot_or_will_not_be_reached_is_never_tried_again(
    result: NetworkResult,
) -> None:
    consequences = after(Disposition.NOT_REACHED, result=result)
    assert len(suppressed(consequences)) == 1
    assert suppressed(consequences)[0][1] is None


def test_a_busy_line_is_tried_sooner_than_one_that_nobody_answers() -> None:
    (busy,) = after(Disposition.NOT_REACHED, result=NetworkResult.BUSY)
    (unanswered,) = after(Disposition.NOT_REACHED, result=NetworkResult.NO_ANSWER)
    assert isinstance(busy, Retry)
    assert isinstance(unanswered, Retry)
    assert AT < busy.not_before < unanswered.not_before


def test_nobody_is_called_back_because_their_own_call_broke_down() -> None:
    broke = outcome(Disposition.TECHNICAL_FAILURE)
    assert follow(broke, at=AT, direction="inbound") == ()


@given(
    disposition=st.sampled_from(Disposition),
    kind=st.none() | st.sampled_from(RefusalKind),
    result=st.sampled_from(NetworkResult),
    earlier=st.integers(0, 5),
)
def test_nobody_who_refused_is_tried_again_by_itself(
    disposition: Disposition, kind: RefusalKind | None, result: NetworkResult, earlier: int
) -> None:
    ended = outcome(disposition, kind, result)
    consequences = follow(ended, at=AT, direction="outbound", silent_refusals_so_far=earlier)
    if disposition in (Disposition.OPT_OUT, Disposition.HARD_REFUSAL, Disposition.SOFT_REFUSAL):
        assert not any(isinstance(c, Retry | CallBack) for c in consequences)
    assert all(c.not_before > AT for c in consequences if isinstance(c, Retry))


def announced(said: Announcement, result: NetworkResult) -> tuple[Consequence, ...]:
    heard = replace(outcome(Disposition.NOT_REACHED, result=result), announcement=said)
    return follow(heard, at=AT, direction="outbound")


@pytest.mark.parametrize("result", [NetworkResult.ANSWERED, NetworkResult.NO_ANSWER])
@pytest.mark.parametrize("said", [Announcement.NOT_IN_SERVICE, Announcement.NUMBER_CHANGED])
def test_a_number_announced_as_gone_is_suppressed_as_the_code_would(
    said: Announcement, result: NetworkResult
) -> None:
    by_code = after(Disposition.NOT_REACHED, result=NetworkResult.INVALID_NUMBER)
    assert suppressed(announced(said, result)) == suppressed(by_code)


@pytest.mark.parametrize("result", [NetworkResult.NO_ANSWER, NetworkResult.INVALID_NUMBER])
def test_a_telephone_announced_as_switched_off_is_tried_again(result: NetworkResult) -> None:
    (retry,) = announced(Announcement.SWITCHED_OFF, result)
    assert isinstance(retry, Retry)
    assert retry.not_before > AT


@pytest.mark.parametrize("said", Announcement)
def test_no_announcement_undoes_that_a_call_was_unwanted(said: Announcement) -> None:
    by_code = after(Disposition.NOT_REACHED, result=NetworkResult.UNWANTED)
    assert announced(said, NetworkResult.UNWANTED) == by_code
