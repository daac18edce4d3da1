"""What the text classifier tells apart: an intent, or an intent with the way to say no."""

from typing import NamedTuple

from voicebot.understanding.intents import Intent, RefusalKind


class Label(NamedTuple):
    """An intent and, for opt_out and refusal, the kind."""

    intent: Intent
    kind: RefusalKind | None = None

    @property
    def name(self) -> str:
        """As written in cards and tables: "affirm", "opt_out ERASURE_REQUEST"."""
        return f"{self.intent} {self.kind}" if self.kind else str(self.intent)

    @classmethod
    def named(cls, name: str) -> "Label":
        """The label of a `name`; ValueError if there is none such."""
        intent, _, kind = name.partition(" ")
        return cls(Intent(intent), RefusalKind(kind) if kind else None)


KINDS: dict[Intent, tuple[RefusalKind, ...]] = {
    Intent.OPT_OUT: (
        RefusalKind.EXPLICIT_OPT_OUT,
        RefusalKind.REASONED_REFUSAL,
        RefusalKind.ERASURE_REQUEST,
        RefusalKind.THREAT_OF_COMPLAINT,
    ),
    Intent.REFUSAL: (
        RefusalKind.SOFT_REFUSAL,
        RefusalKind.DEFERRED_REFUSAL,
        RefusalKind.HOSTILE_REFUSAL,
    ),
}

LABELS: tuple[Label, ...] = tuple(
    Label(intent, kind) for intent in Intent for kind in KINDS.get(intent, (None,))
)
"""All labels, in the order of the intents (docs/intents.md)."""
