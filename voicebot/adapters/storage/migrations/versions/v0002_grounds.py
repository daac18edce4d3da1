"""On what grounds: consents, persons, registries, and personal data outside the chain."""

import hashlib
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

TIME = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BATCH = 5000


def upgrade() -> None:
    """To this revision."""
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


def _contacts() -> None:
    for column in (
        sa.Column("relation", sa.String(length=16), nullable=False, server_default="CUSTOMER"),
        sa.Column("relation_since", TIME, nullable=True),
        sa.Column("number_valid", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("number_country", sa.String(length=2), nullable=False, server_default=""),
        sa.Column("number_zones", sa.Text(), nullable=False, server_default=""),
    ):
        op.add_column("contacts", column)


def _attempts() -> None:
    op.add_column(
        "attempts",
        sa.Column("channel", sa.String(length=16), nullable=False, server_default="VOICE"),
    )
    op.add_column(
        "attempts", sa.Column("source", sa.String(length=64), nullable=False, server_default="")
    )


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("consent_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
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
        sa.Column("number", sa.String(length=16), nullable=False),
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
        sa.Column("number", sa.String(length=16), nullable=False),
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
        sa.Column("number", sa.String(length=16), nullable=False),
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
        sa.Column("number_a", sa.String(length=16), nullable=False),
        sa.Column("number_b", sa.String(length=16), nullable=False),
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
    op.add_column(
        "journal", sa.Column("commitment", sa.String(length=64), nullable=False, server_default="")
    )
    op.create_table(
        "journal_personal",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["journal.seq"]),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_table(
        "journal_subjects",
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["journal.seq"]),
        sa.PrimaryKeyConstraint("number", "seq"),
    )
    op.create_index("ix_journal_subjects_seq", "journal_subjects", ["seq"])
    _commit_to_bodies(op.get_bind())
    op.drop_column("journal", "salt")


def _commit_to_bodies(connection: sa.Connection) -> None:
    journal = sa.table(
        "journal",
        *(sa.column(name) for name in ("seq", "body", "salt", "commitment")),
    )
    personal = sa.table("journal_personal", *(sa.column(name) for name in ("seq", "salt", "body")))
    done = 0
    while rows := _next_bodies(connection, journal, done):
        connection.execute(
            personal.insert(), [{"seq": r.seq, "salt": r.salt, "body": r.body} for r in rows]
        )
        connection.execute(
            journal.update()
            .where(journal.c.seq == sa.bindparam("of"))
            .values(commitment=sa.bindparam("to"), body=""),
            [{"of": r.seq, "to": _commitment(r.salt, r.body)} for r in rows],
        )
        done = rows[-1].seq


def _next_bodies(
    connection: sa.Connection, journal: sa.TableClause, done: int
) -> list[sa.Row[Any]]:
    query = sa.select(journal.c.seq, journal.c.salt, journal.c.body).where(journal.c.seq > done)
    return list(connection.execute(query.order_by(journal.c.seq).limit(BATCH)))


def _commitment(salt: str, body: str) -> str:
    return hashlib.sha256(f"{salt}:{body}".encode()).hexdigest()
