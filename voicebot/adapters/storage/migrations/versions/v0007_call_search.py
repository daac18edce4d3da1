"""Calls are found by anything: by the words said, by outcome, by what a look would teach."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"

TIME = sa.DateTime(timezone=True)
ID = sa.String(64)
WORD = sa.String(32).with_variant(sa.String(32, collation="C"), "postgresql")
LISTED = (
    *("at", "attempt_id", "state", "number", "campaign_id", "disposition", "refusal_kind"),
    *("answered_by", "direction", "certainty"),
)
REFUSED = sa.text("refusal_kind IS NOT NULL")
UNREAD = sa.text("state = 'SETTLED' AND words_read IS NULL")


def upgrade() -> None:
    """To this revision."""
    _attempts()
    _words()
    _review()


def _attempts() -> None:
    op.add_column("attempts", sa.Column("words_read", sa.Boolean(), nullable=True))
    op.drop_index("ix_attempts_at", "attempts")
    op.drop_index(op.f("ix_attempts_disposition"), "attempts")
    op.create_index("ix_attempts_listed", "attempts", list(LISTED))
    op.create_index("ix_attempts_disposition_at", "attempts", ["disposition", "at", "attempt_id"])
    op.create_index(
        "ix_attempts_refusal_at",
        "attempts",
        ["refusal_kind", "at", "attempt_id"],
        sqlite_where=REFUSED,
        postgresql_where=REFUSED,
    )
    op.create_index(
        "ix_attempts_unread",
        "attempts",
        ["attempt_id"],
        sqlite_where=UNREAD,
        postgresql_where=UNREAD,
    )


def _words() -> None:
    op.create_table(
        "call_words",
        sa.Column("word", WORD, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("attempt_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.attempt_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("word", "at", "attempt_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_call_words_attempt_id", "call_words", ["attempt_id"])


def _review() -> None:
    op.create_table(
        "review_items",
        sa.Column("attempt_id", ID, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("worth", sa.Double(), nullable=False),
        sa.Column(
            "reasons",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.attempt_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("attempt_id"),
    )
    op.create_index("ix_review_items_looks", "review_items", ["looks", "worth", "at", "attempt_id"])
    op.create_index("ix_review_items_disputed", "review_items", ["disputed", "at", "attempt_id"])
    op.create_index("ix_corrections_at", "corrections", ["at"])
