"""The profiles that come with the program, and what is said of a file that cannot be used."""

import shutil
from datetime import time, timedelta
from importlib import resources
from pathlib import Path

import pytest

from voicebot.contacts.consent import Channel, LegalBasis
from voicebot.contacts.purpose import Purpose
from voicebot.eligibility.law import Law
from voicebot.eligibility.profile import read_profile
from voicebot.eligibility.terms import NO_LIMIT, Cap, Hours, Recording, RegistryDuty, Terms
from voicebot.errors import BadSettings

LAW = Law.load()
EVERY_DAY = frozenset(range(7))
ADVERTISING = (Purpose.COMPANY_NEWS, Purpose.PRODUCT_UPDATE, Purpose.MARKETING)
BY_CONSENT = frozenset({LegalBasis.PEC, LegalBasis.PEWC})
PLACES = ("US", "GB", "DE", "FR", "RU", "IN", "")
REPOSITORY = Path(__file__).parents[3]


def within(hours: Terms) -> list[tuple[str, str]]:
    return [(f"{h.begins:%H:%M}", f"{h.ends:%H:%M}") for h in hours.hours]


# ── What the law of each place asks ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("purpose", ADVERTISING)
def test_russia_lets_no_robot_advertise(purpose: Purpose) -> None:
    terms = LAW.terms("RU", "", purpose)
    assert terms.banned
    assert terms.sources["banned"] == "RU1"


@pytest.mark.parametrize("purpose", sorted(set(Purpose) - {Purpose.SAFETY_EMERGENCY}))
def test_russia_wants_a_consent_on_record_for_every_robot_call(purpose: Purpose) -> None:
    assert LAW.terms("RU", "", purpose).bases == BY_CONSENT


def test_russian_debt_calls_have_their_own_hours_and_caps() -> None:
    terms = LAW.terms("RU", "", Purpose.DEBT_COLLECTION)
    assert set(terms.caps) == {
        Cap(1, None),
        Cap(2, timedelta(days=7)),
        Cap(8, timedelta(days=31)),
    }
    assert Hours(frozenset(range(5)), time(8), time(22)) in terms.hours


def test_american_marketing_needs_written_consent_and_a_fresh_national_registry() -> None:
    terms = LAW.terms("US", "TX", Purpose.MARKETING)
    assert terms.bases == {LegalBasis.PEWC}
    assert terms.registries == (RegistryDuty("NATIONAL", "US", 31),)
    assert terms.exempt_caps == ()


def test_american_information_may_rest_on_the_exemption_three_times_in_thirty_days() -> None:
    terms = LAW.terms("US", "TX", Purpose.APPOINTMENT_REMINDER)
    assert LegalBasis.EXEMPTION in terms.bases
    assert terms.exempt_caps == (Cap(3, timedelta(days=30)),)
    assert Channel.SMS not in terms.channels


def test_american_debt_calls_are_seven_in_seven_days_and_rest_after_a_talk() -> None:
    terms = LAW.terms("US", "TX", Purpose.DEBT_COLLECTION)
    assert terms.caps == (Cap(7, timedelta(days=7), same_purpose=True),)
    assert terms.pause_after_talk == timedelta(days=7)


@pytest.mark.parametrize(
    ("state", "until"), [("TX", 21), ("FL", 20), ("OK", 20), ("MD", 20), ("WA", 20), ("", 20)]
)
def test_an_american_state_may_shorten_the_evening(state: str, until: int) -> None:
    terms = LAW.terms("US", state, Purpose.TRANSACTIONAL)
    assert terms.hours == (Hours(EVERY_DAY, time(8), time(until)),)


@pytest.mark.parametrize("state", ["FL", "OK", "MD", ""])
def test_three_calls_a_day_on_one_subject_where_a_state_says_so(state: str) -> None:
    caps = LAW.terms("US", state, Purpose.DEBT_COLLECTION).caps
    assert Cap(3, timedelta(hours=24), same_purpose=True) in caps


