"""Whom the learned policy leaves alone, why, and until when."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"

TIME = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "left_alone",
        sa.Column("left_alone_id", sa.String(64), primary_key=True),
        sa.Column("number", sa.String(64), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.Column("until", TIME, nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("harm_chance", sa.Double(), nullable=False),
        sa.Column("reach_chance", sa.Double(), nullable=False),
        sa.Column("because", JSON, nullable=False),
        sa.Column("because_ru", JSON, nullable=False),
        sa.Column("model", sa.String(32), nullable=False),
        sa.Column("decision_id", sa.String(64)),
        sa.Column("journal_seq", sa.BigInteger()),
        sa.Column("lifted_at", TIME),
        sa.Column("lifted_by", sa.String(200)),
        sa.Column("lift_reason", sa.Text()),
    )
    op.create_index("ix_left_alone_number", "left_alone", ["number", "until"])
    op.add_column("campaign_entries", sa.Column("turn", TIME))
