"""The policy: every rule that is asked before a call, in order.

May we call? Each rule below says in one sentence what it wants, and names its sources
(docs/rules.md). All of them are asked for every call, and all that object are reported. `refuse`
means that waiting does not help, `defer` means not before a time; `standing` is what was written
down against a number or person for that reason, for good or for a time. `col(...)` is a fact from
`fact_row.py`; the figures come from the profile of the place, made stricter by the house's own.
A rule that `yields` speaks of calls that nobody asked for (docs/decisions/0018).
"""

from datetime import timedelta

import polars as pl
from polars import col

from voicebot.contacts.consent import ConsentState, LegalBasis, Relation
from voicebot.contacts.notices import ADVERTISING, OPTIONAL
from voicebot.contacts.purpose import Purpose
from voicebot.contacts.suppression import SuppressionReason as Reason
from voicebot.eligibility.rule import (
    Kind,
    Objection,
    Rule,
    asked_for,
    defer,
    refuse,
    rule,
    standing,
)

RULE_SET = "2026-11.5"

# ── What kinds of notice there are ──────────────────────────────────────────────────────────────

MANDATORY = (
    Purpose.SAFETY_EMERGENCY,
    Purpose.CONTRACT_CHANGE,
    Purpose.PAYMENT_REMINDER,
    Purpose.APPOINTMENT_REMINDER,
    Purpose.TRANSACTIONAL,
)
"""What the person is owed; where it may not be called it goes by another lawful channel."""

VITAL = (Purpose.SAFETY_EMERGENCY, Purpose.CONTRACT_CHANGE, Purpose.TRANSACTIONAL)
"""What harms the person if it is not heard: a danger, a change that binds them, an answer to
something that they themselves set going. A guess about their mood does not stop these."""

optional = col("purpose").is_in(sorted(map(str, OPTIONAL)))
promotion = col("purpose").is_in(sorted(map(str, ADVERTISING)))
mandatory = col("purpose").is_in([str(purpose) for purpose in MANDATORY])
vital = col("purpose").is_in([str(purpose) for purpose in VITAL])

moved = vital & col("left_alone_for").is_not_null()
"""A vital notice that a score speaks against: it goes out, better by a quieter channel or hour."""

# ── On what a call rests ────────────────────────────────────────────────────────────────────────

customer = col("relation") == str(Relation.CUSTOMER)
unconfirmed = col("relation") == str(Relation.UNCONFIRMED)
confirmation = col("purpose") == str(Purpose.TRANSACTIONAL)

by_contract = col("bases").list.contains(str(LegalBasis.CONTRACT)) & (
    customer | (unconfirmed & confirmation)  # GDPR 6(1)(b): a contract, and the steps before one
)
by_emergency = col("bases").list.contains(str(LegalBasis.EMERGENCY)) & (
    col("purpose") == str(Purpose.SAFETY_EMERGENCY)  # 47 CFR 64.1200(a)(1): the danger is enough
)
by_exemption = col("bases").list.contains(str(LegalBasis.EXEMPTION)) & ~col("consent_refused")

basis = (
    pl.when(asked_for)
    .then(pl.lit(str(LegalBasis.PEC)))  # for this one call, by who asked for it
    .when(col("consent_basis").is_not_null())
    .then(col("consent_basis").cast(pl.String))
    .when(by_contract)
    .then(pl.lit(str(LegalBasis.CONTRACT)))
    .when(by_emergency)
    .then(pl.lit(str(LegalBasis.EMERGENCY)))
    .when(by_exemption)
    .then(pl.lit(str(LegalBasis.EXEMPTION)))
)
"""The legal basis: the wish for this very call, a consent on record, the contract, a danger, an
exemption, or none."""

needs_none = col("bases").list.len() == 0
"""A place that names no bases asks for none, as for a SIP address on no public network."""

no_other_basis = col("consent_basis").is_null() & ~by_contract & ~by_emergency
rests_on_exemption = no_other_basis & by_exemption
groundless = no_other_basis & ~by_exemption & ~needs_none
expired = ~col("consent_refused") & (col("consent_state") == str(ConsentState.EXPIRED))
expired = expired.fill_null(False)

# ── How much is too much ────────────────────────────────────────────────────────────────────────

FAILED_A_DAY = 3
"""Tries within a day that reached nobody, whatever their causes: one budget for all of them."""

FAILED_A_DAY_BY_ONE_CAUSE = 2
"""Of these, so many for one cause: an engaged line is tried once more and not twice."""