@pytest.mark.parametrize(
    ("place", "recording"),
    [
        (("US", "TX"), Recording.FREE),
        (("US", "CA"), Recording.ANNOUNCED),
        (("US", ""), Recording.ANNOUNCED),
        (("DE", ""), Recording.AGREED),
        (("FR", ""), Recording.ANNOUNCED),
        (("KR", ""), Recording.ANNOUNCED),
    ],
)
@pytest.mark.parametrize("purpose", [Purpose.MARKETING, Purpose.SAFETY_EMERGENCY])
def test_a_place_says_whether_a_call_may_be_recorded(
    place: tuple[str, str], recording: Recording, purpose: Purpose
) -> None:
    assert LAW.terms(*place, purpose).recording is recording


def test_silence_follows_a_refusal_where_the_law_asks_for_it() -> None:
    silence = {
        place: LAW.terms(*place, Purpose.MARKETING).silence_after_refusal.days
        for place in [("FR", ""), ("US", "WA"), ("US", ""), ("US", "TX"), ("KR", "")]
    }
    assert silence == {
        ("FR", ""): 60,
        ("US", "WA"): 365,
        ("US", ""): 365,
        ("US", "TX"): 0,
        ("KR", ""): 365,
    }


def test_french_hours_have_a_lunch_break_and_no_weekend() -> None:
    terms = LAW.terms("FR", "", Purpose.MARKETING)
    assert within(terms) == [("10:00", "13:00"), ("14:00", "20:00")]
    assert {day for hours in terms.hours for day in hours.days} == set(range(5))
    assert terms.holidays_forbidden
    assert Cap(4, timedelta(days=30)) in terms.caps
    assert terms.bases == BY_CONSENT


@pytest.mark.parametrize("country", ["GB", "DE", "FR"])
def test_a_customers_notice_may_rest_on_the_contract_in_europe(country: str) -> None:
    assert LegalBasis.CONTRACT in LAW.terms(country, "", Purpose.CONTRACT_CHANGE).bases
    assert LegalBasis.CONTRACT not in LAW.terms(country, "", Purpose.MARKETING).bases


def test_britain_wants_a_fresh_preference_list_and_few_abandoned_calls() -> None:
    terms = LAW.terms("GB", "", Purpose.MARKETING)
    assert terms.registries == (RegistryDuty("NATIONAL", "GB", 28),)
    assert (terms.abandoned_share, terms.abandoned_within) == (0.03, timedelta(hours=24))
    assert terms.redial_after_abandoned == timedelta(hours=72)


@pytest.mark.parametrize("place", PLACES)
def test_a_warning_of_danger_goes_at_any_hour_without_caps(place: str) -> None:
    terms = LAW.terms(place, "", Purpose.SAFETY_EMERGENCY)
    assert LegalBasis.EMERGENCY in terms.bases
    assert terms.hours == (Hours(EVERY_DAY, time(0), time(0)),)
    assert (terms.caps, terms.unanswered, terms.banned) == ((), NO_LIMIT, "")


@pytest.mark.parametrize("purpose", Purpose)
def test_a_sip_address_has_no_law_but_the_houses(purpose: Purpose) -> None:
    terms = LAW.terms("US", "WA", purpose, sip_address=True)
    assert terms.profiles == ("private",)
    assert (terms.bases, terms.caps, terms.unanswered) == (frozenset(), (), NO_LIMIT)


# ── The default profile is the intersection ───────────────────────────────────────────────────────


@pytest.mark.parametrize("purpose", sorted(set(Purpose) - {Purpose.SAFETY_EMERGENCY}))
def test_the_default_profile_has_the_figures_of_the_rules(purpose: Purpose) -> None:
    terms = LAW.terms("", "", purpose)
    assert within(terms) == [("09:00", "20:00")]
    assert terms.caps == (Cap(1, None), Cap(2, timedelta(days=7)), Cap(4, timedelta(days=30)))
    assert terms.ring_s == 15.0
    assert terms.unanswered == 2


@pytest.mark.parametrize("country", ["US", "GB", "DE", "FR", "RU"])
@pytest.mark.parametrize("purpose", Purpose)
def test_the_default_profile_takes_no_basis_that_a_read_law_would_not(
    country: str, purpose: Purpose
) -> None:
    known, default = LAW.terms(country, "TX", purpose), LAW.terms("", "", purpose)
    assert default.bases <= known.bases
    assert default.ring_s >= known.ring_s
    assert default.abandoned_within <= known.abandoned_within
    assert default.silence_after_refusal >= known.silence_after_refusal
    assert set(default.channels) <= set(known.channels)


