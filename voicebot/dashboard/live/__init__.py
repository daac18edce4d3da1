"""Calls under way, as supervisors watch them: one reader of their logs, however many watch."""
