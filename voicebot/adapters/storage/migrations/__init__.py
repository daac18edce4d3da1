"""Migrations of the database, run when it is opened; `versions/` holds them in order."""
