"""How long a silence ends a turn, given what is known of its words and its sound.

Waiting is asked for at a pause, and ends at once when enough is known. Words weigh more than sound:
who said "call me at" has not finished, whatever the voice did.
"""

from dataclasses import dataclass

from voicebot.conversation.turn_settings import TurnSettings
from voicebot.understanding.finished import Finished, ending_of


@dataclass(slots=True)
class TurnEnd:
    """The pause of one utterance: what recognition has told about it so far."""

    settings: TurnSettings
    language: str
    words: Finished | None = None
    sound: float | None = None

    def glimpsed(self, text: str | None, finished: float | None) -> None:
        """Take in words (all of the utterance), or how finished it sounds (0 to 1)."""
        if text is not None:
            self.words = ending_of(text, self.language).finished
        if finished is not None:
            self.sound = finished

    @property
    def silence_s(self) -> float:
        """The silence that ends the turn, by what is known now."""
        settings = self.settings
        match self.words:
            case Finished.NO:
                return settings.open_end_s
            case Finished.YES:
                return settings.complete_end_s
        if self.sound is None:
            return settings.words_within_s if self.words is None else settings.turn_end_s
        return settings.doubtful_end_s if self.sound < settings.sounds_open else settings.turn_end_s
