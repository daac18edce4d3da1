"""The policy: what it leaves alone, for which reasons, and what it tries all the same."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import SuppressionReason
from voicebot.eligibility.policy import VITAL
from voicebot.errors import BadInput, BadSettings
from voicebot.learning.attempts import conform, questions
from voicebot.learning.features import build_features
from voicebot.learning.policy.advising import Advice, advise
from voicebot.learning.policy.comparing import Logged, doubly_robust, inverse_propensity
from voicebot.learning.policy.deciding import judge
from voicebot.learning.policy.fitting import fit
from voicebot.learning.policy.foretelling import Foretelling, ShrunkRates
from voicebot.learning.policy.reasons import reasons, topics, weigher
from voicebot.learning.policy.worth import Enough, WorthTable, own_worth
from voicebot.learning.targets import with_targets

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANNOYED = {"harm": 0.9, "reach": 0.05, "success": 0.0}
NEVER_THERE = {"harm": 0.0, "reach": 0.01, "success": 0.0}
GLAD = {"harm": 0.01, "reach": 0.8, "success": 0.7}


def judged(chances: dict[str, float], luck: float = 0.5, **known: object) -> dict[str, object]:
    """What the policy makes of one call."""
    row = {"purpose": "MARKETING", "refusals": 0, "harms": 0, "complaints_open": 0, **known}
    found = judge(pl.DataFrame([row]), pl.DataFrame([chances]), own_worth(), np.array([luck]))
    return found.row(0, named=True)


def test_a_call_that_would_annoy_is_not_placed() -> None:
    found = judged(ANNOYED)
    assert (found["action"], found["reason"]) == ("LEAVE", SuppressionReason.PREDICTED_ANNOYANCE)


def test_a_call_that_nobody_would_take_is_not_placed() -> None:
    found = judged(NEVER_THERE)
    assert (found["action"], found["reason"]) == ("LEAVE", SuppressionReason.PREDICTED_NON_RESPONSE)


def test_a_welcome_call_is_placed() -> None:
    found = judged(GLAD)
    assert (found["action"], found["reason"], found["propensity"]) == ("CALL", None, 1.0)


def test_a_few_are_called_against_the_score_and_marked() -> None:
    found = judged(ANNOYED, luck=0.019)
    assert (found["action"], found["explored"], found["propensity"]) == ("CALL", True, 0.02)


@pytest.mark.parametrize("known", [{"refusals": 1}, {"harms": 1}, {"complaints_open": 1}])
def test_nobody_who_refused_is_ever_called_against_the_score(known: dict[str, int]) -> None:
    found = judged(ANNOYED, luck=0.0, **known)
    assert (found["action"], found["explored"], found["propensity"]) == ("LEAVE", False, 0.0)


@pytest.mark.parametrize("purpose", VITAL)
def test_a_vital_notice_is_moved_and_not_suppressed(purpose: Purpose) -> None:
    hopeless = {"harm": 1.0, "reach": 0.0, "success": 0.0}
    assert judged(hopeless, purpose=str(purpose))["action"] == "MOVE"


def test_where_nothing_was_learned_everything_the_rules_allow_is_called() -> None:
    row = pl.DataFrame([{"purpose": "MARKETING", "refusals": 0, "harms": 0}])
    assert judge(row, None, own_worth(), np.array([0.9]))["action"].to_list() == ["CALL"]


def test_the_table_of_worth_has_every_purpose() -> None:
    assert set(own_worth().purposes) == set(Purpose)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("[purposes.SURVEY]", "[purposes.SURVEYS]", "SURVEYS"),
        ("explored = 0.02", "explored = 0.9", "explored"),
        ("days = 30 ", "days = -1 ", "days"),
        ("days = 30 ", "days = = ", "TOML"),
    ],
)
def test_a_wrong_table_of_worth_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, place: str
) -> None:
    from importlib import resources

    text = (resources.files("voicebot.learning.policy") / "worth.toml").read_text("utf-8")
    file = tmp_path / "worth.toml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(BadSettings, match=place):
        WorthTable.read(file)


def history(ends: list[tuple[str, str, str | None]], number: str) -> list[dict[str, object]]:
    """A number's calls, one a week, each with its network result, disposition and refusal."""
    return [
        {
            "attempt_id": f"{number} {week}",
            "number": number,
            "at": START + timedelta(weeks=week),
            "purpose": "MARKETING",
            "network_result": network,
            "answered_by": "HUMAN" if network == "ANSWERED" else "NONE",
            "disposition": disposition,
            "refusal_kind": refusal,
            "talk_s": 6.0 if network == "ANSWERED" else None,
        }
        for week, (network, disposition, refusal) in enumerate(ends)
    ]


HUNG_UP = ("ANSWERED", "EARLY_HANGUP", "SILENT_REFUSAL")
BOUGHT = ("ANSWERED", "COMPLETED", None)
NOBODY = ("NO_ANSWER", "NOT_REACHED", None)


def books() -> pl.DataFrame:
    """Ten who hang up, ten who buy, ten who are never there."""
    rows: list[dict[str, object]] = []
    for place in range(10):
        rows += history([HUNG_UP] * 4, f"+7900000000{place}")
        rows += history([BOUGHT] * 4, f"+7900000010{place}")
        rows += history([NOBODY] * 4, f"+7900000020{place}")
    return conform(pl.DataFrame(rows, infer_schema_length=None).sort("at", "number"))


def test_few_calls_train_no_model_and_very_few_not_even_rates() -> None:
    assert isinstance(fitted(3, own_worth().enough), ShrunkRates)
    assert fitted(1, own_worth().enough) is None


def fitted(times: int, enough: Enough) -> Foretelling | None:
    """What the books foretell with where all of them happened so many times."""
    parts = books(), build_features(books()), with_targets(books())
    return fit(*(pl.concat([part] * times) for part in parts), enough)


