"""What was tried before is counted for one question as for a list of them."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import generated_known as made
from tests.fakes.known_books import NOON, known, law
from voicebot.eligibility.fact_row import CALLS
from voicebot.eligibility.gathering import gather
from voicebot.eligibility.gathering_one import gather_one
from voicebot.eligibility.known_of_one import KnownOfOne

around_noon = st.integers(-300, 5 * 24 * 60).map(lambda minutes: NOON - timedelta(minutes=minutes))
causes = st.sampled_from(["ANSWERED", "BUSY", "NO_ANSWER", "", None])
close_together = made.of_a_person(
    at=around_noon | st.just(NOON - timedelta(hours=1)),
    purpose=st.sampled_from(["MARKETING", "APPOINTMENT_REMINDER", "PAYMENT_REMINDER"]),
    channel=st.sampled_from(["VOICE", "VOICE", "VOICE", "SMS", None]),
    campaign_id=st.sampled_from(made.CAMPAIGNS),
    answered=st.sampled_from([True, False, False, None]),
    disposition=st.sampled_from(["COMPLETED", "ABANDONED", "SOFT_REFUSAL", "OPT_OUT", None]),
    network_result=causes,
)


@settings(max_examples=100)
@given(
    st.lists(made.questions(), min_size=2, max_size=4),
    st.lists(close_together, max_size=20),
    st.lists(made.campaigns, max_size=2, unique_by=lambda row: row["campaign_id"]),
)
def test_calls_before_one_question_are_counted_as_in_a_list(
    asked: list[made.Row], attempts: list[made.Row], campaigns: list[made.Row]
) -> None:
    books = known(asked, attempts=attempts, campaigns=campaigns)
    facts = gather(books, law())
    for row, of_list in enumerate(facts.iter_rows(named=True)):
        alone = KnownOfOne.of(replace(books, asked=books.asked[row : row + 1]))
        counted = gather_one(alone, law()).values
        for name in CALLS:
            assert counted[name] == of_list[name], name
