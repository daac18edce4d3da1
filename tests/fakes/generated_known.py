"""Books made up by Hypothesis: a few people with all that can be known of them."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from tests.fakes.known_books import NOON, Row, known
from voicebot.contacts.consent import Channel, ConsentState, LegalBasis, Relation
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import OptOutScope, SuppressionReason
from voicebot.eligibility.known import Known

PEOPLE = {  # number -> person: one has two numbers
    "+442079460018": "p-1",
    "+442079460019": "p-1",
    "+12025550123": "+12025550123",
    "+74951234567": "p-3",
    "sip:anna@example.net": "sip:anna@example.net",
}
PLACES = [("GB", ""), ("US", "CA"), ("US", ""), ("DE", ""), ("FR", ""), ("RU", ""), ("", "")]
ZONES = ["Europe/London", "America/New_York", "Europe/Moscow", "Asia/Kolkata", "Asia/Kamchatka"]
CAMPAIGNS = [None, "spring", "autumn"]

purposes = st.sampled_from([str(purpose) for purpose in Purpose])
channels = st.sampled_from(["VOICE", "VOICE", "VOICE", *(str(channel) for channel in Channel)])
hours_before = st.integers(1, 24 * 40).map(lambda hours: NOON - timedelta(hours=hours))
moments_around = st.integers(-60, 60).map(lambda hours: NOON + timedelta(hours=hours))
ends = st.none() | moments_around


@st.composite
def questions(draw: st.DrawFn) -> Row:
    """A call asked about."""
    number = draw(st.sampled_from(list(PEOPLE)))
    country, region = draw(st.sampled_from(PLACES))
    return {
        "number": number,
        "person": PEOPLE[number],
        "valid": draw(st.sampled_from([True, True, True, False])),
        "country": country,
        "region": region,
        "zones": draw(st.lists(st.sampled_from(ZONES), max_size=2, unique=True)),
        "relation": str(draw(st.sampled_from(Relation))),
        "purpose": draw(purposes),
        "campaign_id": draw(st.sampled_from(CAMPAIGNS)),
        "at": draw(st.sampled_from([NOON, NOON, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)])),
        "lasts_s": draw(st.sampled_from([0.0, 60.0, 3600.0])),
        "erased": draw(st.sampled_from([False, False, False, True])),
    }


@st.composite
def plain_questions(draw: st.DrawFn) -> Row:
    """A call to a customer at noon, which only the books may stand against."""
    number = draw(st.sampled_from(list(PEOPLE)))
    return {
        "number": number,
        "person": PEOPLE[number],
        "country": draw(st.sampled_from(["GB", "DE", "IN", "US"])),
        "zones": ["Europe/London"],
        "purpose": draw(st.sampled_from(["APPOINTMENT_REMINDER", "TRANSACTIONAL", "SURVEY"])),
        "campaign_id": draw(st.sampled_from(CAMPAIGNS)),
    }


@st.composite
def of_a_person(draw: st.DrawFn, **columns: st.SearchStrategy[object]) -> Row:
    """A row about one of the people."""
    number = draw(st.sampled_from(list(PEOPLE)))
    row = {name: draw(values) for name, values in columns.items()}
    return {"number": number, "person": PEOPLE[number], **row}


ids = st.integers(0, 10**6).map(lambda i: f"id-{i}")
optouts = of_a_person(
    optout_id=ids,
    scope=st.sampled_from([str(scope) for scope in OptOutScope]),
    campaign_id=st.sampled_from(CAMPAIGNS),
    purpose=st.none() | purposes,
)
suppressions = of_a_person(
    reason=st.sampled_from([*(str(reason) for reason in SuppressionReason), "SOMETHING_NEW"]),
    until=ends,
)
attempts = of_a_person(
    at=hours_before,
    purpose=purposes,
    channel=channels,
    campaign_id=st.sampled_from(CAMPAIGNS),
    answered=st.booleans(),
    disposition=st.sampled_from(["COMPLETED", "ABANDONED", "SOFT_REFUSAL", "NOT_REACHED", None]),
    network_result=st.sampled_from(["ANSWERED", "BUSY", "NO_ANSWER", None]),
)
consents = of_a_person(
    consent_id=ids,
    purpose=purposes,
    channel=channels,
    basis=st.sampled_from([str(basis) for basis in LegalBasis]),
    state=st.sampled_from(["GIVEN", "GIVEN", "GIVEN", *(str(state) for state in ConsentState)]),
    since=hours_before,
    expires_at=ends,
)
likenesses = of_a_person(bars=st.booleans())
registries = st.fixed_dictionaries(
    {
        "registry": st.sampled_from(["one", "two", "three"]),
        "kind": st.sampled_from(["NATIONAL", "OPERATOR", "INTERNAL", "CAMPAIGN"]),
        "country": st.sampled_from(["GB", "US", "RU", "DE", "FR", "IN"]),
        "campaign_id": st.sampled_from(CAMPAIGNS),
        "listed_at": hours_before,
        "max_age_days": st.sampled_from([1, 10, 60]),
    }
)
listed = st.fixed_dictionaries(
    {
        "number": st.sampled_from(list(PEOPLE)),
        "registry": st.sampled_from(["one", "two", "three"]),
    }
)
campaigns = st.fixed_dictionaries(
    {
        "campaign_id": st.sampled_from(["spring", "autumn"]),
        "live_answered": st.integers(0, 100),
        "abandoned": st.integers(0, 10),
        "live_answered_in_a_day": st.integers(0, 100),
        "abandoned_in_a_day": st.integers(0, 10),
    }
)


@st.composite
def calm_books(draw: st.DrawFn, most_questions: int = 1) -> Known:
    """Books in which calls are often allowed: everything bad is rare."""
    return _books(draw, plain_questions(), most_questions, few=1)


@st.composite
def full_books(draw: st.DrawFn, most_questions: int = 1) -> Known:
    """Books full of everything."""
    return _books(draw, questions(), most_questions, few=4)


def _books(
    draw: st.DrawFn, question: st.SearchStrategy[Row], most_questions: int, few: int
) -> Known:
    asked = draw(st.lists(question, min_size=1, max_size=most_questions))
    return known(
        asked,
        optouts=draw(st.lists(optouts, max_size=few - 1)),
        suppressions=draw(st.lists(suppressions, max_size=few - 1)),
        attempts=draw(st.lists(attempts, max_size=few * 2)),
        consents=draw(st.lists(consents, max_size=few * 3)),
        complaints=draw(st.lists(of_a_person(), max_size=few - 1)),
        likenesses=draw(st.lists(likenesses, max_size=few - 1)),
        registries=draw(st.lists(registries, max_size=3, unique_by=lambda row: row["registry"])),
        listed=draw(st.lists(listed, max_size=few - 1, unique_by=lambda row: tuple(row.values()))),
        campaigns=draw(st.lists(campaigns, max_size=2, unique_by=lambda row: row["campaign_id"])),
    )