@pytest.mark.parametrize("country", ["KR", "ZZ", "", "xx", "Atlantis"])
def test_a_country_without_a_profile_has_the_default_one(country: str) -> None:
    assert LAW.terms(country, "", Purpose.SURVEY).profiles == ("default",)


# ── Which state ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("region", "profiles"),
    [
        ("WA", ("US", "US-WA")),
        ("washington", ("US", "US-WA")),
        (" us-wa ", ("US", "US-WA")),
        ("TX, WA", ("US", "US-TX", "US-WA")),
        ("WA;TX", ("US", "US-TX", "US-WA")),
        ("", ("US", "US-*")),
        ("Seattle, WA", ("US", "US-*")),
        ("Cascadia", ("US", "US-*")),
    ],
)
def test_a_state_is_known_by_its_code_or_name(region: str, profiles: tuple[str, ...]) -> None:
    assert LAW.terms("US", region, Purpose.SURVEY).profiles == profiles


def test_a_territory_with_a_country_code_is_its_own_state() -> None:
    assert LAW.terms("PR", "", Purpose.SURVEY).profiles == ("US", "US-PR")


def test_a_region_of_a_country_without_states_changes_nothing() -> None:
    assert LAW.terms("DE", "BY", Purpose.SURVEY) == LAW.terms("DE", "", Purpose.SURVEY)


def test_a_person_who_may_be_in_two_countries_has_the_strictest_of_both() -> None:
    both = LAW.terms("DE,RU", "", Purpose.CONTRACT_CHANGE)
    assert both.profiles == ("DE", "RU")
    assert both.bases == BY_CONSENT
    assert both.recording is Recording.AGREED
    assert LAW.terms("ru, de", "", Purpose.CONTRACT_CHANGE) == both


# ── The files ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The profiles, to be changed."""
    with resources.as_file(resources.files("voicebot.eligibility") / "profiles") as own:
        return Path(shutil.copytree(own, tmp_path / "profiles"))


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_changing_a_limit_is_an_edit_of_the_file_and_changes_the_version(folder: Path) -> None:
    before = Law.load(folder)
    edit(folder / "gb.toml", '"2 per 7 days"', '"3 per 7 days"')
    after = Law.load(folder)
    assert before.version == LAW.version
    assert after.version != before.version
    assert Cap(3, timedelta(days=7)) in after.terms("GB", "", Purpose.SURVEY).caps
    assert after.terms("GB", "", Purpose.SURVEY).version == after.version


def test_line_ends_do_not_change_the_version(folder: Path) -> None:
    file = folder / "us.toml"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert Law.load(folder).version == LAW.version


