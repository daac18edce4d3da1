"""Whom the learned policy leaves alone, why, and until when."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """To this revision."""