TOLD_WITHIN = timedelta(hours=24)
"""Who got an optional notice by another channel is not called with it so soon after."""

CEILING_ASKED_AGAIN = timedelta(hours=24)
"""A campaign above the ceiling of abandoned calls is looked at again a day later."""

SINGLE = 1
"""One abandoned call alone is no rate: it does not stop a campaign that has just begun."""


def reached(calls: str, most: str) -> pl.Expr:
    """True if one of the counts is at its cap (lists of one length)."""
    return (col(calls) - col(most)).list.max() >= 0


def after(moment: str, seconds: str) -> pl.Expr:
    """A moment and so many seconds."""
    return col(moment) + pl.duration(seconds=col(seconds))


UNHAPPY = 0.4
"""Who said they were less satisfied than this (0 to 1; two of five is 0.25) wants care, no offers:
the lower two of five answers are the usual line of dissatisfaction (docs/decisions/0015)."""

SCORED = (
    *("score", "threshold", "harm_chance", "reach_chance", "model", "because", "because_ru"),
    *("left_alone_since", "left_alone_until", "explored", "propensity", "better_hour_at"),
)
"""What is recorded beside a score's answer."""


def left_alone(reason: Reason) -> Objection:
    """What the model in force says of the person's own history."""
    return refuse(reason, when=(col("left_alone_for") == str(reason)) & ~vital)


def still(until: pl.Expr) -> pl.Expr:
    """True before that moment."""
    return until > col("at")


def listed(lists: str) -> pl.Expr:
    """True if the number is on one of the do-not-call lists that bind this call."""
    return col(f"{lists}_lists").list.len() > 0


def outdated(lists: str) -> pl.Expr:
    """True if a list that must be asked is missing or older than it may be."""
    good_until = col(f"{lists}_lists_good_until")
    asked = col(f"{lists}_lists_asked").list.len() > 0
    return asked & (good_until.is_null() | (good_until <= col("at")))


by_the_day = col("abandoned_within_s") <= int(timedelta(days=1).total_seconds())
abandoned = pl.when(by_the_day).then("campaign_abandoned_in_a_day").otherwise("campaign_abandoned")
live_answered = (
    pl.when(by_the_day).then("campaign_live_answered_in_a_day").otherwise("campaign_live_answered")
)

# ── The rules ───────────────────────────────────────────────────────────────────────────────────

