"""Telephone numbers read a column at a time.

A shape that is read here gives what `PhoneNumber.parse` gives: a number with its country code, with
or without the plus, or a national one with or without its trunk prefix, wherever phonenumbers has
no second way to read it. Every other text is left to that.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import polars as pl
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, ValidationResult
from phonenumbers import is_possible_number_with_reason as possibility
from phonenumbers import parse as parse_e164
from phonenumbers.phonemetadata import PhoneMetadata

from voicebot.contacts.number import PhoneNumber
from voicebot.errors import BadNumber

_AROUND = " \t\r\n\f\v\u00a0\u200b\ufeff\"'="  # what spreadsheets put around a text
_WITHIN = "[ ()\u00a0-]"
_TEXT = pl.col("text")
_USUAL = 0.01  # share of a column from which a country code is read by the column
_SHORTENED = re.compile(r"[0-9]([.,][0-9]*)?[eE]\+?[0-9]+|#+|#[A-Z/0!]+")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a region's numbering plan says of how its numbers are written. Patterns are regexes."""

    code: str
    lengths: frozenset[int]
    prefix: str  # of a national number, to be stripped; empty: none
    trunk: str  # the plain digits of that prefix, empty where it is not so simple
    abroad: str  # what is dialled before the country code of another country
    national: str  # every national number

    @classmethod
    def of(cls, region: str) -> "Plan | None":
        """The plan of a region (ISO 3166 alpha-2), None for one that phonenumbers does not know."""
        known = PhoneMetadata.metadata_for_region(region)
        if known is None or known.general_desc is None or known.national_prefix_transform_rule:
            return None
        prefix = known.national_prefix_for_parsing or ""
        first = prefix.split("|")[0] if re.fullmatch(r"[0-9|]+", prefix) else ""
        return cls(
            code=str(known.country_code),
            lengths=frozenset(known.general_desc.possible_length),
            prefix=prefix,
            trunk=first if first == known.national_prefix else "",
            abroad=known.international_prefix or "",
            national=known.general_desc.national_number_pattern or "",
        )


def tidied(texts: pl.Series) -> pl.Series:
    """Without what stands around and within a number; texts with letters stay recognisable."""
    bare = texts.str.strip_chars(_AROUND)
    if bare.str.contains(r"^\+?[0-9]+$").all():
        return bare
    frame = bare.to_frame("text").select(
        pl.when(_TEXT.str.contains(r"^\+?[0-9]{7,15}\.0$"))
        .then(_TEXT.str.strip_suffix(".0"))
        .when(_TEXT.str.contains("^[+0-9 ()\u00a0-]+$"))
        .then(_TEXT.str.replace_all(_WITHIN, ""))
        .otherwise(_TEXT)
    )
    return frame.to_series()


def read_column(tidy: pl.Series, country: str | None) -> pl.Series:
    """The numbers of tidied texts as integers (E.164 without the plus); null: read it with care."""
    frame = tidy.to_frame("text")
    shapes: list[pl.Expr] = [_with_plus(code) for code in _usual_codes(tidy)]
    plan = Plan.of(country) if country else None
    if plan is not None:
        shapes += _of_country(plan)
    if not shapes:
        return pl.Series(pl.repeat(None, len(tidy), dtype=pl.UInt64, eager=True))
    return frame.select(pl.coalesce(shapes).cast(pl.UInt64)).to_series()


def read_carefully(text: str, country: str | None) -> int | str:
    """One tidied text as `read_column`, or the reason why it is no number."""
    if wrong := _not_tried(text, country):
        return wrong
    try:
        number = PhoneNumber.parse(text, country).e164
    except BadNumber as error:
        return error.happened
    if possibility(parse_e164(number)) != ValidationResult.IS_POSSIBLE:
        return f"{text[:40]!r} has no area code"
    return int(number[1:])


