"""Who is not called, gone through newest first; and pairs of numbers, the likeliest first."""

from alembic import op

revision = "0009"
down_revision = "0007"


def upgrade() -> None:
    """To this revision."""
    op.create_index("ix_optouts_at", "optouts", ["at", "optout_id"])
    op.create_index("ix_left_alone_since", "left_alone", ["since", "left_alone_id"])
    op.create_index("ix_likenesses_state", "likenesses", ["state", "score", "id"])
