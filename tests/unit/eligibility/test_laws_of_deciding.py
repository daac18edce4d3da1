"""Laws that hold whatever the books say."""

import json
from dataclasses import fields, replace

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import generated_known as made
from tests.fakes.known_books import Row, decided_on, law, table, with_more
from voicebot.contacts.suppression import SuppressionReason
from voicebot.eligibility.deciding import decide, decide_all, replay
from voicebot.eligibility.decision import Decision
from voicebot.eligibility.fact_row import Facts
from voicebot.eligibility.gathering import gather
from voicebot.eligibility.known import Known
from voicebot.eligibility.policy import POLICY, VITAL
from voicebot.eligibility.rule import Rule

any_books = made.calm_books() | made.full_books()
several = made.calm_books(most_questions=5) | made.full_books(most_questions=5)

some = settings(max_examples=60)
"""Each example gathers and decides twice or more."""

PREDICTED = {SuppressionReason.PREDICTED_ANNOYANCE, SuppressionReason.PREDICTED_NON_RESPONSE}


def asked(known: Known) -> Row:
    """The one question."""
    return known.asked.row(0, named=True)


def about_them(known: Known, name: str, row: Row) -> pl.DataFrame:
    """A row of a table about the person asked about."""
    question = asked(known)
    theirs = {"person": question["person"], "number": question["number"]}
    return table(name, [{**row, **theirs}])


def never_looser(before: Decision, after: Decision) -> bool:
    """No allowance where there was none, and no mere waiting where there was a refusal."""
    return (before.allowed or not after.allowed) and (not before.refused or after.refused)


@some
@given(any_books, made.suppressions)
def test_a_suppressed_number_is_never_allowed(known: Known, row: Row) -> None:
    reason = SuppressionReason.__members__.get(str(row["reason"]), SuppressionReason.MANUAL)
    after = decided_on(
        with_more(known, suppressions=about_them(known, "suppressions", {**row, "until": None}))
    )
    if reason in PREDICTED and asked(known)["purpose"] in VITAL:
        assert after.allowed == decided_on(known).allowed
    else:
        assert after.refused
        assert reason in after.reasons


@some
@given(any_books, made.suppressions)
def test_adding_a_suppression_never_turns_a_refusal_into_an_allowance(
    known: Known, row: Row
) -> None:
    more = with_more(known, suppressions=about_them(known, "suppressions", row))
    assert never_looser(decided_on(known), decided_on(more))


@some
@given(any_books, made.optouts)
def test_an_opt_out_never_loosens_and_one_of_wide_scope_always_refuses(
    known: Known, row: Row
) -> None:
    after = decided_on(with_more(known, optouts=about_them(known, "optouts", row)))
    assert never_looser(decided_on(known), after)
    if row["scope"] in ("SELLER", "GLOBAL", "CHANNEL"):
        assert SuppressionReason.INTERNAL_DNC in after.reasons


@some
@given(any_books, made.consents, st.sampled_from(["REFUSED", "WITHDRAWN", "REVOKED"]))
def test_a_refusal_of_consent_never_loosens(known: Known, row: Row, state: str) -> None:
    no = about_them(known, "consents", {**row, "state": state})
    assert never_looser(decided_on(known), decided_on(with_more(known, consents=no)))


@some
@given(any_books, made.attempts)
def test_an_attempt_that_nobody_answered_never_loosens(known: Known, row: Row) -> None:
    tried = about_them(known, "attempts", {**row, "answered": False})
    assert never_looser(decided_on(known), decided_on(with_more(known, attempts=tried)))


@some
@given(any_books, made.attempts)
def test_an_answered_call_loosens_nothing_but_the_count_of_unanswered_ones(
    known: Known, row: Row
) -> None:
    """The other rules, asked alone, never become looser by it."""
    others = tuple(rule for rule in POLICY if rule.name != "somebody_answers")
    talked = about_them(known, "attempts", {**row, "answered": True})
    before = decide(Facts.of(gather(known, law())), others)
    after = decide(Facts.of(gather(with_more(known, attempts=talked), law())), others)
    assert never_looser(before, after)


@some
@given(any_books, made.likenesses)
def test_a_complaint_or_a_likeness_never_loosens(known: Known, row: Row) -> None:
    complained = with_more(known, complaints=about_them(known, "complaints", {}))
    likened = with_more(known, likenesses=about_them(known, "likenesses", row))
    before = decided_on(known)
    assert never_looser(before, decided_on(complained))
    assert never_looser(before, decided_on(likened))


@some
@given(any_books, made.registries)
def test_being_listed_never_loosens(known: Known, row: Row) -> None:
    if not known.registries.height:
        return
    listed = {"number": asked(known)["number"], "registry": known.registries["registry"][0]}
    before = replace(known, listed=known.listed.clear())
    after = replace(known, listed=table("listed", [listed]))
    assert never_looser(decided_on(before), decided_on(after))


@some
@given(any_books, st.lists(st.sampled_from(POLICY), unique=True))
def test_a_rule_more_never_turns_a_refusal_into_an_allowance(
    known: Known, some: list[Rule]
) -> None:
    facts = Facts.of(gather(known, law()))
    fewer = tuple(rule for rule in POLICY if rule not in some)
    assert never_looser(decide(facts, fewer), decide(facts, POLICY))


@some
@given(several)
def test_a_decision_depends_on_nothing_but_its_recorded_inputs(known: Known) -> None:
    facts = gather(known, law())
    for row in range(facts.height):
        decision = decide(Facts.of(facts, row))
        assert replay(json.loads(json.dumps(decision.as_json()))) == decision


@some
@given(several)
def test_one_call_and_a_whole_list_are_judged_alike(known: Known) -> None:
    facts = gather(known, law())
    together = decide_all(facts)
    for row in range(facts.height):
        alone = gather(replace(known, asked=known.asked[row : row + 1]), law())
        assert alone.rows() == facts[row : row + 1].rows()
        decision, said = decide(Facts.of(alone)), together.row(row, named=True)
        assert said["allowed"] == decision.allowed
        assert said["refused"] == decision.refused
        assert said["reasons"] == [str(reason) for reason in decision.reasons]
        assert said["until"] == decision.defer_until
        assert said["basis"] == decision.basis
        assert said["channels_left"] == list(decision.channels_left)
        assert [said[rule.rule] for rule in decision.rules] == [r.verdict for r in decision.rules]


@some
@given(several)
def test_the_order_of_the_books_rows_does_not_matter(known: Known) -> None:
    names = [field.name for field in fields(known) if field.name != "asked"]
    turned = {name: getattr(known, name).reverse() for name in names}
    assert gather(replace(known, **turned), law()).rows() == gather(known, law()).rows()


@some
@given(any_books)
def test_who_must_wait_is_told_a_later_time_and_who_is_refused_none(known: Known) -> None:
    decision = decided_on(known)
    if decision.defer_until is not None:
        assert decision.defer_until > decision.at
        assert not decision.allowed
        assert not decision.refused
    if decision.refused or decision.allowed:
        assert decision.defer_until is None
