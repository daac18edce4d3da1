"""On what grounds: consents, persons, registries, and personal data outside the chain."""

import hashlib
import json
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.numbering import plan_of
from voicebot.errors import BadNumber

revision = "0002"
down_revision = "0001"

TIME = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BATCH = 5000


def upgrade() -> None:
    """To this revision."""
    _long_addresses()
    _numbers_in_addresses()
    _contacts()
    _attempts()
    _consents()
    _consent_events()
    _consent_states()
    _consent_uses()
    _complaints()
    _person_numbers()
    _likenesses()
    _registries()
    _erased()
    _journal()


def _long_addresses() -> None:
    """A SIP address in a number's place is longer than a number; SQLite keeps any length."""
    if op.get_bind().dialect.name == "postgresql":
        for table in ("contacts", "campaign_entries", "attempts", "optouts", "suppressions"):
            op.alter_column(table, "number", type_=sa.String(length=64))


def _numbers_in_addresses() -> None:
    """What forbids calls to an address goes by the number that the address is read as now."""
    connection = op.get_bind()
    for name in ("optouts", "suppressions"):
        table = sa.table(name, sa.column("number"))
        found = sa.select(table.c.number).distinct().where(table.c.number.like("sip%"))
        for number in list(connection.scalars(found)):
            change = table.update().where(table.c.number == number)
            connection.execute(change.values(number=_as_read_now(number)))


def _as_read_now(address: str) -> str:
    try:
        return PhoneNumber.parse(address).e164
    except BadNumber:
        return address


