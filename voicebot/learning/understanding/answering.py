"""How well who answered is told by the words: `corpora/who_answered/<language>.tsv`, measured."""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from voicebot.errors import BadCorpus
from voicebot.learning.share import Share
from voicebot.learning.understanding.evaluating import share_in_words
from voicebot.understanding.answered import Greeting, Told, tell
from voicebot.understanding.intents import Announcement, AnsweredBy

CHARACTERS_PER_SECOND = 14.0
"""How fast a greeting is spoken; its length in seconds is a sign too."""

NO_MESSAGE = "NO_MESSAGE"
"""Marks a machine that records nothing: a menu, a queue, a full mailbox."""

TELLING = (
    AnsweredBy.HUMAN,
    AnsweredBy.MACHINE,
    AnsweredBy.INTERCEPT,
    AnsweredBy.CALL_SCREENER,
)
PEOPLE = frozenset({AnsweredBy.HUMAN, AnsweredBy.NOT_SURE})
"""Both are treated as a person."""

WORST = 12

WORDS = {
    "people_taken_for_machines": "people's openings taken for a machine",
    "talk_taken_for_machines": "people's other words taken for a machine",
    "no_person_told": "machines, operators and screeners told from people",
    "announcements_read": "announcements whose word on the number was understood",
    "falsely_out_of_service": "others taken for out of service for good",
    "message_known": "machines known to take a message, or none",
}
"""The figures by name, in words."""


@dataclass(frozen=True, slots=True)
class Picked:
    """What was said first when a call was answered, and who said it."""

    text: str
    who: AnsweredBy
    announcement: Announcement | None = None
    takes_message: bool = True

    @property
    def is_test(self) -> bool:
        """True for the half that no phrase was written from; told by the text alone."""
        return sha256(self.text.encode()).digest()[0] % 2 == 1

    @property
    def greeting(self) -> Greeting:
        """How it comes: operators speak before the answer, and speech takes its time."""
        early = self.who is AnsweredBy.INTERCEPT
        return Greeting(early_media=early, spoken_s=len(self.text) / CHARACTERS_PER_SECOND)


@dataclass(frozen=True, slots=True)
class AnsweringEvaluation:
    """What came out for a set of openings of one language."""

    language: str
    answers: tuple[tuple[Picked, Told], ...]

    @property
    def people_taken_for_machines(self) -> Share:
        """Of the people's openings, those taken for anything but a person."""
        return self._share(self._of(AnsweredBy.HUMAN), lambda _, told: told.who not in PEOPLE)

    def recall(self, who: AnsweredBy) -> Share:
        """Of the openings of this answerer, those told so; NOT_SURE counts as HUMAN."""
        wanted = PEOPLE if who is AnsweredBy.HUMAN else {who}
        return self._share(self._of(who), lambda _, told: told.who in wanted)

    @property
    def no_person_told(self) -> Share:
        """Of machines, operators and screeners together, those not taken for a person."""
        rows = [one for one in self.answers if one[0].who is not AnsweredBy.HUMAN]
        return self._share(rows, lambda _, told: told.who not in PEOPLE)

    @property
    def announcements_read(self) -> Share:
        """Of the operators' announcements, those whose word on the number was understood."""
        rows = self._of(AnsweredBy.INTERCEPT)
        return self._share(rows, lambda row, told: row.announcement is told.announcement)

    @property
    def falsely_out_of_service(self) -> Share:
        """Of all else, what was taken for a number that is out of service or changed for good."""
        final = (Announcement.NOT_IN_SERVICE, Announcement.NUMBER_CHANGED)
        rows = [one for one in self.answers if one[0].announcement not in final]
        return self._share(rows, lambda _, told: told.announcement in final)

    @property
    def message_known(self) -> Share:
        """Of the machines that were told, those of which is known whether they take a message."""
        rows = [one for one in self._of(AnsweredBy.MACHINE) if one[1].who is one[0].who]
        return self._share(rows, lambda row, told: row.takes_message is told.takes_message)

    @property
    def wrong(self) -> list[tuple[Picked, Told]]:
        """Openings told wrongly, people first."""
        found = [one for one in self.answers if not _is_right(*one)]
        return sorted(found, key=lambda one: (one[0].who is not AnsweredBy.HUMAN, one[0].text))

    def as_json(self) -> dict[str, object]:
        """Every figure, with counts and Wilson intervals, and the most frequent confusions."""
        confused = Counter((str(row.who), str(told.who)) for row, told in self.wrong)
        return {
            "rows": len(self.answers),
            "people_taken_for_machines": self.people_taken_for_machines.as_json(),
            "no_person_told": self.no_person_told.as_json(),
            "recall": {str(who): self.recall(who).as_json() for who in TELLING},
            "announcements_read": self.announcements_read.as_json(),
            "falsely_out_of_service": self.falsely_out_of_service.as_json(),
            "message_known": self.message_known.as_json(),
            "confusions": [[*pair, times] for pair, times in confused.most_common(WORST)],
        }

    def _of(self, who: AnsweredBy) -> list[tuple[Picked, Told]]:
        return [one for one in self.answers if one[0].who is who]

    @staticmethod
    def _share(rows: Sequence[tuple[Picked, Told]], holds: Callable[[Picked, Told], bool]) -> Share:
        return Share(sum(holds(*one) for one in rows), len(rows))


