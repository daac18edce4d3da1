"""Supervisors: who they are, their sessions, notes and views."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """To this revision."""