def _not_tried(text: str, country: str | None) -> str:
    """Why a text is not even given to phonenumbers, which would find a number in almost any."""
    if not text:
        return "it has no number"
    if _SHORTENED.fullmatch(text):
        return f"a spreadsheet has spoilt its number to {text[:40]!r}"
    if any(character.isalpha() for character in text):
        return f"{text[:40]!r} is not a telephone number"
    if not country and not text.startswith("+"):
        return f"{text[:40]!r} has no country code"
    return ""


def _usual_codes(tidy: pl.Series) -> Sequence[str]:
    """The country codes of many of the numbers with a plus."""
    two = [str(code) for code in COUNTRY_CODE_TO_REGION_CODE if 10 <= code < 100]
    one = _TEXT.str.slice(1, 1).is_in(["1", "7"])
    size = pl.when(one).then(1).when(_TEXT.str.slice(1, 2).is_in(two)).then(2).otherwise(3)
    codes = tidy.filter(tidy.str.starts_with("+")).to_frame("text")
    counts = codes.select(_TEXT.str.slice(1, size).alias("code")).group_by("code").len()
    known = [str(code) for code in COUNTRY_CODE_TO_REGION_CODE]
    usual = counts.filter(pl.col("len") >= _USUAL * len(tidy), pl.col("code").is_in(known))
    return usual["code"].to_list()


def _with_plus(code: str) -> pl.Expr:
    rest = _TEXT.str.strip_prefix(f"+{code}")
    plan = _main_plan(code)
    plain = _TEXT.str.starts_with(f"+{code}") & _plainly(rest, plan) if plan else pl.lit(False)
    return pl.when(plain).then(_TEXT.str.slice(1))


def _of_country(plan: Plan) -> list[pl.Expr]:
    """A national number, one with its trunk prefix, and one with its country code but no plus."""
    main = _main_plan(plan.code)
    if main is None:
        return []
    digits = _TEXT.str.contains("^[0-9]+$") & ~_begins(_TEXT, plan.abroad)
    has_code = _TEXT.str.starts_with(plan.code)
    plain = digits & ~has_code & _plainly(_TEXT, plan) & _sized(_TEXT, main)
    shapes: list[pl.Expr] = [pl.when(plain).then(pl.lit(plan.code) + _TEXT)]
    rest = _TEXT.str.slice(len(plan.code))
    is_national = _TEXT.str.contains(f"^(?:{plan.national})$")
    too_long = _TEXT.str.len_bytes() > max(plan.lengths, default=0)
    abroad = too_long | (~is_national & rest.str.contains(f"^(?:{plan.national})$"))
    whole = digits & has_code & abroad & _plainly(rest, plan) & _plainly(rest, main)
    shapes.append(pl.when(whole).then(_TEXT))
    if plan.trunk:
        rest = _TEXT.str.slice(len(plan.trunk))
        trunk = digits & ~has_code & _TEXT.str.starts_with(plan.trunk) & _sized(rest, plan)
        trunk &= _sized(rest, main)
        trunk &= ~is_national
        shapes.append(pl.when(trunk).then(pl.lit(plan.code) + rest))
    return shapes


def _plainly(rest: pl.Expr, plan: Plan) -> pl.Expr:
    """A national number that nothing can be stripped from."""
    return _sized(rest, plan) & ~_begins(rest, plan.prefix)


def _sized(rest: pl.Expr, plan: Plan) -> pl.Expr:
    sizes = "|".join(f"[0-9]{{{length - 1}}}" for length in sorted(plan.lengths))
    return rest.str.contains(f"^[1-9](?:{sizes})$")


def _begins(text: pl.Expr, pattern: str) -> pl.Expr:
    return text.str.contains(f"^(?:{pattern})") if pattern else pl.lit(False)


@cache
def _main_plan(code: str) -> Plan | None:
    return Plan.of(COUNTRY_CODE_TO_REGION_CODE[int(code)][0])
