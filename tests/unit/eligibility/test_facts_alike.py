"""The facts of one question, out of its person's rows, are those that a list of questions has."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import generated_known as made
from tests.fakes.known_books import NOON, Row, known, law
from voicebot.contacts.consent import Channel, ConsentState, LegalBasis
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import OptOutScope
from voicebot.eligibility.gathering import gather
from voicebot.eligibility.gathering_one import gather_one
from voicebot.eligibility.known import Known
from voicebot.eligibility.known_of_one import KnownOfOne

A, B = list(made.PEOPLE)[:2]
"""Two numbers of one person."""

some = settings(max_examples=100)
around_noon = st.integers(-300, 5 * 24 * 60).map(lambda minutes: NOON - timedelta(minutes=minutes))
few_moments = st.sampled_from([NOON + timedelta(hours=hours) for hours in (-48, -1, 0, 1)])
purposes = st.sampled_from(["MARKETING", "APPOINTMENT_REMINDER", "PAYMENT_REMINDER"])


def of_them(**columns: st.SearchStrategy[object]) -> st.SearchStrategy[Row]:
    """A row about the person."""
    person = {"person": st.just(made.PEOPLE[A]), "number": st.sampled_from([A, B])}
    return st.fixed_dictionaries({**person, **columns})


questions = of_them(
    country=st.sampled_from(["GB", "US", "DE", "FR", "RU", "IN", ""]),
    zones=st.just(["Europe/London"]),
    purpose=purposes,
    campaign_id=st.sampled_from(made.CAMPAIGNS),
    at=few_moments,
    requested_at=st.none() | few_moments,
    request_id=st.sampled_from([None, "wish"]),
    erased=st.sampled_from([False, False, True, None]),
    region=st.sampled_from(["", None]),
)
tried = of_them(
    at=around_noon | few_moments,
    purpose=purposes,
    channel=st.sampled_from(["VOICE", "VOICE", "VOICE", "SMS", None]),
    campaign_id=st.sampled_from(made.CAMPAIGNS),
    answered=st.sampled_from([True, False, False, None]),
    disposition=st.sampled_from(["COMPLETED", "ABANDONED", "SOFT_REFUSAL", "OPT_OUT", None]),
    network_result=st.sampled_from(["ANSWERED", "BUSY", "NO_ANSWER", "", None]),
)
consented = of_them(
    consent_id=made.ids,
    purpose=purposes,
    channel=st.sampled_from([str(channel) for channel in Channel]) | st.just("VOICE"),
    basis=st.sampled_from([str(basis) for basis in LegalBasis]),
    state=st.sampled_from([str(state) for state in ConsentState]) | st.just("GIVEN"),
    since=few_moments,
    expires_at=st.none() | few_moments,
)
stopped = of_them(
    optout_id=made.ids,
    scope=st.sampled_from([str(scope) for scope in OptOutScope]),
    campaign_id=st.sampled_from(made.CAMPAIGNS),
    purpose=st.none() | st.sampled_from([str(purpose) for purpose in Purpose]),
    at=few_moments,
)
suppressed = of_them(
    reason=st.sampled_from(["WRONG_NUMBER", "MANUAL", "REFUSAL_COOLDOWN", "SOMETHING_NEW"]),
    until=st.none() | few_moments,
)
asked = st.lists(questions, min_size=2, max_size=3)


def are_alike(books: Known) -> None:
    for row, of_list in enumerate(gather(books, law()).iter_rows(named=True)):
        alone = KnownOfOne.of(replace(books, asked=books.asked[row : row + 1]))
        assert gather_one(alone, law()).values == of_list


@some
@given(asked, st.lists(tried, max_size=20), st.lists(made.campaigns, max_size=1))
def test_calls_are_counted_for_one_question_as_for_a_list(
    asked: list[Row], attempts: list[Row], campaigns: list[Row]
) -> None:
    are_alike(known(asked, attempts=attempts, campaigns=campaigns))


@some
@given(asked, st.lists(consented, max_size=12), st.lists(stopped, max_size=2))
def test_consents_stand_for_one_question_as_for_a_list(
    asked: list[Row], consents: list[Row], optouts: list[Row]
) -> None:
    are_alike(known(asked, consents=consents, optouts=optouts))


@some
@given(asked, st.lists(stopped, max_size=5), st.lists(suppressed, max_size=6))
def test_refusals_bind_one_question_as_a_list(
    asked: list[Row], optouts: list[Row], suppressions: list[Row]
) -> None:
    are_alike(known(asked, optouts=optouts, suppressions=suppressions))


@some
@given(made.full_books(most_questions=4))
def test_whatever_the_books_say_facts_of_one_question_are_those_of_a_list(books: Known) -> None:
    if books.asked.height > 1:
        are_alike(books)
