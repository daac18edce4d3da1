"""Which utterance is said by whom over which telephone, and what our engines hear.

Everything is drawn from a hash of the utterance and the round: the same corpus gives the same
sound everywhere (Piper's voice alone is never quite the same twice), and a further round lets other
voices say the same over other telephones.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from voicebot.adapters.speech.engine import Engine
from voicebot.adapters.speech.offline import hear_again
from voicebot.learning.understanding.corpus import Corpus, Row
from voicebot.learning.understanding.heard import Heard
from voicebot.learning.understanding.splitting import is_test
from voicebot.simulation.speakers import Speaker, speakers_of
from voicebot.simulation.telephone import Channel, carried
from voicebot.understanding.intents import Intent, RefusalKind

STRANGERS_HEARD = 150
"""So many explicit demands of strangers are spoken."""

CONDITIONS = (
    "",
    "+line25",
    "+babble20",
    "+street20+loss1",
    "-6dB+line20+loss1",
    "+babble15+loss3",
    "-12dB+street15",
    "+loss5",
    "+3dB+street15+loss3",
    "-6dB+babble10+loss1",
)
LAWS = {"en": "mulaw", "ru": "alaw"}

CHANNELS = {
    language: tuple(Channel.named(law + condition) for condition in CONDITIONS)
    for language, law in LAWS.items()
}
"""The telephones of each language, from a good landline to a crowded room on a poor network."""


@dataclass(frozen=True, slots=True)
class Audition:
    """One utterance said once."""

    row: Row
    speaker: Speaker
    channel: Channel

    def sound(self) -> bytes:
        """What comes through, 8 kHz PCM. Raises VoiceMissing, SpeechError."""
        seed = _hash(f"{self.row.text}\0{self.speaker.name}\0{self.channel.name}")
        return carried(self.speaker.say(self.row.text), self.channel, np.random.default_rng(seed))

    def as_heard(self, engine: str, words: str) -> Heard:
        """The table's row of what an engine heard."""
        said = self.row
        return Heard(said.group, said.text, words, engine, self.speaker.name, self.channel.name)

    @property
    def demand(self) -> bool:
        """Whether it says that calls are to stop."""
        return self.row.label.intent is Intent.OPT_OUT


def auditions(language: str, rows: Iterable[Row], rounds: int) -> Iterator[Audition]:
    """Every row once by one voice, then once by another, and so on. Voices and channels rotate."""
    speakers, channels = speakers_of(language), CHANNELS[language]
    listed = list(rows)
    for number in range(rounds):
        for row in listed:
            place = _hash(f"{language}\0{row.text}")
            speaker = speakers[(place + number) % len(speakers)]
            # Three steps a round and ten channels: every channel comes before one comes again.
            channel = channels[(place // len(speakers) + 3 * number) % len(channels)]
            yield Audition(row, speaker, channel)


def heard_by(audition: Audition, engines: Mapping[str, Engine], language: str) -> Iterator[Heard]:
    """What each engine makes of it, as it would in a call."""
    pcm = audition.sound()
    for name, engine in engines.items():
        yield audition.as_heard(name, hear_again(engine, pcm, language).text)


def of_test(corpus: Corpus) -> list[Row]:
    """The families that are measured on, demands first."""
    return _ordered(row for row in corpus.rows if is_test(row.group))


def of_training(corpus: Corpus) -> list[Row]:
    """The families that are learned from, demands first."""
    return _ordered(row for row in corpus.rows if not is_test(row.group))


def of_strangers(corpus: Corpus) -> list[Row]:
    """Some explicit demands that strangers wrote."""
    kind = RefusalKind.EXPLICIT_OPT_OUT
    demands = (row for row in corpus.strangers if row.label.kind is kind)
    return _ordered(demands)[:STRANGERS_HEARD]


def _ordered(rows: Iterable[Row]) -> list[Row]:
    """What matters most first, otherwise mixed, so that any beginning is a fair sample."""
    return sorted(rows, key=lambda row: (_urgency(row), _hash(row.text)))


URGENT: Sequence[Intent] = (
    Intent.OPT_OUT,
    Intent.REFUSAL,
    Intent.WRONG_NUMBER,
    Intent.OPERATOR,
)


def _urgency(row: Row) -> int:
    if row.label.kind is RefusalKind.EXPLICIT_OPT_OUT:
        return 0
    if row.label.intent in URGENT and not row.near:
        return 1 + URGENT.index(row.label.intent)
    return 1 + len(URGENT) + (row.near != Intent.OPT_OUT)


def _hash(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:8])