def test_no_calls_give_nothing_to_foretell_with() -> None:
    none = books().clear()
    assert fit(none, build_features(none), with_targets(none), own_worth().enough) is None


def test_shrunk_rates_lie_between_the_persons_own_and_the_segments() -> None:
    attempts = books()
    rates = ShrunkRates.fit(attempts["person"], attempts["purpose"], with_targets(attempts))
    last = build_features(attempts).tail(30)
    harm = rates.foretell(last)["harm"]
    own = last["purpose_harm_share"]
    middle = 1 / 3
    between = [min(o, middle) - 1e-9 <= h <= max(o, middle) + 1e-9 for o, h in zip(own, harm)]  # noqa: B905
    assert all(between)


def test_a_trained_model_tells_those_who_hang_up_from_those_who_buy() -> None:
    model = fitted(40, Enough(calls=100, harms=10, successes=10))
    assert model is not None
    last = build_features(books()).tail(30)
    harm = model.foretell(last)["harm"]
    hang_up = last["purpose_harms"] > 0
    assert harm.filter(hang_up).min() > harm.filter(~hang_up).max()  # type: ignore[operator]


def test_the_reasons_are_of_the_persons_own_history_and_three_at_most() -> None:
    attempts = books()
    rates = ShrunkRates.fit(attempts["person"], attempts["purpose"], with_targets(attempts))
    last = build_features(attempts).tail(30)
    found = reasons(last, weigher(rates, own_worth()))
    for row, why in zip(last.iter_rows(named=True), found, strict=True):
        assert len(why) <= 3
        assert [one.weight for one in why] == sorted((one.weight for one in why), reverse=True)
        if row["purpose_harms"]:
            assert any("3" in one.words["ru"] for one in why)
        else:
            assert all("annoy" not in one.words["en"] for one in why)


def test_who_was_never_called_has_no_reasons() -> None:
    attempts = books()
    rates = ShrunkRates.fit(attempts["person"], attempts["purpose"], with_targets(attempts))
    assert reasons(build_features(attempts).head(1), weigher(rates, own_worth())) == [()]


def test_every_topic_names_features_that_there_are() -> None:
    known = build_features(books()).columns
    named = {name for topic in topics() for name in (*topic.features, topic.needs)}
    assert named <= set(known)


def log(seed: int, count: int) -> tuple[Logged, np.ndarray, float]:
    """A policy's log, another policy, and the truth about that one."""
    rng = np.random.default_rng(seed)
    kind = rng.random(count)
    worth = 4 * kind - 2
    propensity = np.where(worth > 0, 0.9, 0.2)
    called = rng.random(count) < propensity
    reward = worth + rng.normal(0, 1, count)
    other = np.where(kind > 0.3, 0.8, 0.1)
    wrong = 0.5 * worth + 0.7
    return Logged(propensity, called, reward, wrong), other, float(np.mean(other * worth))


@pytest.mark.parametrize("estimate", [inverse_propensity, doubly_robust])
def test_another_policys_worth_is_told_from_this_ones_calls(estimate: object) -> None:
    inside = 0
    for seed in range(100):
        logged, other, truth = log(seed, 2000)
        found = estimate(logged, other)  # type: ignore[operator]
        inside += found.low <= truth <= found.high
    assert inside >= 88  # of 100 intervals of 95%


def test_what_was_hardly_ever_tried_has_few_effective_calls() -> None:
    logged, other, _ = log(1, 2000)
    assert inverse_propensity(logged, other).effective < logged.called.sum()


def test_a_call_without_a_chance_is_no_log() -> None:
    one = np.array([1.0, 1.0])
    with pytest.raises(BadInput, match="no chance"):
        Logged(np.array([0.0, 1.0]), np.array([True, True]), one, one)


def advised(number: str, foretells: object = "rates") -> Advice:
    """What is said of one more marketing call to a number of the books."""
    attempts = books()
    if foretells == "rates":
        foretells = ShrunkRates.fit(attempts["person"], attempts["purpose"], with_targets(attempts))
    asked = questions(pl.DataFrame({"number": [number], "purpose": ["MARKETING"]}), LATER)
    past = attempts.filter(pl.col("number") == number)
    return advise(past, asked, foretells, own_worth(), np.array([0.5]))  # type: ignore[arg-type]


LATER = START + timedelta(weeks=8)
HANGS_UP, BUYS = "+79000000003", "+79000000103"


def test_who_hangs_up_is_left_alone_with_words_and_an_end() -> None:
    (leaving,) = advised(HANGS_UP).leavings
    assert leaving.reason is SuppressionReason.PREDICTED_ANNOYANCE
    assert leaving.until - leaving.since == timedelta(days=own_worth().left_alone.days)
    assert "4 of 4" in leaving.words("en")
    assert "4 из 4" in leaving.consequence("ru").why


def test_who_buys_is_called() -> None:
    assert advised(BUYS).judged["action"].to_list() == ["CALL"]
    assert advised(BUYS).leavings == ()


def test_before_anything_was_learned_everybody_is_called() -> None:
    found = advised(HANGS_UP, None)
    assert (found.judged["action"].to_list(), found.leavings) == (["CALL"], ())


def test_a_leaving_ends_by_itself_by_the_person_or_by_a_supervisor() -> None:
    (leaving,) = advised(HANGS_UP).leavings
    day = timedelta(days=1)
    assert leaving.stands(LATER)
    assert not leaving.stands(leaving.until)
    assert not leaving.stands(LATER + 2 * day, they_came_at=LATER + day)
    assert not leaving.stands(LATER + 2 * day, lifted_at=LATER + day)
    assert leaving.stands(LATER + 2 * day, they_came_at=LATER - day)
