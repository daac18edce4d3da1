"""Books of made-up people, as many as wanted, written by SQLite itself: for measuring."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from voicebot.adapters.storage.database import Database
from voicebot.contacts.consent import LegalBasis
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.numbering import plan_of
from voicebot.contacts.purpose import Purpose
from voicebot.errors import BadSettings

CAMPAIGN = "00000000-0000-4000-8000-000000000001"
LIST = "made up"  # the file that the list of these people is said to have come from
CACHE_KB = 400_000
NATIONAL_AREAS = {
    "US": [f"+1{area}" for area in (212, 305, 312, 404, 415, 503, 512, 602, 702, 206)],
    "RU": [f"+7{area}" for area in (495, 916, 343, 903, 846)],
    "DE": ["+49301", "+49891", "+49401"],
    "GB": ["+447400", "+447500"],
    "FR": ["+33612", "+33145"],
    "IN": ["+9198", "+9181"],
}
LENGTHS = {"US": 12, "RU": 12, "DE": 12, "GB": 13, "FR": 12, "IN": 13}
SHARES = {"US": 8, "RU": 5, "DE": 2, "GB": 2, "FR": 2, "IN": 1}  # of 20 contacts


@dataclass(frozen=True, slots=True)
class _Area:
    """Numbers `prefix` followed by as many digits as `length` leaves."""

    prefix: str
    digits: int
    country: str
    zones: str


def fill(database: Database, contacts: int, at: datetime, purpose: Purpose) -> None:
    """Contacts, each with a consent and one or two past calls; some opt-outs; one campaign.

    The database is SQLite, up to date and empty. Everybody is in the campaign `CAMPAIGN`.
    """
    if database.file is None:
        raise BadSettings("made-up books are written by SQLite", "give an SQLite database")
    with closing(sqlite3.connect(database.file, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KB}")
        _areas(connection)
        _numbers(connection, contacts)
        _campaign(connection, at, purpose)
        _contacts(connection, at)
        _consents(connection, at, purpose)
        _attempts(connection, at, purpose)
        _refusals(connection, at)


def listed_numbers(database: Database, country: str, share: int) -> list[str]:
    """One in `share` of the contacts' numbers of a country, for a registry."""
    query = text(
        "SELECT number FROM contacts WHERE number_country = :country AND id % :share = 0"
        " ORDER BY number"
    )
    with database.read() as session:
        return list(session.scalars(query, {"country": country, "share": share}))


def some_numbers(database: Database, count: int) -> list[str]:
    """So many of the contacts' numbers, spread over all of them."""
    query = text(
        "SELECT number FROM contacts WHERE id % (SELECT max(id) / :count + 1 FROM contacts) = 0"
    )
    with database.read() as session:
        return list(session.scalars(query, {"count": count}))


def _known_areas() -> Sequence[_Area]:
    """Twenty areas, each country as often as its share."""
    found = []
    for country, share in SHARES.items():
        prefixes = NATIONAL_AREAS[country]
        for place in range(share):
            prefix = prefixes[place % len(prefixes)]
            digits = LENGTHS[country] - len(prefix)
            sample = plan_of(PhoneNumber(prefix + "2345678901"[:digits]))
            found.append(_Area(prefix, digits, country, ",".join(sample.zones)))
    return found


def _areas(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TEMP TABLE made_up_areas"
        " (n INTEGER PRIMARY KEY, prefix, digits INTEGER, country, zones)"
    )
    rows = [
        {"n": n, "prefix": area.prefix, "digits": area.digits} | {"country": area.country}
        | {"zones": area.zones}
        for n, area in enumerate(_known_areas())
    ]  # fmt: skip
    connection.executemany(
        ("INSERT INTO made_up_areas VALUES (:n, :prefix, :digits, :country, :zones)"), rows
    )


def _numbers(connection: sqlite3.Connection, contacts: int) -> None:
    """`made_up`: i, the number, its country and zones, in the order of the numbers."""
    connection.execute(
        "CREATE TEMP TABLE made_up AS"
        " WITH RECURSIVE counted(n) AS"
        " (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n + 1 < :contacts)"
        " SELECT row_number() OVER (ORDER BY number) AS i, country, zones, number FROM"
        " (SELECT country, zones, prefix || CAST("
        " CAST('2' || substr('000000000', 1, digits - 1) AS INTEGER)"
        " + (counted.n / 20) * (CAST('7' || substr('000000000', 1, digits - 1) AS INTEGER)"
        " / (:contacts / 20 + 1)) AS TEXT) AS number"
        " FROM counted JOIN made_up_areas AS area ON area.n = counted.n % 20)",
        {"contacts": contacts},
    )


def _campaign(connection: sqlite3.Connection, at: datetime, purpose: Purpose) -> None:
    connection.execute(
        (
            "INSERT INTO campaigns (campaign_id, name, flow, purpose, language, state, created_at)"
            " VALUES (:id, 'Everybody', 'appointment_reminder', :purpose, 'en', 'DRAFT', :at)"
        ),
        {"id": CAMPAIGN, "purpose": str(purpose), "at": stored(at)},
    )