def _contacts() -> None:
    for column in (
        sa.Column("relation", sa.String(length=16), nullable=False, server_default="CUSTOMER"),
        sa.Column("relation_since", TIME, nullable=True),
        sa.Column("number_valid", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("number_country", sa.String(length=2), nullable=False, server_default=""),
        sa.Column("number_zones", sa.Text(), nullable=False, server_default=""),
    ):
        op.add_column("contacts", column)
    _fill_numbering(op.get_bind())


def _fill_numbering(connection: sa.Connection) -> None:
    """Contacts that are here already get what the numbering plan says of their numbers."""
    names = ("id", "number", "number_valid", "number_country", "number_zones")
    contacts = sa.table("contacts", *(sa.column(name) for name in names))
    change = contacts.update().where(contacts.c.id == sa.bindparam("of"))
    query = sa.select(contacts.c.id, contacts.c.number).order_by(contacts.c.id).limit(BATCH)
    done = 0
    while rows := list(connection.execute(query.where(contacts.c.id > done))):
        connection.execute(change, [{"of": row.id} | _numbering(row.number) for row in rows])
        done = rows[-1].id


def _numbering(number: str) -> dict[str, Any]:
    plan = plan_of(PhoneNumber(number))
    zones = ",".join(plan.zones)
    return {"number_valid": plan.valid, "number_country": plan.country, "number_zones": zones}


def _attempts() -> None:
    op.add_column(
        "attempts",
        sa.Column("channel", sa.String(length=16), nullable=False, server_default="VOICE"),
    )
    op.add_column(
        "attempts", sa.Column("source", sa.String(length=64), nullable=False, server_default="")
    )
    op.drop_index("ix_attempts_campaign_at", "attempts")
    op.create_index(
        "ix_attempts_campaign_at", "attempts", ["campaign_id", "at", "answered_by", "disposition"]
    )
    past = sa.text("state = 'SETTLED' AND direction = 'outbound'")
    columns = ["number", "at", "purpose", "channel", "campaign_id", "answered", "disposition"]
    op.create_index(
        "ix_attempts_past",
        "attempts",
        [*columns, "network_result"],
        sqlite_where=past,
        postgresql_where=past,
    )


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("consent_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("controller", sa.Text(), nullable=False),
        sa.Column("purposes", JSON, nullable=False),
        sa.Column("channels", JSON, nullable=False),
        sa.Column("basis", sa.String(length=32), nullable=False),
        sa.Column("jurisdiction", sa.String(length=16), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("wording_hash", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("how", JSON, nullable=False),
        sa.Column("captured_at", TIME, nullable=False),
        sa.Column("recorded_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=True),
        sa.Column("journal_seq", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("consent_id"),
    )
    op.create_index(op.f("ix_consents_number"), "consents", ["number"], unique=False)


def _consent_events() -> None:
    op.create_table(
        "consent_events",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("consent_id", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("happened_at", TIME, nullable=False),
        sa.Column("recorded_at", TIME, nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("attempt_id", sa.String(length=64), nullable=True),
        sa.Column("journal_seq", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["consent_id"], ["consents.consent_id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_consent_events_consent", "consent_events", ["consent_id", "id"])


def _consent_states() -> None:
    op.create_table(
        "consent_states",
        sa.Column("consent_id", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("basis", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["consent_id"], ["consents.consent_id"]),
        sa.PrimaryKeyConstraint("consent_id", "purpose", "channel"),
    )
    op.create_index("ix_consent_states_number", "consent_states", ["number"])


def _consent_uses() -> None:
    op.create_table(
        "consent_uses",
        sa.Column("attempt_id", sa.String(length=64), nullable=False),
        sa.Column("consent_id", sa.String(length=64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["consent_id"], ["consents.consent_id"]),
        sa.PrimaryKeyConstraint("attempt_id"),
    )
    op.create_index(op.f("ix_consent_uses_consent_id"), "consent_uses", ["consent_id"])


def _complaints() -> None:
    op.create_table(
        "complaints",
        sa.Column("complaint_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("recorded_at", TIME, nullable=False),
        sa.Column("answer_due_at", TIME, nullable=True),
        sa.Column("resolved_at", TIME, nullable=True),
        sa.Column("resolution", sa.Text(), nullable=True),
        sa.Column("optout_id", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("complaint_id"),
    )
    op.create_index(op.f("ix_complaints_number"), "complaints", ["number"], unique=False)


def _person_numbers() -> None:
    op.create_table(
        "person_numbers",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.Column("until", TIME, nullable=True),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_person_numbers_number"), "person_numbers", ["number"])
    op.create_index("ix_person_numbers_person", "person_numbers", ["person_id"])


def _likenesses() -> None:
    op.create_table(
        "likenesses",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("number_a", sa.String(length=64), nullable=False),
        sa.Column("number_b", sa.String(length=64), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("found_at", TIME, nullable=False),
        sa.Column("reviewed_at", TIME, nullable=True),
        sa.Column("reviewed_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number_a", "number_b", name="uq_likenesses_pair"),
    )
    op.create_index("ix_likenesses_b", "likenesses", ["number_b"])


def _registries() -> None:
    op.create_table(
        "registries",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=True),
        sa.Column("listed_at", TIME, nullable=False),
        sa.Column("max_age_days", sa.Integer(), nullable=False),
        sa.Column("imported_at", TIME, nullable=False),
        sa.Column("numbers", sa.BigInteger(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def _erased() -> None:
    op.create_table(
        "erased",
        sa.Column("keyed_hash", sa.String(length=64), nullable=False),
        sa.Column("erased_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("keyed_hash"),
    )


def _journal() -> None:
    """Bodies move beside the chain, which keeps the commitments that its hashes are made of."""
    op.add_column("journal", sa.Column("commitment", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "journal_personal",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["journal.seq"]),
        sa.PrimaryKeyConstraint("seq", "part"),
    )
    op.create_table(
        "journal_subjects",
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["journal.seq"]),
        sa.PrimaryKeyConstraint("number", "seq"),
    )
    op.create_index("ix_journal_subjects_seq", "journal_subjects", ["seq"])
    connection, done = op.get_bind(), 0
    while rows := _next_bodies(connection, done):
        _commit_to_bodies(connection, rows)
        _find_subjects(connection, rows)
        done = rows[-1].seq
    op.drop_column("journal", "salt")


JOURNAL = sa.table("journal", *(sa.column(name) for name in ("seq", "body", "salt", "commitment")))
PERSONAL = sa.table(
    "journal_personal", *(sa.column(name) for name in ("seq", "part", "number", "salt", "body"))
)
SUBJECTS = sa.table("journal_subjects", sa.column("number"), sa.column("seq"))
ATTEMPTS = sa.table("attempts", sa.column("attempt_id"), sa.column("number"))


def _next_bodies(connection: sa.Connection, done: int) -> list[sa.Row[Any]]:
    query = sa.select(JOURNAL.c.seq, JOURNAL.c.salt, JOURNAL.c.body).where(JOURNAL.c.seq > done)
    return list(connection.execute(query.order_by(JOURNAL.c.seq).limit(BATCH)))


def _commit_to_bodies(connection: sa.Connection, rows: list[sa.Row[Any]]) -> None:
    parts = [{"seq": r.seq, "part": 0, "number": "", "salt": r.salt, "body": r.body} for r in rows]
    connection.execute(PERSONAL.insert(), parts)
    connection.execute(
        JOURNAL.update()
        .where(JOURNAL.c.seq == sa.bindparam("of"))
        .values(commitment=sa.bindparam("to"), body=""),
        [{"of": r.seq, "to": _commitment(r.salt, r.body)} for r in rows],
    )


def _find_subjects(connection: sa.Connection, rows: list[sa.Row[Any]]) -> None:
    """Whom each record is about: the numbers that it says, and that of its attempt."""
    said = {r.seq: json.loads(r.body) for r in rows}
    ids = {body["attempt_id"] for body in said.values() if body.get("attempt_id")}
    query = sa.select(ATTEMPTS.c.attempt_id, ATTEMPTS.c.number).where(
        ATTEMPTS.c.attempt_id.in_(sorted(ids)), ATTEMPTS.c.number.is_not(None)
    )
    called = {row.attempt_id: row.number for row in connection.execute(query)}
    subjects = [
        {"number": number, "seq": seq}
        for seq, body in said.items()
        for number in sorted(_numbers(body, called))
    ]
    if subjects:
        connection.execute(SUBJECTS.insert(), subjects)


def _numbers(body: dict[str, Any], called: dict[str, str]) -> set[str]:
    """Those of a decision, an opt-out, a lift; of a call, and of an opt-out made on it."""
    heard = (body.get("record") or {}).get("opt_out") or {}
    found = (body.get("number"), heard.get("number"), called.get(body.get("attempt_id", "")))
    return {number for number in found if number}


def _commitment(salt: str, body: str) -> str:
    return hashlib.sha256(f"{salt}:{body}".encode()).hexdigest()
