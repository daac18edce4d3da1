"""Scheduled work: campaigns, retries and callbacks at their times."""
