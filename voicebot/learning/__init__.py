"""Whom to leave alone, learned from outcomes."""
