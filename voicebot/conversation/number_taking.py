"""A telephone number taken from a person, by keys ending with `#`, or by spoken digits."""

from dataclasses import dataclass

from voicebot.contacts.number import PhoneNumber
from voicebot.conversation.phrases import phrases
from voicebot.conversation.talk import Talk
from voicebot.errors import BadNumber
from voicebot.understanding.digits import spoken_digits

LAST_KEY = "#"

PAUSE_IN_NUMBER_S = 4.0
"""After so long without another key or digit the number is taken as complete."""

LONGEST_NUMBER = 15
"""Digits, country code included (ITU-T E.164)."""


@dataclass(slots=True)
class NumberTaking:
    """Digits as they come."""

    talk: Talk
    digits: str = ""

    @property
    def begun(self) -> bool:
        """True if some digits are there."""
        return bool(self.digits)

    def forget(self) -> None:
        """Begin anew."""
        self.digits = ""

    def pause_s(self) -> float | None:
        """How long to wait for more; None while nothing was said or entered."""
        return PAUSE_IN_NUMBER_S if self.begun else None

    def key(self, key: str) -> bool:
        """Take a key in; True if the number is over."""
        if key == LAST_KEY:
            return True
        if key.isdigit():
            self.digits += key
        return len(self.digits) >= LONGEST_NUMBER

    def words(self, text: str) -> bool:
        """Take spoken digits in; True if the number is over, or if there were none at all."""
        found = spoken_digits(text, self.talk.language)
        self.digits += found
        return not self.digits or len(self.digits) >= LONGEST_NUMBER or self.number() is not None

    def ended(self) -> bool:
        """Nothing more came."""
        return True

    def number(self) -> str | None:
        """The number in E.164, or None if the digits are not one that is in use."""
        for text, country in ((self.digits, self._country()), (f"+{self.digits}", None)):
            try:
                number = PhoneNumber.parse(text, country)
            except BadNumber:
                continue
            if number.is_valid:
                return number.e164
        return None

    def _country(self) -> str:
        """Where a number without country code is: the caller's country, else the language's."""
        own = self.talk.order.number
        country = PhoneNumber(own).country if own else None
        return country or phrases(self.talk.language).country
