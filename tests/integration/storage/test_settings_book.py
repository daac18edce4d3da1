"""Settings are journalled when they change, without what must not be read."""

from tests.fakes.clock import NOON
from voicebot.adapters.storage.storage import Storage
from voicebot.settings import Settings


def test_settings_are_written_down_when_they_change_and_only_then(
    storage: Storage, settings: Settings
) -> None:
    assert "max_unanswered" in storage.settings_book.note(settings, NOON)
    assert storage.settings_book.note(settings, NOON) == []
    stricter = settings.model_copy(update={"max_unanswered": 1})
    assert storage.settings_book.note(stricter, NOON) == ["max_unanswered"]
    first, second = storage.journal.records("settings")
    assert first.content["settings"]["max_unanswered"] == 2
    assert second.content["changed"] == ["max_unanswered"]


def test_a_database_url_is_written_down_as_a_hash_alone(
    storage: Storage, settings: Settings
) -> None:
    secret = settings.model_copy(update={"database_url": "postgresql://me:hunter2@db/calls"})
    storage.settings_book.note(secret, NOON)
    (record,) = storage.journal.records("settings")
    assert "hunter2" not in record.body
    assert record.content["settings"]["database_url"].startswith("sha256:")
