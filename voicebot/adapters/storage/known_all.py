"""What the books know about a whole list: every table read at once, within one moment."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl
from polars import col
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from tzlocal import get_localzone_name

from voicebot.adapters.storage import known_tables as tables
from voicebot.adapters.storage.frames import few, many
from voicebot.adapters.storage.known_beside import Beside, spooled
from voicebot.adapters.storage.known_people import People
from voicebot.adapters.storage.tables import ContactRow, EntryRow
from voicebot.contacts.consent import Relation
from voicebot.contacts.number import SIP_SCHEMES, PhoneNumber
from voicebot.contacts.numbering import plan_of
from voicebot.contacts.purpose import Purpose
from voicebot.eligibility import known as schemas
from voicebot.eligibility.known import MOMENT, Columns, Known

WHOLE = 0.2  # the share of all contacts from which tables are read whole and not by number
_LISTED: Columns = {"number": pl.String, "not_before": MOMENT}
_CONTACTS: Columns = {
    "id": pl.Int64,
    "number": pl.String,
    "timezone": pl.String,
    "contact_country": pl.String,
    "region": pl.String,
    "relation": pl.String,
    "valid": pl.Boolean,
    "number_country": pl.String,
    "number_zones": pl.String,
}


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that is asked about: who still waits in a campaign, or without one every contact.

    Nobody is asked about before their turn: `at` (aware), or later where an entry waits longer.
    """

    purpose: Purpose
    at: datetime
    campaign_id: str | None = None
    lasts_s: float = 0.0


def known(session: Session, listing: Listing, beside: Beside) -> Known:
    """Everything about the listed numbers and the other numbers of their persons."""
    listed = _listed(session, listing)
    people = People.read(session)
    whole = listed is None or _is_most(session, listed)
    sqlite = session.connection().dialect.name == "sqlite"
    numbers = None if listed is None or whole else people.all_numbers_of(listed["number"])
    whose = tables.everybody if numbers is None else tables.those_of(numbers, sqlite)
    asked = _asked(session, listing, listed, whose, people, beside)
    at = listing.at
    optouts = many(session, tables.optouts(whose), tables.OPTOUTS)
    suppressions = few(session, tables.suppressions(whose, at), tables.SUPPRESSIONS)
    waiting = spooled(list(beside.spooled()))
    optouts = pl.concat([optouts, waiting]).unique("optout_id") if waiting.height else optouts
    return Known(
        asked=asked,
        optouts=people.named(optouts, schemas.OPTOUTS),
        suppressions=people.named(suppressions, schemas.SUPPRESSIONS),
        attempts=people.named(
            many(session, tables.attempts(whose), tables.ATTEMPTS), schemas.ATTEMPTS
        ),
        consents=people.named(
            many(session, tables.consents(whose), tables.CONSENTS), schemas.CONSENTS
        ),
        complaints=people.named(
            few(session, tables.complaints(whose), tables.COMPLAINTS), schemas.COMPLAINTS
        ),
        likenesses=people.likenesses(session, at, sqlite),
        registries=beside.registries.table(),
        listed=beside.registries.listed_all(asked["number"]),
        campaigns=_campaigns(session, listing),
    )


def _listed(session: Session, listing: Listing) -> pl.DataFrame | None:
    """Who still waits in the campaign; None for everybody."""
    if listing.campaign_id is None:
        return None
    waiting = EntryRow.state.in_(("WAITING", "TAKEN"))
    query = select(EntryRow.number, EntryRow.not_before)
    query = query.where(EntryRow.campaign_id == listing.campaign_id, waiting)
    return many(session, query, _LISTED)


def _is_most(session: Session, listed: pl.DataFrame) -> bool:
    newest = session.scalars(select(func.max(ContactRow.id))).one() or 0
    return listed.height > newest * WHOLE