POLICY: tuple[Rule, ...] = (
    rule(
        "number_is_valid",
        "The number exists in its country's numbering plan.",
        refuse(Reason.INVALID_NUMBER, when=~col("valid")),
        standing(Reason.INVALID_NUMBER),
        kind=Kind.POLICY,
    ),
    rule(
        "place_allows_robots",
        "The law of the place lets a robot call for this purpose at all.",
        refuse(Reason.JURISDICTION_BAN, when=col("banned") != ""),
        standing(Reason.JURISDICTION_BAN),
        sources=("RU1",),
        shows=("purpose", "profiles", "law_version", "recording", "other_channels"),
    ),
    rule(
        "nobody_opted_out",
        "Nobody who has this number demanded that such calls stop.",
        refuse(Reason.INTERNAL_DNC, when=col("optouts_covering") > 0),
        standing(Reason.INTERNAL_DNC, unless=asked_for),
        sources=("US3", "US3a", "US8", "EU1", "RU1"),
        shows=("optout_ids", "request_id"),
    ),
    rule(
        "person_was_not_erased",
        "A person who was erased at their wish is never called again.",
        refuse(Reason.INTERNAL_DNC, when=col("erased")),
        sources=("EU1", "RU5"),
    ),
    rule(
        "not_on_our_own_lists",
        "The number is on no do-not-call list of the house or the campaign, and these are fresh.",
        refuse(Reason.INTERNAL_DNC, when=listed("own") | outdated("own")),
        sources=("US8",),
        yields=True,
    ),
    rule(
        "not_on_a_national_registry",
        "The number is on no registry that this call must respect, and the copy is fresh.",
        refuse(Reason.EXTERNAL_DNC, when=listed("national") | outdated("national")),
        standing(Reason.EXTERNAL_DNC),
        sources=("US8", "UK1"),
        yields=True,
    ),
    rule(
        "not_refused_at_the_operator",
        "The person did not refuse such calls at their operator, and the operator's list is fresh.",
        refuse(Reason.OPERATOR_OPT_OUT, when=listed("operator") | outdated("operator")),
        standing(Reason.OPERATOR_OPT_OUT),
        sources=("RU2",),
        yields=True,
    ),
    rule(
        "number_is_the_persons",
        'Who said "wrong number" is not called again on it.',
        standing(Reason.WRONG_NUMBER),
        sources=("US10",),
    ),
    rule(
        "number_was_not_reassigned",
        "The number was not given to somebody else since the person gave it to us.",
        standing(Reason.REASSIGNED_NUMBER),
        sources=("US10",),
    ),
    rule(
        "person_is_certain",
        "The person is surely not one who opted out or refused under another number.",
        refuse(Reason.IDENTITY_UNCERTAIN, when=col("barred_likenesses") > 0),
        standing(Reason.IDENTITY_UNCERTAIN),
        sources=("US3", "EU1"),
        kind=Kind.POLICY,
        yields=True,
    ),
    rule(
        "no_hold_stands",
        "Who named a regulator, a lawyer or the police is left alone until that is settled.",
        standing(Reason.LEGAL_HOLD),
        yields=True,
    ),
    rule(
        "no_complaint_is_open",
        "Who complained gets nothing but what they are owed until the complaint is resolved.",
        refuse(Reason.OPEN_COMPLAINT, when=(col("complaints_open") > 0) & ~mandatory),
        standing(Reason.OPEN_COMPLAINT),
        sources=("EU1",),
        kind=Kind.POLICY,
        yields=True,
    ),
    rule(
        "relation_carries_the_notice",
        "Marketing ends with the relationship; who has not confirmed gets the confirmation alone.",
        refuse(
            Reason.NO_CONSENT,
            when=((col("relation") == str(Relation.ENDED)) & optional)
            | (unconfirmed & ~confirmation),
        ),
        sources=("EU1", "RU5"),
    ),
    rule(
        "call_has_a_legal_basis",
        "The call rests on the person's own wish for it, a consent on record, the contract, a "
        "danger, or the place's exemption.",
        refuse(Reason.CONSENT_WITHDRAWN, when=groundless & col("consent_refused")),
        refuse(Reason.CONSENT_EXPIRED, when=groundless & expired),
        refuse(Reason.NO_CONSENT, when=groundless & ~col("consent_refused") & ~expired),
        sources=("US1", "US2", "UK1", "EU1", "EU3", "RU1", "RU2"),
        shows=("consent_id", "consent_state"),
        yields=True,
    ),
    rule(
        "refusals_have_cooled",
        "After a no the person is left in peace, as long as the place asks and the refusal says.",
        defer(
            Reason.REFUSAL_COOLDOWN,
            when=still(after("refused_at", "silence_s")),
            until=after("refused_at", "silence_s"),
            needs="refused_at",
        ),
        standing(Reason.REFUSAL_COOLDOWN),
        sources=("EU3", "US11"),
        yields=True,
    ),
    rule(
        "talks_are_spaced",
        "After a talk on this matter the person is not called on it again for a while.",
        defer(
            Reason.FREQUENCY_CAP,
            when=still(after("talked_at", "pause_s")),
            until=after("talked_at", "pause_s"),
            needs="talked_at",
        ),
        sources=("US12",),
        yields=True,
    ),
    rule(
        "calls_stay_within_caps",
        "The person is called no more often than the place and the house allow.",
        defer(
            Reason.FREQUENCY_CAP,
            when=reached("cap_calls", "cap_most"),
            until=col("cap_frees_at"),
        ),
        standing(Reason.FREQUENCY_CAP),
        sources=("US11", "US12", "EU3", "RU6"),
        shows=("cap_rules",),
        yields=True,
    ),
    rule(
        "exempt_calls_stay_within_caps",
        "A call that rests on an exemption alone keeps the exemption's own caps too.",
        defer(
            Reason.FREQUENCY_CAP,
            when=rests_on_exemption & reached("exempt_cap_calls", "exempt_cap_most"),
            until=col("exempt_cap_frees_at"),
        ),
        sources=("US2",),
        shows=("exempt_cap_rules",),
        yields=True,
    ),
    rule(
        "somebody_answers",
        "Two contacts that nobody answered: no third. An answered call starts the count anew.",
        refuse(Reason.FREQUENCY_CAP, when=col("unanswered_in_a_row") >= col("unanswered_most")),
        kind=Kind.POLICY,
        yields=True,
    ),
    rule(
        "retries_stay_in_budget",
        "Tries of one day that reached nobody share one budget, whatever their causes.",
        defer(
            Reason.FREQUENCY_CAP,
            when=(col("failed_today") >= FAILED_A_DAY)
            | (col("failed_today_by_one_cause") >= FAILED_A_DAY_BY_ONE_CAUSE),
            until=col("today_ends_at"),
        ),
        kind=Kind.POLICY,
        yields=True,
    ),
    rule(
        "abandoned_are_left_alone",
        "Whom we rang and said nothing to is not rung again for the time that the place asks.",
        defer(
            Reason.FREQUENCY_CAP,
            when=still(after("abandoned_at", "redial_s")),
            until=after("abandoned_at", "redial_s"),
            needs="abandoned_at",
        ),
        sources=("UK2",),
        yields=True,
    ),
    rule(
        "campaign_abandons_few",
        "Of the campaign's calls that a person answered, no more than the ceiling were abandoned "
        "(in a day or in 30 days, as the place's law counts).",
        defer(
            Reason.ABANDON_RATE_CEILING,
            when=(abandoned > SINGLE) & (abandoned / live_answered > col("abandoned_most_share")),
            until=col("at") + CEILING_ASKED_AGAIN,
        ),
        standing(Reason.ABANDON_RATE_CEILING),
        sources=("US6", "UK2"),
    ),
    rule(
        "not_told_by_another_channel",
        "Who got the same optional notice by another channel is not called with it a day long.",
        defer(
            Reason.CROSS_CHANNEL_DUPLICATE,
            when=optional & still(col("told_otherwise_at") + TOLD_WITHIN),
            until=col("told_otherwise_at") + TOLD_WITHIN,
            needs="told_otherwise_at",
        ),
        standing(Reason.CROSS_CHANNEL_DUPLICATE),
        kind=Kind.POLICY,
        yields=True,
    ),
    rule(
        "nobody_here_said_no",
        "No supervisor wrote down that this number is to be left alone.",
        standing(Reason.MANUAL),
        kind=Kind.POLICY,
    ),
    rule(
        "unhappy_get_no_promotion",
        "Who said they were not satisfied with us is offered nothing until they say otherwise.",
        refuse(
            Reason.PREDICTED_ANNOYANCE,
            when=promotion & (col("satisfaction") < UNHAPPY),
        ),
        kind=Kind.POLICY,
    ),
    rule(
        "call_would_not_annoy",
        "The person would probably not be annoyed; a vital notice goes out all the same.",
        left_alone(Reason.PREDICTED_ANNOYANCE),
        standing(Reason.PREDICTED_ANNOYANCE, unless=vital),
        kind=Kind.PREDICTIVE,
        shows=SCORED,
    ),
    rule(
        "call_would_be_answered",
        "The person would probably answer; a vital notice goes out all the same.",
        left_alone(Reason.PREDICTED_NON_RESPONSE),
        standing(Reason.PREDICTED_NON_RESPONSE, unless=vital),
        kind=Kind.PREDICTIVE,
        shows=SCORED,
    ),
    rule(
        "nothing_else_stands",
        "Nothing else was written down against a call.",
        standing(Reason.NO_CONSENT, unless=asked_for),
        standing(Reason.CONSENT_EXPIRED, unless=asked_for),
        standing(Reason.CONSENT_WITHDRAWN, unless=asked_for),
        standing(Reason.QUIET_HOURS),
        standing(Reason.HOLIDAY),
        standing(Reason.TIMEZONE_UNKNOWN),
        kind=Kind.POLICY,
    ),
    rule(
        "hour_is_decent",
        "The whole call falls in the hours of the place, in every zone the person may be in.",
        refuse(
            Reason.TIMEZONE_UNKNOWN,
            when=col("opens_at").is_null() & (col("zones").list.len() != 1),
        ),
        refuse(Reason.QUIET_HOURS, when=col("opens_at").is_null() & (col("zones").list.len() == 1)),
        defer(
            Reason.HOLIDAY,
            when=still(col("opens_at")) & ~still(col("opens_but_for_holidays")),
            until=col("opens_at"),
        ),
        defer(
            Reason.QUIET_HOURS,
            when=still(col("opens_at")) & still(col("opens_but_for_holidays")),
            until=col("opens_at"),
        ),
        sources=("US7", "US11", "EU3", "RU6"),
        shows=("zones", "zones_from", "hours", "lasts_s", "reopens_at"),
    ),
)
"""Asked from the first to the last; the order is only that of reading."""
