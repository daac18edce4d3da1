"""A page of rare calls reads one index; when the journal's chain was checked is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

LISTED = (
    *("state", "campaign_id", "disposition", "refusal_kind"),
    *("answered_by", "direction", "certainty"),
)
REFUSED = sa.text("refusal_kind IS NOT NULL")
INBOUND = sa.text("direction = 'inbound'")


def upgrade() -> None:
    """To this revision."""
    for name in ("campaign_at", "disposition_at", "refusal_at"):
        op.drop_index(f"ix_attempts_{name}", "attempts")
    _index("campaign", "campaign_id")
    _index("disposition", "disposition")
    _index("refusal", "refusal_kind", REFUSED)
    _index("inbound", "direction", INBOUND)
    op.create_index("ix_journal_kind_at", "journal", ["kind", "at", "seq"])
    op.create_table(
        "journal_checks",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("records", sa.BigInteger(), nullable=False),
        sa.Column("ok", sa.Boolean(), nullable=False),
        sa.Column("first_bad", sa.BigInteger(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("erased", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("at"),
    )


def _index(name: str, leading: str, only: sa.TextClause | None = None) -> None:
    others = (column for column in LISTED if column != leading)
    op.create_index(
        f"ix_attempts_{name}_listed",
        "attempts",
        [leading, "at", "attempt_id", *others],
        sqlite_where=only,
        postgresql_where=only,
    )