def _asked(
    session: Session,
    listing: Listing,
    listed: pl.DataFrame | None,
    whose: tables.Whose,
    people: People,
    beside: Beside,
) -> pl.DataFrame:
    contacts = _contacts(session, whose)
    if listed is None:
        rows = contacts.with_columns(not_before=pl.lit(None, MOMENT))
    else:
        rows = listed.join(contacts, on="number", how="left", maintain_order="left")
    rows = _with_plans(people.named(rows, None))
    at = pl.lit(listing.at).cast(MOMENT)
    told = rows.with_columns(
        country=_places(col("contact_country"), col("number_country")),
        region=col("region").fill_null(""),
        relation=col("relation").fill_null(str(Relation.STRANGER)),
        purpose=pl.lit(str(listing.purpose)),
        campaign_id=pl.lit(listing.campaign_id, pl.String),
        at=pl.max_horizontal(at, "not_before"),
        lasts_s=pl.lit(listing.lasts_s),
        erased=_erased(session, rows["number"], beside),
        request_id=pl.lit(None, pl.String),  # nobody asks for the calls of a list
        requested_at=pl.lit(None, MOMENT),
        **_zones(beside.default_zone),
    )
    return told.select(col(name).cast(kind) for name, kind in schemas.ASKED.items())


def _contacts(session: Session, whose: tables.Whose) -> pl.DataFrame:
    """The contact in use of each number: the newest."""
    columns = (
        ContactRow.id,
        ContactRow.number,
        ContactRow.timezone,
        ContactRow.country,
        func.replace(ContactRow.region, "\n", " "),
        ContactRow.relation,
        ContactRow.number_valid,
        ContactRow.number_country,
        ContactRow.number_zones,
    )
    finished = ContactRow.list_id.not_in(list(session.scalars(tables.unfinished_lists())))
    rows = many(session, tables.contacts(columns, whose, finished), _CONTACTS)
    return rows.sort("id").unique("number", keep="last", maintain_order=True).drop("id")


def _with_plans(rows: pl.DataFrame) -> pl.DataFrame:
    """Numbers that are on no list are looked up now."""
    unknown = rows.filter(col("valid").is_null())["number"]
    if unknown.is_empty():
        return rows
    plans = {number: plan_of(PhoneNumber(number)) for number in unknown}
    found = pl.DataFrame(
        [(n, p.valid, p.country or None, ",".join(p.zones) or None) for n, p in plans.items()],
        schema={name: _CONTACTS[name] for name in ("number", "valid")}
        | dict.fromkeys(("number_country", "number_zones"), pl.String),
        orient="row",
    )
    return rows.update(found, on="number", how="left")


def _places(of_contact: pl.Expr, of_number: pl.Expr) -> pl.Expr:
    """Both where they differ: nobody knows in which of the two the phone rings."""
    both = pl.concat_str(
        pl.min_horizontal(of_contact, of_number),
        pl.max_horizontal(of_contact, of_number),
        separator=",",
    )
    one = pl.coalesce(of_contact, of_number).fill_null("")
    return pl.when((of_contact != of_number).fill_null(False)).then(both).otherwise(one)


def _zones(default: str) -> dict[str, pl.Expr]:
    """Where the called party may be and how that is known, as `standing.zones` tells it."""
    address = pl.any_horizontal(col("number").str.starts_with(scheme) for scheme in SIP_SCHEMES)
    setting = pl.lit(default or None, pl.String)
    here = pl.when(address).then(pl.lit(get_localzone_name()))
    told = pl.coalesce("timezone", "number_zones", setting, here)
    return {
        "zones": told.str.split(",").fill_null(pl.lit([], dtype=pl.List(pl.String))),
        "zones_from": pl.when(col("timezone").is_not_null())
        .then(pl.lit("contact"))
        .when(col("number_zones").is_not_null())
        .then(pl.lit("number"))
        .when(pl.lit(bool(default)))
        .then(pl.lit("setting"))
        .when(address)
        .then(pl.lit("machine"))
        .otherwise(pl.lit("unknown")),
    }


def _erased(session: Session, numbers: pl.Series, beside: Beside) -> pl.Series:
    erased = pl.Series("number", sorted(beside.erased(session, numbers)), pl.String)
    return numbers.is_in(erased.implode())


def _campaigns(session: Session, listing: Listing) -> pl.DataFrame:
    if listing.campaign_id is None:
        return pl.DataFrame(schema=schemas.CAMPAIGNS)
    return few(session, tables.live_answered(listing.campaign_id, listing.at), schemas.CAMPAIGNS)
