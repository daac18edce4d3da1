"""What supervisors put in the place of outcomes, and what was tried to learn from it."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """To this revision."""
