"""Fixtures shared by all tests; each plugin says what it gives."""

import os

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.models_fixture", "tests.postgres_fixture", "tests.browser_fixture"]

# Tables are as wide on every terminal, and where there is none.
os.environ["COLUMNS"] = "140"

# A loaded machine is slow: laws are about what holds, not about how long it takes to show.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

MARK_OF_FIXTURE = {
    "asterisk": "asterisk",
    "open_exchange": "asterisk",
    "carrier": "sip",
    "far": "sip",
    "robot": "sip",
    "speech_models": "models",
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever uses a line or an engine is marked for it, and so has the machine to itself."""
    for item in items:
        for fixture in MARK_OF_FIXTURE.keys() & set(getattr(item, "fixturenames", ())):
            item.add_marker(MARK_OF_FIXTURE[fixture])
