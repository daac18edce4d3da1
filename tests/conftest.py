"""Fixtures shared by all tests; each plugin says what it gives."""

pytest_plugins = ["tests.postgres_fixture"]
