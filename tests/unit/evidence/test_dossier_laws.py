"""What is told of a day depends on nothing that was written down after it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from voicebot.contacts.consent import ConsentState
from voicebot.evidence.dossier import Found, Span, compile_dossier
from voicebot.evidence.dossier.findings import answer, besides
from voicebot.evidence.dossier.found import (
    AttemptFound,
    ComplaintFound,
    ConsentEventFound,
    ConsentFound,
    ContactFound,
    CorrectionFound,
    LinkFound,
    OptOutFound,
    SuppressionFound,
)

NUMBER = "+12025550123"
START = datetime(2026, 11, 1, 12, tzinfo=UTC)
SPAN = Span(START + timedelta(days=4), START + timedelta(days=5), "UTC")

moments = st.integers(0, 10 * 24).map(lambda hours: START + timedelta(hours=hours))
later = st.none() | moments
pairs = st.tuples(moments, moments).map(sorted)  # happened, written down


def lists(one: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, max_size=4).map(tuple)


@st.composite
def optouts(draw: st.DrawFn) -> OptOutFound:
    at, recorded = draw(pairs)
    lifted = draw(st.none() | st.integers(1, 200).map(lambda h: recorded + timedelta(hours=h)))
    return OptOutFound(
        draw(st.uuids().map(str)), NUMBER, "SELLER", "SPOKEN", at, recorded, "said so", "stop",
        None, None, None, None, None, None, 1, lifted, "asked" if lifted else None,
    )  # fmt: skip


@st.composite
def consents(draw: st.DrawFn) -> ConsentFound:
    at, recorded = draw(pairs)
    states = draw(lists(st.tuples(pairs, st.sampled_from(list(ConsentState)))))
    events = tuple(
        ConsentEventFound("SURVEY", "VOICE", str(state), happened, known, "WRITTEN", "", None, None)
        for (happened, known), state in states
        if known >= recorded
    )
    return ConsentFound(
        draw(st.uuids().map(str)), NUMBER, "we", ("SURVEY",), ("VOICE",), "PEC", "US", "words",
        "hash", "en", {}, at, recorded, draw(later), None, events,
    )  # fmt: skip


@st.composite
def complaints(draw: st.DrawFn) -> ComplaintFound:
    at, recorded = draw(pairs)
    resolved = draw(st.none() | st.integers(1, 200).map(lambda h: recorded + timedelta(hours=h)))
    return ComplaintFound(
        draw(st.uuids().map(str)), NUMBER, "COMPLAINT", "EMAIL", "why", at, recorded, None,
        resolved, "so" if resolved else None, None,
    )  # fmt: skip


@st.composite
def links(draw: st.DrawFn) -> LinkFound:
    since = draw(moments)
    until = draw(st.none() | st.integers(1, 200).map(lambda h: since + timedelta(hours=h)))
    return LinkFound(NUMBER, draw(st.sampled_from("pqr")), since, until, 0.9, "name")


@st.composite
def suppressions(draw: st.DrawFn) -> SuppressionFound:
    since, recorded = draw(pairs)
    return SuppressionFound(NUMBER, "MANUAL", since, draw(later), "", None, None, recorded)


def contact(place: int, listed_at: datetime) -> ContactFound:
    return ContactFound(
        place, NUMBER, "list", listed_at, f"name {place}", "", "", "", "", "", None, "", {}, "ENDED"
    )


def call(at: datetime) -> AttemptFound:
    return AttemptFound(
        at.isoformat(), at, NUMBER, NUMBER, "outbound", "VOICE", "SURVEY", None, None, "flow", "en",
        "", None, at, None, "ANSWERED", True, "HUMAN", "COMPLETED", None, {},
    )  # fmt: skip


def correction(place: int, at: datetime, called_at: datetime) -> CorrectionFound:
    said = ("OPT_OUT", "COMPLETED", "VOICEMAIL_LEFT")[place % 3]
    reviewer, call_id = f"user {place % 2}", called_at.isoformat()
    return CorrectionFound(str(place), call_id, said, None, "heard it", reviewer, at, place)


corrections = st.lists(pairs, max_size=4).map(
    lambda times: tuple(
        correction(place, at, called) for place, (called, at) in enumerate(sorted(times))
    )
)


books = st.builds(
    Found,
    number=st.just(NUMBER),
    contacts=st.lists(moments, max_size=4).map(
        lambda times: tuple(contact(place, at) for place, at in enumerate(sorted(times)))
    ),
    links=lists(links()),
    consents=lists(consents()),
    optouts=lists(optouts()),
    suppressions=lists(suppressions()),
    complaints=lists(complaints()),
    attempts=lists(moments.map(call)),
    corrections=corrections,
)


def known(at: datetime | None) -> bool:
    return at is not None and at < SPAN.ends


def as_they_were(found: Found) -> Found:
    """The books as they stood at the end of the day."""
    return replace(
        found,
        contacts=tuple(one for one in found.contacts if known(one.listed_at)),
        links=tuple(
            one if known(one.until) else replace(one, until=None)
            for one in found.links
            if known(one.since)
        ),
        consents=tuple(
            replace(one, events=tuple(e for e in one.events if known(e.recorded_at)))
            for one in found.consents
            if known(one.recorded_at)
        ),
        optouts=tuple(
            one if known(one.lifted_at) else replace(one, lifted_at=None, lift_reason=None)
            for one in found.optouts
            if known(one.recorded_at)
        ),
        suppressions=tuple(one for one in found.suppressions if known(one.recorded_at)),
        complaints=tuple(
            one if known(one.resolved_at) else replace(one, resolved_at=None, resolution=None)
            for one in found.complaints
            if known(one.recorded_at)
        ),
        attempts=tuple(one for one in found.attempts if known(one.at)),
        corrections=tuple(one for one in found.corrections if known(one.at)),
    )


@given(books)
def test_a_dossier_of_a_day_is_the_same_whenever_it_is_asked_for(found: Found) -> None:
    now, then = compile_dossier(found, SPAN), compile_dossier(as_they_were(found), SPAN)
    assert replace(now, later=()) == replace(then, later=())
    assert then.later == ()
    assert (answer(now), besides(now)) == (answer(then), besides(then))


@given(books)
def test_everything_written_down_later_is_told_as_learned_later(found: Found) -> None:
    dossier = compile_dossier(found, SPAN)
    late = [one for one in found.optouts if not known(one.recorded_at)]
    assert sum(one.what == "optout" for one in dossier.later) == len(late)
    assert all(one.recorded_at >= SPAN.ends for one in dossier.later)
    assert all(one.had_happened == (one.happened_at < SPAN.ends) for one in dossier.later)


@given(books)
def test_no_call_is_said_to_rest_on_a_consent_that_was_not_given(found: Found) -> None:
    for entry in compile_dossier(found, SPAN).calls:
        assert entry.grounds is not None
        if entry.grounds.kind == "CONSENT":
            assert entry.grounds.state_then is ConsentState.GIVEN
        else:
            assert not any(one.state is ConsentState.GIVEN for one in entry.consents)
