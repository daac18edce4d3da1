"""The first books: contacts, campaigns, attempts, opt-outs, suppressions and the journal."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

TIME = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CLAIM = sa.text("state = 'OPEN' AND direction = 'outbound'")
BEFORE_THE_FIRST = "0" * 64


def upgrade() -> None:
    """To this revision."""
    _contact_lists()
    _contacts()
    _campaigns()
    _campaign_entries()
    _attempts()
    _optouts()
    _suppressions()
    _journal()
    _journal_head()


def _contact_lists() -> None:
    op.create_table(
        "contact_lists",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("started_at", TIME, nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("finished_at", TIME, nullable=True),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("list_id", ROW_ID, nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("attributes", JSON, nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["contact_lists.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("list_id", "number", name="uq_contacts_list_number"),
    )
    op.create_index(op.f("ix_contacts_number"), "contacts", ["number"], unique=False)


def _campaigns() -> None:
    op.create_table(
        "campaigns",
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("starts_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("campaign_id"),
        sa.UniqueConstraint("name"),
    )


def _campaign_entries() -> None:
    op.create_table(
        "campaign_entries",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=False),
        sa.Column("contact_id", ROW_ID, nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("callback", sa.Boolean(), nullable=False),
        sa.Column("not_before", TIME, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("reasons", JSON, nullable=True),
        sa.Column("taken_by", sa.String(length=80), nullable=True),
        sa.Column("attempt_id", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaigns.campaign_id"],
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contacts.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("campaign_id", "number", name="uq_campaign_entries_number"),
    )
    op.create_index(
        "ix_campaign_entries_due",
        "campaign_entries",
        ["campaign_id", "state", "callback", "not_before"],
        unique=False,
    )


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("attempt_id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=True),
        sa.Column("decision_id", sa.String(length=64), nullable=True),
        sa.Column("number", sa.String(length=64), nullable=True),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("direction", sa.String(length=16), nullable=False),
        sa.Column("campaign_id", sa.String(length=64), nullable=True),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("order", JSON, nullable=True),
        sa.Column("settled_at", TIME, nullable=True),
        sa.Column("settled_seq", sa.BigInteger(), nullable=True),
        sa.Column("network_result", sa.String(length=32), nullable=True),
        sa.Column("sip_code", sa.Integer(), nullable=True),
        sa.Column("answered", sa.Boolean(), nullable=True),
        sa.Column("answered_by", sa.String(length=32), nullable=True),
        sa.Column("disposition", sa.String(length=32), nullable=True),
        sa.Column("refusal_kind", sa.String(length=32), nullable=True),
        sa.Column("record", JSON, nullable=True),
        sa.PrimaryKeyConstraint("attempt_id"),
    )
    op.create_index("ix_attempts_at", "attempts", ["at"], unique=False)
    op.create_index("ix_attempts_campaign_at", "attempts", ["campaign_id", "at"], unique=False)
    op.create_index(op.f("ix_attempts_disposition"), "attempts", ["disposition"], unique=False)
    op.create_index("ix_attempts_number_at", "attempts", ["number", "at"], unique=False)
    op.create_index(
        "uq_attempts_claim",
        "attempts",
        ["number"],
        unique=True,
        sqlite_where=CLAIM,
        postgresql_where=CLAIM,
    )


def _optouts() -> None:
    op.create_table(
        "optouts",
        sa.Column("optout_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("recorded_at", TIME, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("refusal_kind", sa.String(length=32), nullable=True),
        sa.Column("attempt_id", sa.String(length=64), nullable=True),
        sa.Column("campaign_id", sa.String(length=64), nullable=True),
        sa.Column("purpose", sa.String(length=32), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("journal_seq", sa.BigInteger(), nullable=True),
        sa.Column("lifted_at", TIME, nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("optout_id"),
    )
    op.create_index(op.f("ix_optouts_number"), "optouts", ["number"], unique=False)


def _suppressions() -> None:
    op.create_table(
        "suppressions",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.Column("until", TIME, nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("attempt_id", sa.String(length=64), nullable=True),
        sa.Column("journal_seq", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_suppressions_number"), "suppressions", ["number"], unique=False)


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("prev", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index(op.f("ix_journal_kind"), "journal", ["kind"], unique=False)


def _journal_head() -> None:
    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    head = sa.table("journal_head", sa.column("id"), sa.column("seq"), sa.column("hash"))
    op.bulk_insert(head, [{"id": 1, "seq": 0, "hash": BEFORE_THE_FIRST}])
