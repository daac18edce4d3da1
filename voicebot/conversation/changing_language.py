"""A person who speaks another language is answered in it, where the dialogue has it."""

from collections.abc import Callable
from dataclasses import dataclass

from voicebot.conversation.asking import Asking
from voicebot.conversation.language_asked import UNKNOWN, language_asked
from voicebot.conversation.phrases import LANGUAGES
from voicebot.conversation.talk import Talk
from voicebot.understanding.intents import Meaning

CHANGES_AT_MOST = 2
"""To another language and back; who asks for more than that is offered a person."""


@dataclass(slots=True)
class ChangingLanguage:
    """Changes what is spoken and recognised, and says anew who calls."""

    talk: Talk
    asking: Asking
    introduce: Callable[[], None]  # say who calls, from the beginning
    changes: int = 0

    def asked(self, meaning: Meaning) -> None:
        """They asked for a language, or spoke one that is not spoken here.

        Who calls and that the call is recorded are said again, to be understood this time.
        """
        talk = self.talk
        wanted = self._wanted(meaning)
        if self.changed(meaning):
            self.introduce()
            return
        if wanted in LANGUAGES:
            talk.language = wanted  # what we have to say then is no part of the dialogue
        self.asking.wants_a_person()

    def tried(self) -> bool:
        """Try another language of the dialogue, where recognition may fail for being in the wrong
        one; False if there is none to try.
        """
        others = [one for one in self.talk.flow.languages if one != self.talk.language]
        if not others or self.changes:
            return False
        self.changes += 1
        self.asking.speaks(others[0])
        return True

    def changed(self, meaning: Meaning) -> bool:
        """Speak the language they ask for from now on; False if the dialogue does not have it."""
        wanted = self._wanted(meaning)
        if wanted not in self.talk.flow.languages or self.changes >= CHANGES_AT_MOST:
            return False
        self.changes += 1
        self.asking.begin_anew(wanted)
        return True

    def _wanted(self, meaning: Meaning) -> str:
        talk = self.talk
        others = [one for one in talk.flow.languages if one != talk.language]
        return language_asked(meaning.text, talk.language) or (others or [UNKNOWN])[0]
