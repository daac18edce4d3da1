"""An installation that knows one contact."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes import ann
from voicebot.bootstrap import Office, office
from voicebot.settings import Settings


@pytest.fixture
def with_ann(tmp_path: Path) -> Iterator[Office]:
    with office(Settings.load(home=tmp_path)) as opened:
        opened.storage.contacts.add(ann.contact())
        yield opened
