"""Small books for the rules: one question, and tables written as plain dictionaries."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import polars as pl

from voicebot.contacts.purpose import Purpose
from voicebot.eligibility import known as books
from voicebot.eligibility.deciding import decide
from voicebot.eligibility.decision import Decision
from voicebot.eligibility.fact_row import Facts
from voicebot.eligibility.gathering import gather
from voicebot.eligibility.house import House
from voicebot.eligibility.known import Known
from voicebot.eligibility.law import Law

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
"""A Wednesday, no holiday anywhere near."""

NUMBER = "+442079460018"

Row = Mapping[str, object]

EMPTY: dict[str, Row] = {
    "asked": {
        "number": NUMBER,
        "person": NUMBER,
        "valid": True,
        "country": "GB",
        "region": "",
        "zones": ["Europe/London"],
        "zones_from": "contact",
        "relation": "CUSTOMER",
        "purpose": str(Purpose.APPOINTMENT_REMINDER),
        "campaign_id": "spring",
        "at": NOON,
        "lasts_s": 60.0,
        "erased": False,
    },
    "optouts": {"optout_id": "o1", "scope": "SELLER", "at": NOON - timedelta(days=9)},
    "suppressions": {"reason": "MANUAL", "since": NOON - timedelta(days=9), "why": ""},
    "attempts": {
        "at": NOON - timedelta(days=40),
        "purpose": str(Purpose.APPOINTMENT_REMINDER),
        "channel": "VOICE",
        "campaign_id": "spring",
        "answered": True,
        "disposition": "COMPLETED",
        "network_result": "ANSWERED",
    },
    "consents": {
        "consent_id": "c1",
        "purpose": str(Purpose.APPOINTMENT_REMINDER),
        "channel": "VOICE",
        "basis": "PEC",
        "state": "GIVEN",
        "since": NOON - timedelta(days=90),
    },
    "complaints": {"complaint_id": "k1", "at": NOON - timedelta(days=1)},
    "likenesses": {"other": "p-other", "score": 0.7, "bars": True},
    "registries": {
        "registry": "tps",
        "kind": "NATIONAL",
        "country": "GB",
        "listed_at": NOON - timedelta(days=3),
        "max_age_days": 28,
    },
    "listed": {"number": NUMBER, "registry": "tps"},
    "campaigns": {
        "campaign_id": "spring",
        "live_answered": 100,
        "abandoned": 0,
        "live_answered_in_a_day": 50,
        "abandoned_in_a_day": 0,
    },
}
"""A line of each table; a test says only what is different in its own."""

OF_A_PERSON = {"optouts", "suppressions", "attempts", "consents", "complaints", "likenesses"}


@cache
def law() -> Law:
    """The profiles that come with the program."""
    return Law.load()


def table(name: str, rows: Iterable[Row]) -> pl.DataFrame:
    """A table of the books; what a row leaves out is as in EMPTY, else null."""
    person = {"person": NUMBER, "number": NUMBER} if name in OF_A_PERSON else {}
    schema = getattr(books, name.upper())
    full = [{**person, **EMPTY[name], **row} for row in rows]
    return pl.DataFrame(
        [{column: row.get(column) for column in schema} for row in full], schema=schema
    )


def known(asked: Row | list[Row] | None = None, **tables: list[Row]) -> Known:
    """What the books know: one question unless several are given, and these rows of tables."""
    questions = [asked or {}] if not isinstance(asked, list) else asked
    return Known(
        table("asked", questions), **{name: table(name, rows) for name, rows in tables.items()}
    )


def decided(asked: Row | None = None, house: House | None = None, **tables: list[Row]) -> Decision:
    """The decision on one question."""
    return decided_on(known(asked, **tables), house)


def decided_on(books_known: Known, house: House | None = None, row: int = 0) -> Decision:
    """The decision on one of the questions."""
    return decide(Facts.of(gather(books_known, law(), house), row))


def with_more(before: Known, **tables: pl.DataFrame) -> Known:
    """The same books with more rows in some tables."""
    more = {name: pl.concat([getattr(before, name), rows]) for name, rows in tables.items()}
    return replace(before, **more)
