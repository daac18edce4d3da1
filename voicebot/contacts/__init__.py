"""Whom we know: numbers, contacts, suppressions, and the intake of lists."""
