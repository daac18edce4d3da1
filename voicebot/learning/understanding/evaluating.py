"""How well utterances with known labels are understood."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voicebot.learning.share import Share
from voicebot.learning.understanding.corpus import Row
from voicebot.understanding.intents import Intent, Meaning
from voicebot.understanding.label import Label
from voicebot.understanding.meaning import Understanding

WORST = 12
"""So many confusions are listed."""


def share_in_words(share: Mapping[str, Any]) -> str:
    """A share's JSON for people, for instance "97.3% (95.1 to 98.5) of 402"."""
    if not share["of"]:
        return "none"
    low, high = share["interval"]
    return f"{share['share']:.1%} ({100 * low:.1f} to {100 * high:.1f}) of {share['of']}"


@dataclass(frozen=True, slots=True)
class Answer:
    """One row and what was understood."""

    row: Row
    meaning: Meaning

    @property
    def label(self) -> Label:
        """What was understood, as a label."""
        return Label(self.meaning.intent, self.meaning.refusal_kind)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came out for one set of rows of one language."""

    answers: tuple[Answer, ...]

    @property
    def right(self) -> Share:
        """Rows whose intent and kind are the true ones."""
        return self._share(self.answers, lambda a: a.label == a.row.label)

    @property
    def right_intent(self) -> Share:
        """Rows whose intent is the true one."""
        return self._share(self.answers, lambda a: a.label.intent is a.row.label.intent)

    def recall(self, wanted: Intent | Label) -> Share:
        """Of the rows that mean this, those understood so."""
        rows = [a for a in self.answers if _is(a.row.label, wanted)]
        return self._share(rows, lambda a: _is(a.label, wanted))

    def precision(self, wanted: Intent | Label) -> Share:
        """Of the rows understood so, those that mean this."""
        rows = [a for a in self.answers if _is(a.label, wanted)]
        return self._share(rows, lambda a: _is(a.row.label, wanted))

    @property
    def stopped_or_asked(self) -> Share:
        """Opt-outs that were acted on, or after which the person is asked whether to stop."""
        rows = [a for a in self.answers if a.row.label.intent is Intent.OPT_OUT]
        return self._share(rows, lambda a: a.meaning.opt_out or a.meaning.unclear_demand)

    @property
    def near_alarms(self) -> Share:
        """Opt-outs raised on hard negatives."""
        return self._share(self._harmless(near=True), lambda a: a.meaning.opt_out)

    @property
    def talk_alarms(self) -> Share:
        """Opt-outs raised on everything else that is neither an opt-out nor a refusal."""
        return self._share(self._talk(), lambda a: a.meaning.opt_out)

    @property
    def refusal_alarms(self) -> Share:
        """Opt-outs raised on refusals without a demand that calls stop."""
        rows = [a for a in self.answers if a.row.label.intent is Intent.REFUSAL and not a.row.near]
        return self._share(rows, lambda a: a.meaning.opt_out)

    @property
    def needless_questions(self) -> Share:
        """Rows that are no opt-out and make the robot ask whether to stop calling."""
        rows = [a for a in self.answers if a.row.label.intent is not Intent.OPT_OUT]
        return self._share(rows, lambda a: a.meaning.unclear_demand)

    @property
    def emergencies_refused(self) -> Share:
        """Emergencies filed as a refusal or an opt-out."""
        rows = [a for a in self.answers if a.row.label.intent is Intent.EMERGENCY]
        return self._share(rows, lambda a: a.meaning.intent in (Intent.OPT_OUT, Intent.REFUSAL))

    @property
    def confusions(self) -> list[tuple[Label, Label, int]]:
        """The most frequent wrong answers: true label, label understood, how often."""
        counts = Counter((a.row.label, a.label) for a in self.answers if a.label != a.row.label)
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return [(true, taken, count) for (true, taken), count in ordered[:WORST]]

    def _harmless(self, near: bool) -> list[Answer]:
        return [
            a
            for a in self.answers
            if a.row.label.intent is not Intent.OPT_OUT and bool(a.row.near) is near
        ]

    def _talk(self) -> list[Answer]:
        return [a for a in self._harmless(near=False) if a.row.label.intent is not Intent.REFUSAL]

    @staticmethod
    def _share(answers: Sequence[Answer], holds: Callable[[Answer], bool]) -> Share:
        return Share(sum(map(holds, answers)), len(answers))


def _is(label: Label, wanted: Intent | Label) -> bool:
    return label == wanted if isinstance(wanted, Label) else label.intent is wanted


def evaluate(understanding: Understanding, rows: Sequence[Row], language: str) -> Evaluation:
    """Understand every row and keep the answers."""
    return Evaluation(tuple(Answer(row, understanding.meaning(row.text, language)) for row in rows))
