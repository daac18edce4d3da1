"""Calls are counted by the hour; a campaign may have a pace of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

TIME = sa.DateTime(timezone=True)
COUNTS = (
    *("calls", "answered", "goals", "refusals", "opt_outs", "complaints", "hang_ups", "harms"),
    *("machines", "failed", "told"),
)
UNCOUNTED = sa.text("state = 'SETTLED' AND counted_as IS NULL")


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "call_figures",
        sa.Column("facet", sa.String(16), nullable=False),
        sa.Column("hour", TIME, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.Column("satisfied", sa.Double(), nullable=False),
        sa.Column("talk_s", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("facet", "hour", "name"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_call_figures_name", "call_figures", ["facet", "name", "hour"])
    op.add_column("attempts", sa.Column("counted_as", sa.String(80), nullable=True))
    op.create_index(
        "ix_attempts_uncounted",
        "attempts",
        ["attempt_id"],
        sqlite_where=UNCOUNTED,
        postgresql_where=UNCOUNTED,
    )
    op.create_index(
        "ix_left_alone_counted", "left_alone", ["since", "reason", "harm_chance", "lifted_at"]
    )
    op.add_column("campaigns", sa.Column("calls_per_minute", sa.Double(), nullable=True))
