"""Who answered, told from the words of the greeting."""

from voicebot.understanding.intents import AnsweredBy


def who_answered(
    text: str, language: str, early_media: bool, greeting_s: float | None
) -> tuple[AnsweredBy, str]:
    """Who speaks, and the sign it was told by."""
    return (AnsweredBy.INTERCEPT, "early media") if early_media else (AnsweredBy.HUMAN, "words")