def _is_right(row: Picked, told: Told) -> bool:
    return told.who in PEOPLE if row.who is AnsweredBy.HUMAN else told.who is row.who


def read_openings(folder: Path, language: str) -> tuple[Picked, ...]:
    """Read `<folder>/<language>.tsv`. Raises BadCorpus."""
    file = folder / f"{language}.tsv"
    if not file.exists():
        raise BadCorpus(f"there is no {file.name} of who answered", "see corpora/README.md")
    return tuple(_rows(file))


def evaluate_answering(openings: Sequence[Picked], language: str) -> AnsweringEvaluation:
    """Tell who answered by each opening, and keep the answers."""
    told = tuple((row, tell(row.text, language, row.greeting)) for row in openings)
    return AnsweringEvaluation(language, told)


def talk_taken_for_machines(texts: Iterable[str], language: str) -> Share:
    """Of what people say on calls, in answer to anything, that taken for no person's words."""
    told = [evaluate_answering([Picked(text, AnsweredBy.HUMAN)], language) for text in texts]
    return Share(sum(one.people_taken_for_machines.found for one in told), len(told))


def answering_figures(folder: Path, talk: Mapping[str, Iterable[str]]) -> dict[str, object]:
    """For the evaluation's document: each language's half that no phrase was written from.

    `talk` is, by language, what people say on calls: the corpus of utterances.
    """
    return {
        language: evaluate_answering(
            [row for row in read_openings(folder, language) if row.is_test], language
        ).as_json()
        | {"talk_taken_for_machines": talk_taken_for_machines(texts, language).as_json()}
        for language, texts in talk.items()
    }


def answering_lines(figures: Mapping[str, Any]) -> Iterator[str]:
    """What `answering_figures` gave, as a part of the page for people, in Markdown."""
    yield f"| | {' | '.join(figures)} |"
    yield "|---|" + "---|" * len(figures)
    for name, words in WORDS.items():
        yield f"| {words} | {' | '.join(share_in_words(one[name]) for one in figures.values())} |"
    for who in TELLING:
        shares = [share_in_words(one["recall"][str(who)]) for one in figures.values()]
        yield f"| {who} told (recall) | {' | '.join(shares)} |"
    yield ""


def _rows(file: Path) -> Iterator[Picked]:
    with file.open(encoding="utf-8", newline="") as lines:
        for entry in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            try:
                yield _picked(entry)
            except (KeyError, ValueError) as error:
                raise BadCorpus(f"{file.name}: {error}", "see corpora/README.md") from error


def _picked(entry: dict[str, str]) -> Picked:
    tells = entry["tells"]
    if tells == NO_MESSAGE:
        return Picked(entry["text"], AnsweredBy(entry["who"]), takes_message=False)
    announcement = Announcement(tells) if tells else None
    return Picked(entry["text"], AnsweredBy(entry["who"]), announcement)
