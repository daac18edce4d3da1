"""On what the person agreed, or did not: the consent that permits a call, the other channels."""

from functools import lru_cache

import polars as pl
from polars import col

from voicebot.contacts.consent import Channel, ConsentState, LegalBasis
from voicebot.contacts.suppression import OptOutScope
from voicebot.eligibility.fact_row import GROUNDS, NAMES
from voicebot.eligibility.gathering_rows import Part, Rows
from voicebot.eligibility.known import Values

REFUSING = (ConsentState.WITHDRAWN, ConsentState.REVOKED, ConsentState.REFUSED)
GIVEN, EXPIRED = str(ConsentState.GIVEN), str(ConsentState.EXPIRED)

_PATIENT = [state for state in ConsentState if state not in REFUSING]
STATES = pl.Enum([str(state) for state in (*_PATIENT, *REFUSING)])
"""Of states since one moment the later here is told."""

NO_CONSENTS: Values = {
    **dict.fromkeys(("consent_id", "consent_basis", "consent_state")),
    "consent_refused": False,
}

_VOICE = col("channel") == str(Channel.VOICE)
_REFUSING = col("state").is_in([str(state) for state in REFUSING])
_COUNTS = (
    _VOICE
    & (col("purpose") == col("purpose_asked"))
    & (_REFUSING | (col("since") <= col("at")).fill_null(False))
)
_LAPSED = (col("state") == GIVEN) & (col("expires_at") <= col("at")).fill_null(False)
_IS_GIVEN = col("state") == GIVEN
_FOR_THIS_NUMBER = (col("basis") != str(LegalBasis.PEWC)) | (col("number") == col("number_asked"))
_SINCE = col("since").to_physical() + 10**17  # never negative, and always of 18 digits
_STATE = pl.when(_LAPSED).then(pl.lit(EXPIRED)).otherwise("state")
_PLACED_STATE = _SINCE * len(STATES.categories) + _STATE.cast(STATES).to_physical()
_PLACED_CONSENT = pl.concat_str(_SINCE, "basis", "consent_id", separator="|")


def consents(given: pl.DataFrame, rows: Rows) -> Part:
    """The person's consent to calls for the purpose that permits this one, else how it stands.

    Only a consent that is GIVEN, has not run out, rests on a basis that the place asks for and is
    newer than any refusal permits; of several the newest is named. A signed consent (PEWC) is for
    the number it names.
    """
    if given.is_empty():
        return NO_CONSENTS
    counted = rows.of_persons(given, *_ASKED).filter(_COUNTS)
    ready = counted.select_seq(_ready(tuple(terms.bases for terms in rows.places)))
    return rows.each(ready, _SUMMED).select_seq(_BEST).select_seq(_STANDS)


@lru_cache(maxsize=256)
def _ready(by_place: tuple[frozenset[LegalBasis], ...]) -> tuple[pl.Expr, ...]:
    """What each consent that counts gives to the sum; the places ask for these bases."""
    permits = _IS_GIVEN & ~_LAPSED & _FOR_THIS_NUMBER & _basis_is_asked_for(by_place)
    return (
        col("row"),
        pl.when(permits).then(_PLACED_CONSENT).alias("best"),
        _PLACED_STATE.alias("newest"),
        pl.when(_IS_GIVEN).then(_SINCE).alias("granted"),
        pl.when(_REFUSING).then(_SINCE).alias("refused"),
    )


_SUMMED = col("best", "newest", "granted", "refused").max()
_ASKED = ("number", "purpose", "at", "place")

_BEST = (col("best").str.splitn("|", 3), "newest", "granted", "refused")
_BEST_IS_NEWER = (col("best").struct[0].cast(pl.Int64) > col("refused")).fill_null(
    col("refused").is_null()
)
_OF_BEST = pl.when(_BEST_IS_NEWER).then("best")
_STANDS = (
    _OF_BEST.struct[2].alias("consent_id"),
    _OF_BEST.struct[1].cast(GROUNDS["consent_basis"]).alias("consent_basis"),
    (col("newest") % len(STATES.categories))
    .cast(pl.UInt8)
    .cat.to(STATES)
    .cast(GROUNDS["consent_state"])
    .alias("consent_state"),
    (col("refused") >= col("granted"))
    .fill_null(col("refused").is_not_null())
    .fill_null(False)
    .alias("consent_refused"),
)
"""A line for each row that somebody consented or refused in: what its newest events amount to."""


def other_channels(given: pl.DataFrame, optouts: pl.DataFrame, rows: Rows) -> Part:
    """By which channels the place lets the notice go instead, without those the person refused.

    Who was erased or opted out of everything (GLOBAL) is reached by none.
    """
    only_voice = (given["channel"] == str(Channel.VOICE)).all()
    refusing = given.clear() if only_voice else given.filter(~_VOICE & _REFUSING)
    by_place = _by_place(tuple(terms.channels for terms in rows.places))
    nobody = optouts.is_empty() and refusing.is_empty() and not rows.frame["erased"].any()
    if len(by_place) == 1 and nobody:
        return {_OTHER: by_place[0].to_list()}
    of_place = by_place.gather(rows.frame["place"]).alias(_OTHER)
    frames = [rows.frame.select("erased", of_place).lazy()]
    if optouts.height:
        everything = rows.of_persons(optouts).filter(_OF_EVERYTHING)
        frames.append(rows.each(everything, pl.len().alias("gone")).select("gone"))
    if refusing.height:
        said = rows.of_persons(refusing, "purpose")
        said = said.filter(col("purpose") == col("purpose_asked"))
        refused = rows.each(said, col("channel").unique().implode().alias("refused"))
        frames.append(refused.select_seq(col("refused").fill_null([])))
    left = col(_OTHER)
    if refusing.height:
        left = left.list.set_difference("refused").list.sort()
    gone = col("erased")
    if optouts.height:
        gone = gone | (col("gone") > 0).fill_null(False)
    channels = pl.concat(frames, how="horizontal")
    return channels.select_seq(pl.when(~gone).then(left).otherwise(_NO_CHANNEL).alias(_OTHER))


_OTHER = "other_channels"
_NO_CHANNEL = pl.lit([], dtype=NAMES)
_OF_EVERYTHING = col("scope") == str(OptOutScope.GLOBAL)


@lru_cache(maxsize=256)
def _basis_is_asked_for(by_place: tuple[frozenset[LegalBasis], ...]) -> pl.Expr:
    """True where the place of the row lets a call rest on the consent's basis."""
    places: dict[frozenset[LegalBasis], list[int]] = {}
    for place, bases in enumerate(by_place):
        places.setdefault(bases, []).append(place)
    return pl.any_horizontal(
        col("place").is_in(those) & col("basis").is_in(sorted(map(str, bases)))
        for bases, those in places.items()
    )


@lru_cache(maxsize=256)
def _by_place(channels: tuple[tuple[Channel, ...], ...]) -> pl.Series:
    return pl.Series([but_voice(each) for each in channels], dtype=NAMES)


def but_voice(channels: tuple[Channel, ...]) -> list[str]:
    """Every other channel among these, in order."""
    return sorted(str(channel) for channel in channels if channel is not Channel.VOICE)