def _contacts(connection: sqlite3.Connection, at: datetime) -> None:
    connection.execute(
        (
            "INSERT INTO contact_lists (id, file, started_at, owner, finished_at, accepted,"
            " rejected) VALUES (1, :file, :at, '', :at, 0, 0)"
        ),
        {"at": stored(at), "file": LIST},
    )
    connection.execute(
        "INSERT INTO contacts (id, list_id, row, number, name, language, timezone, country,"
        " region, email, external_id, attributes, relation, number_valid, number_country,"
        " number_zones) SELECT i, 1, i, number, 'Person ' || i, 'en', '', country, '', '', '',"
        " '{}', CASE WHEN i % 50 = 0 THEN 'ENDED' WHEN i % 70 = 0 THEN 'UNCONFIRMED'"
        " ELSE 'CUSTOMER' END, 1, country, zones FROM made_up ORDER BY i"
    )
    connection.execute(
        (
            "INSERT INTO campaign_entries (campaign_id, contact_id, number, state, callback,"
            " not_before, why) SELECT :id, i, number, 'WAITING', 0, :at, 'listed' FROM made_up"
            " ORDER BY i"
        ),
        {"id": CAMPAIGN, "at": stored(at)},
    )


def _consents(connection: sqlite3.Connection, at: datetime, purpose: Purpose) -> None:
    """Everybody was asked: nine of ten gave their consent, the others refused or took it back."""
    words = {"at": stored(at - timedelta(days=200)), "until": stored(at + timedelta(days=900))}
    words["basis"] = str(LegalBasis.PEWC)
    connection.execute(
        (
            "INSERT INTO consents (consent_id, number, controller, purposes, channels, basis,"
            " jurisdiction, wording, wording_hash, language, how, captured_at, recorded_at,"
            " expires_at) SELECT printf('consent-%08d', i), number, 'Seller', :purposes,"
            " '[\"VOICE\"]', :basis, country, 'You may call me.', '', 'en', '{}', :at, :at, :until"
            " FROM made_up"
        ),
        words | {"purposes": f'["{purpose}"]'},
    )
    connection.execute(
        (
            "INSERT INTO consent_states (consent_id, purpose, channel, number, basis, state,"
            " since, expires_at) SELECT printf('consent-%08d', i), :purpose, 'VOICE', number,"
            " :basis, CASE i % 20 WHEN 0 THEN 'REFUSED' WHEN 1 THEN 'WITHDRAWN' ELSE 'GIVEN' END,"
            " :at, :until FROM made_up"
        ),
        words | {"purpose": str(purpose)},
    )


def _attempts(connection: sqlite3.Connection, at: datetime, purpose: Purpose) -> None:
    """One call to everybody within the last 100 days, a second one to half of them."""
    for turn, every in ((1, 1), (2, 2)):
        connection.execute(
            (
                "INSERT INTO attempts (attempt_id, state, number, target, direction, campaign_id,"
                " flow, language, purpose, at, settled_at, network_result, answered, answered_by,"
                " disposition, channel, source) SELECT printf('%d-%08d', :turn, i), 'SETTLED',"
                " number, number, 'outbound', :id, 'appointment_reminder', 'en', :purpose, day,"
                " day, CASE WHEN i % 3 THEN 'ANSWERED' ELSE 'NO_ANSWER' END, i % 3 > 0,"
                " CASE WHEN i % 3 THEN 'HUMAN' ELSE 'NONE' END,"
                " CASE WHEN i % 3 THEN 'COMPLETED' ELSE 'NOT_REACHED' END, 'VOICE', ''"
                " FROM (SELECT i, number, strftime('%Y-%m-%d %H:%M:%S.000000', :at,"
                " '-' || ((i * :turn * 7919) % 144000 + 60) || ' minutes') AS day"
                " FROM made_up WHERE i % :every = 0)"
            ),
            {"turn": turn, "every": every, "id": CAMPAIGN, "purpose": str(purpose)}
            | {"at": stored(at)},
        )


def _refusals(connection: sqlite3.Connection, at: datetime) -> None:
    """One in fifty opted out, one in two hundred is left alone for a while."""
    then = {"at": stored(at - timedelta(days=30)), "until": stored(at + timedelta(days=30))}
    connection.execute(
        (
            "INSERT INTO optouts (optout_id, number, scope, source, at, recorded_at, reason)"
            " SELECT 'optout-' || i, number, 'SELLER', 'SPOKEN', :at, :at, 'said so'"
            " FROM made_up WHERE i % 53 = 0"
        ),
        then,
    )
    connection.execute(
        (
            "INSERT INTO suppressions (number, reason, since, until, why)"
            " SELECT number, 'REFUSAL_COOLDOWN', :at, :until, 'a polite no'"
            " FROM made_up WHERE i % 211 = 0"
        ),
        then,
    )


def stored(at: datetime) -> str:
    """A time as SQLite keeps it."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
