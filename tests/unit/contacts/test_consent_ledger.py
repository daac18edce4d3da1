"""The consent ledger: what may follow what, and what holds as of a day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.clock import NOON
from tests.fakes.consents import consent
from voicebot.contacts.consent import Channel, ConsentSource, ConsentState, Flaw, LegalBasis
from voicebot.contacts.consent_ledger import (
    ENDED,
    TRANSITIONS,
    ConsentEvent,
    late,
    require_legal,
    standing_at,
    state_at,
)
from voicebot.contacts.consent_opening import Ending, Opening, first_events
from voicebot.contacts.purpose import Purpose
from voicebot.errors import BadInput

HOUR = timedelta(hours=1)
END = NOON + timedelta(days=400)


def event(state: ConsentState, happened: int, recorded: int | None = None) -> ConsentEvent:
    """An event so many hours after noon."""
    return ConsentEvent(
        "c-1",
        Purpose.MARKETING,
        Channel.VOICE,
        state,
        NOON + happened * HOUR,
        NOON + (happened if recorded is None else recorded) * HOUR,
        ConsentSource.SUPERVISOR,
    )


states = st.sampled_from(list(ConsentState))
events = st.builds(
    lambda state, happened, later: event(state, happened, happened + later),
    states,
    st.integers(0, 20),
    st.integers(0, 20),
)
histories = st.lists(events, max_size=8).map(
    lambda found: sorted(found, key=lambda one: one.recorded_at)
)


def accepted(history: Sequence[ConsentEvent]) -> list[ConsentEvent]:
    """Those that the ledger takes, one after another."""
    taken: list[ConsentEvent] = []
    for one in history:
        try:
            require_legal(taken, one)
        except BadInput:
            continue
        taken.append(one)
    return taken


def test_nothing_leads_back_to_given() -> None:
    leading = {state for state, following in TRANSITIONS.items() if ConsentState.GIVEN in following}
    assert leading == {ConsentState.NOT_ASKED, ConsentState.REQUESTED}
    assert TRANSITIONS[ConsentState.INVALIDATED] == frozenset()
    assert set(TRANSITIONS) == set(ConsentState)


@given(history=histories, at=st.integers(0, 40))
def test_no_sequence_of_events_leads_to_given_without_a_grant(
    history: list[ConsentEvent], at: int
) -> None:
    day = NOON + at * HOUR
    if state_at(history, day) is ConsentState.GIVEN:
        assert any(e.state is ConsentState.GIVEN and e.happened_at <= day for e in history)


@given(history=histories, ending=st.sampled_from(sorted(ENDED)), at=st.integers(0, 40))
def test_what_the_ledger_took_is_never_given_after_a_no(
    history: list[ConsentEvent], ending: ConsentState, at: int
) -> None:
    taken = accepted(history)
    no = [e.happened_at for e in taken if e.state is ending]
    if no and min(no) <= NOON + at * HOUR:
        assert state_at(taken, NOON + at * HOUR) is not ConsentState.GIVEN


@given(history=histories, void_at=st.integers(0, 20))
def test_an_invalidated_consent_never_becomes_given(
    history: list[ConsentEvent], void_at: int
) -> None:
    void = event(ConsentState.INVALIDATED, void_at)
    later = [e for e in history if e.happened_at > void.happened_at]
    assert state_at([void, *later], END) is ConsentState.INVALIDATED


@given(history=histories, at=st.integers(0, 40), later=st.lists(events, max_size=4))
def test_what_was_shown_as_of_a_day_is_not_changed_by_what_is_recorded_later(
    history: list[ConsentEvent], at: int, later: list[ConsentEvent]
) -> None:
    day = NOON + at * HOUR
    after = [replace(e, recorded_at=max(e.recorded_at, day + HOUR)) for e in later]
    assert standing_at(history, day, day) == standing_at([*history, *after], day, day)


@given(history=histories, at=st.integers(0, 40))
def test_the_state_depends_on_nothing_but_the_events(history: list[ConsentEvent], at: int) -> None:
    day = NOON + at * HOUR
    assert standing_at(history, day) == standing_at(iter(list(history)), day)


@given(history=histories, at=st.integers(0, 40), one=events)
def test_another_no_never_gives(history: list[ConsentEvent], at: int, one: ConsentEvent) -> None:
    day = NOON + at * HOUR
    taken = accepted(history)
    before = state_at(taken, day)
    more = accepted([*taken, replace(one, recorded_at=END)]) if one.state in ENDED else taken
    if before is not ConsentState.GIVEN:
        assert state_at(more, day) is not ConsentState.GIVEN


def test_a_late_withdrawal_is_seen_as_late() -> None:
    given_, withdrawn = event(ConsentState.GIVEN, 0), event(ConsentState.WITHDRAWN, 5, recorded=9)
    history, day = [given_, withdrawn], NOON + 6 * HOUR
    assert state_at(history, day, day) is ConsentState.GIVEN
    assert state_at(history, day) is ConsentState.WITHDRAWN
    assert late(history, day) == (withdrawn,)
    assert late(history, NOON + 10 * HOUR) == ()


def test_a_withdrawal_takes_its_place_before_an_expiry_that_was_recorded_earlier() -> None:
    history = [
        event(ConsentState.GIVEN, 0),
        event(ConsentState.EXPIRED, 8),
        event(ConsentState.WITHDRAWN, 5, recorded=9),
    ]
    assert accepted(history) == history
    assert standing_at(history, END).since == NOON + 5 * HOUR


def test_expiry_counts_before_anybody_recorded_it() -> None:
    history, ends = [event(ConsentState.GIVEN, 0)], NOON + 8 * HOUR
    assert state_at(history, ends - HOUR, expires_at=ends) is ConsentState.GIVEN
    found = standing_at(history, ends, recorded_by=NOON, expires_at=ends)
    assert (found.state, found.since) == (ConsentState.EXPIRED, ends)


def test_a_request_that_ran_out_can_be_given_no_more() -> None:
    history = [event(ConsentState.REQUESTED, 0)]
    with pytest.raises(BadInput, match=r"EXPIRED at .* cannot become GIVEN"):
        require_legal(history, event(ConsentState.GIVEN, 9), expires_at=NOON + 8 * HOUR)


@pytest.mark.parametrize(
    ("before", "after", "remedy"),
    [
        (ConsentState.GIVEN, ConsentState.REFUSED, "can be withdrawn"),
        (ConsentState.REFUSED, ConsentState.GIVEN, "record a new consent"),
        (ConsentState.GIVEN, ConsentState.GIVEN, "can be withdrawn"),
        (ConsentState.INVALIDATED, ConsentState.WITHDRAWN, "never permitted anything"),
        (ConsentState.REQUESTED, ConsentState.WITHDRAWN, "gave or refused"),
    ],
)
def test_an_illegal_transition_is_refused_with_its_reason(
    before: ConsentState, after: ConsentState, remedy: str
) -> None:
    with pytest.raises(
        BadInput, match=f"a consent that is {before} .* cannot become {after}.*"
    ) as e:
        require_legal([event(before, 0)], event(after, 5))
    assert remedy in e.value.remedy


def test_given_and_withdrawn_at_the_same_moment_contradict_each_other() -> None:
    with pytest.raises(BadInput, match="given and withdrawn at the same moment"):
        require_legal([event(ConsentState.GIVEN, 3)], event(ConsentState.WITHDRAWN, 3, 4))
    require_legal([event(ConsentState.GIVEN, 3)], event(ConsentState.REVOKED, 3, 4))


def test_nothing_happens_in_the_future_or_before_the_consent() -> None:
    with pytest.raises(BadInput, match="cannot have been withdrawn in the future"):
        require_legal([event(ConsentState.GIVEN, 0)], event(ConsentState.WITHDRAWN, 9, 5))
    with pytest.raises(BadInput, match=r"NOT_ASKED .* cannot become WITHDRAWN"):
        require_legal([event(ConsentState.GIVEN, 3)], event(ConsentState.WITHDRAWN, 2, 5))


def test_a_grant_does_not_slip_in_before_a_refusal() -> None:
    history = [event(ConsentState.REQUESTED, 0), event(ConsentState.REFUSED, 5)]
    with pytest.raises(BadInput, match="later events"):
        require_legal(history, event(ConsentState.GIVEN, 3, 9))


@pytest.mark.parametrize("flaw", list(Flaw))
def test_a_flawed_consent_is_void_when_it_comes_in(flaw: Flaw) -> None:
    opening = Opening(replace(consent(), flaws=(flaw,)), ConsentSource.PAGE)
    ((only,),) = first_events(opening, (), NOON)
    assert only.state is ConsentState.INVALIDATED
    assert only.reason == flaw.lower().replace("_", " ")


def test_an_old_list_does_not_revive_what_was_ended() -> None:
    opening = Opening(consent(), ConsentSource.FILE)
    captured = opening.consent.capture.at
    revoked = Ending(ConsentState.REVOKED, captured + HOUR, ConsentSource.OPT_OUT, "opt-out o-1")
    earlier = replace(revoked, at=captured - HOUR)
    (life,) = first_events(opening, [earlier, revoked], NOON)
    assert [e.state for e in life] == [ConsentState.GIVEN, ConsentState.REVOKED]
    (alive,) = first_events(opening, [earlier], NOON)
    assert [e.state for e in alive] == [ConsentState.GIVEN]


def test_what_rests_on_a_contract_is_not_ended_by_an_optout() -> None:
    revoked = Ending(ConsentState.REVOKED, NOON, ConsentSource.OPT_OUT, "opt-out o-1")
    assert not revoked.covers(LegalBasis.CONTRACT, Purpose.CONTRACT_CHANGE, Channel.VOICE)
    assert revoked.covers(LegalBasis.LEGITIMATE_INTEREST, Purpose.SURVEY, Channel.SMS)


def test_a_consent_is_known_by_what_it_says() -> None:
    one = consent()
    assert replace(one, consent_id="").consent_id == one.consent_id
    other = replace(one, consent_id="", purposes=(Purpose.SURVEY,))
    assert other.consent_id != one.consent_id


def test_consents_that_contradict_themselves_are_refused() -> None:
    good = consent()
    with pytest.raises(BadInput, match="expires before it was given"):
        replace(good, expires_at=good.capture.at)
    with pytest.raises(BadInput, match="nobody consents to EXEMPTION"):
        replace(good, basis=LegalBasis.EXEMPTION)
    with pytest.raises(BadInput, match="permits nothing"):
        replace(good, purposes=())
    with pytest.raises(BadInput, match="given in the future"):
        Opening(good, ConsentSource.PAGE).require_sound(good.capture.at - HOUR)
    wordless = replace(good, wording=replace(good.wording, text=" "))
    with pytest.raises(BadInput, match="needs the wording"):
        Opening(wordless, ConsentSource.PAGE).require_sound(NOON)