def test_every_profile_has_its_decision_record() -> None:
    for name, profile in LAW.profiles.items():
        page = REPOSITORY / "docs" / "decisions" / f"0007-profile-{name.lower()}.md"
        text = page.read_text("utf-8")
        cited = {
            source
            for purpose in Purpose
            for figure in profile.figures(purpose).values()
            for source in figure.source.split(", ")
        }
        assert {source for source in cited if source not in text} == set(), name


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'hours = { is = ["every day',
            'ours = { is = ["every day',
            "calls[2].ours: the key is unknown",
        ),
        (', source = "UK2" }', " }", "calls[1].ring_s: the source is missing"),
        ('source = "UK2" }', 'source = "UK9" }', "calls[1].ring_s: 'UK9' is not among the sources"),
        ("{ is = 15,", "{ is = -1,", "calls[1].ring_s: -1 is no number of seconds"),
        ("{ is = 15,", '{ is = "15",', "calls[1].ring_s: '15' is no number of seconds"),
        ("{ is = 15,", "{ is = nan,", "calls[1].ring_s: nan is no number of seconds"),
        ('"72 hours"', '"999999999999 hours"', "is no length of time"),
        ("[[calls]]", "[states]\nA = 1\n[[calls]]", "states.A: there is no text"),
        ("[profile]", "states = 5\n[profile]", "states: the table is missing"),
        ("[profile]", "state = [5]\n[profile]", "state: these are no tables"),
        ("{ is = 15,", "{ was = 15,", "calls[1].ring_s: there is no figure"),
        ("{ is = 15,", "{ is = 15, until = 2027,", "calls[1].ring_s.until: the key is unknown"),
        ("09:00-20:00", "20:00-09:00", "they must end later on the same day"),
        ("09:00-20:00", "09:00-25:00", "25:00 is no time of day"),
        ("every day 09", "Someday 09", "the days are Mon"),
        ("every day 09", "Fri-Mon 09", "Fri-Mon runs backwards"),
        ('"1 per day"', '"one per day"', "'one per day' is no cap"),
        ('"2 per 7 days"', '"2 per 0 days"', "'2 per 0 days' is no cap"),
        ('"1 per day"', '"0 per day"', "0 is no number of calls"),
        ("unanswered = { is = 2", "unanswered = { is = true", "True is no number of calls"),
        ('"3% per 24 hours"', '"3 per 24 hours"', "is no ceiling"),
        ('"3% per 24 hours"', '"300% per 24 hours"', "is no ceiling"),
        ('"72 hours"', '"3 weeks"', "'3 weeks' is no length of time"),
        ('"NATIONAL GB at most 28 days old"', '"TPS"', "'TPS' is no registry"),
        ('"ANNOUNCED"', '"SOMETIMES"', "'SOMETIMES' is not known"),
        ('["CONTRACT",', '["PROMISE",', "calls[2].bases: 'PROMISE' is not known"),
        ('is = "allowed"', 'is = "yes"', "calls[2].holidays: 'yes' is not known"),
        ('for = ["SURVEY"', 'for = ["SURVEYS"', "calls[3].for: 'SURVEYS' is not known"),
        ('for = "every purpose"', "", "calls[1].for"),
        ("stated = 2026-11-22", 'stated = "today"', "profile.stated: there is no day"),
        ("stated = 2026-11-22", "", "profile.stated: there is no day"),
        ('countries = ["GB"]', 'countries = ["Britain"]', "'Britain' is no country"),
        ('name = "GB"', "name = 7", "profile.name: there is no text"),
        ("[profile]", "[profil]", "profil: the key is unknown"),
        ("unanswered = { is = 2", "# unanswered = { is = 2", "unanswered is missing for"),
        ("[[calls]]", "[[calls]", "is not TOML"),
        ("[[calls]]", '[[state]]\ncode = "EX"\n[[calls]]', "state[1].for"),
        (
            "[[calls]]",
            '[[state]]\nfor = "every purpose"\ncode = "EX"\n[[calls]]',
            "'EX' is not among",
        ),
        ("ring_s = { is = 15,", "ring_s = 15 # {", "calls[1].ring_s: there is no figure"),
    ],
)
def test_a_bad_file_is_named_with_its_key_in_one_sentence(
    folder: Path, old: str, new: str, said: str
) -> None:
    edit(folder / "gb.toml", old, new)
    with pytest.raises(BadSettings) as refused:
        Law.load(folder)
    assert "gb.toml" in str(refused.value)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("missing", ["default", "private"])
def test_the_default_and_the_private_profile_must_be_there(folder: Path, missing: str) -> None:
    (folder / f"{missing}.toml").unlink()
    with pytest.raises(BadSettings, match=f"there is no profile {missing}"):
        Law.load(folder)


def test_two_profiles_cannot_claim_one_country(folder: Path) -> None:
    edit(folder / "gb.toml", 'countries = ["GB"]', 'countries = ["GB", "FR"]')
    with pytest.raises(BadSettings, match="both claim FR"):
        Law.load(folder)


def test_two_profiles_cannot_have_one_name(folder: Path) -> None:
    edit(folder / "gb.toml", 'name = "GB"', 'name = "FR"')
    with pytest.raises(BadSettings, match="two profiles are named FR"):
        Law.load(folder)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"fr\.toml cannot be read"):
        read_profile(tmp_path / "fr.toml")


def test_a_country_may_be_left_to_the_default_profile(folder: Path) -> None:
    (folder / "gb.toml").unlink()
    assert Law.load(folder).terms("GB", "", Purpose.SURVEY).profiles == ("default",)
