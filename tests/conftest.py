"""Fixtures shared by all tests; each plugin says what it gives."""

pytest_plugins = ["tests.models_fixture", "tests.postgres_fixture"]
