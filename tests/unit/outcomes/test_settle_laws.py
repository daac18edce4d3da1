"""Laws of settling: any events, however torn, repeated or out of time."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from voicebot.conversation import events as ev
from voicebot.conversation.network import Cause, NetworkResult
from voicebot.outcomes.disposition import Disposition
from voicebot.outcomes.settle import settle
from voicebot.understanding.intents import Announcement, AnsweredBy, Intent, RefusalKind

AT = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
BEGAN = ev.Began(0.0, "a1", "outbound", "+12025550123", "reminder", "en", AT)
ANSWERED = ev.Answered(4.0)
SAVED = ev.OptOutSaved(14.4, "o1", "+12025550123", "SELLER", "stop calling me", "database", 14.0)

seconds = st.floats(0, 300, allow_nan=False)
words = st.sampled_from(["", "yes", "stop calling me", "алло"])
causes = st.builds(
    Cause,
    st.sampled_from(NetworkResult),
    st.none() | st.integers(200, 699),
    st.none() | st.integers(1, 127),
)
SPECIAL = {
    "attempt_id": st.just("a1"),
    "direction": st.sampled_from(["outbound", "inbound"]),
    "at": st.just(AT),
    "caller": st.none(),
    "who": st.sampled_from(AnsweredBy),
    "announcement": st.none() | st.sampled_from(Announcement),
    "intent": st.sampled_from(Intent),
    "refusal_kind": st.none() | st.sampled_from(RefusalKind),
    "cause": causes,
    "by": st.sampled_from(["callee", "robot", "network"]),
    "when": st.none() | st.just(AT),
    "where": st.sampled_from(["database", "spool"]),
    "key": st.sampled_from("0123456789*#"),
    "goal": st.sampled_from(["confirmed", "completed"]),
    "speech_ended_s": st.none() | seconds,
    "sip_code": st.none() | st.integers(200, 699),
    "text": words,
    "words": words,
}
BY_TYPE = {
    float: seconds,
    bool: st.booleans(),
    str: st.text(max_size=5),
    int: st.integers(0, 9),
}


def an(kind: type[ev.Event]) -> st.SearchStrategy[ev.Event]:
    fields = {
        name: SPECIAL[name] if name in SPECIAL else BY_TYPE[hint]
        for name, hint in {**ev.Event.__annotations__, **kind.__annotations__}.items()
    }
    return st.builds(kind, **fields)


any_event = st.one_of([an(kind) for kind in ev.KINDS.values()])
any_call = st.lists(any_event, max_size=25)


@settings(max_examples=500)
@given(events=any_call)
def test_any_events_settle_to_one_outcome_that_can_be_written_down(events: list[ev.Event]) -> None:
    outcome = settle(events)
    assert outcome.disposition in Disposition
    assert (outcome.opt_out is not None) == (outcome.disposition is Disposition.OPT_OUT)


@given(events=any_call, place=st.integers(0, 25))
def test_a_saved_opt_out_decides_whatever_else_happened(events: list[ev.Event], place: int) -> None:
    outcome = settle([*events[:place], SAVED, *events[place:]])
    assert outcome.disposition is Disposition.OPT_OUT
    assert outcome.refusal_kind is not None


@given(events=any_call)
def test_a_log_written_twice_settles_as_one_written_once(events: list[ev.Event]) -> None:
    assert settle([*events, *events]) == settle(events)


@given(events=any_call)
def test_a_log_read_back_settles_as_before(events: list[ev.Event]) -> None:
    assert settle([ev.from_json(ev.to_json(event)) for event in events]) == settle(events)


@given(events=any_call)
def test_an_answered_call_never_counts_as_unanswered(events: list[ev.Event]) -> None:
    persons = [e for e in events if not isinstance(e, ev.AnswererKnown | ev.Failed)]
    outcome = settle([BEGAN, ANSWERED, *persons])
    assert outcome.disposition is not Disposition.NOT_REACHED
