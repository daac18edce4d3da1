"""Fixtures shared by all tests; each plugin says what it gives."""

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.models_fixture", "tests.postgres_fixture", "tests.browser_fixture"]

# A loaded machine is slow: laws are about what holds, not about how long it takes to show.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")
