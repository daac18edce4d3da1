"""The kinds of journal records in words, and what of a record is told at a glance."""

from collections.abc import Iterator, Mapping

from voicebot.dashboard.languages import mark
from voicebot.evidence.journal import JournalRecord
from voicebot.evidence.kinds import Kind

WORDS: dict[str, str] = {
    Kind.DECISION: mark("Decision"),
    Kind.OUTCOME: mark("Outcome of a call"),
    Kind.CONSENT: mark("Consent"),
    Kind.OPTOUT: mark("Opt-out"),
    Kind.OPTOUT_LIFTED: mark("Opt-out lifted"),
    Kind.CORRECTION: mark("Entry taken back"),
    Kind.IMPORT: mark("List imported"),
    Kind.HISTORY: mark("History imported"),
    Kind.CAMPAIGN: mark("Campaign"),
    Kind.SETTINGS: mark("Settings"),
    Kind.LOOK: mark("Look at personal data"),
    Kind.STEERED: mark("Live call ended or taken over"),
    Kind.PERSON: mark("Numbers of a person"),
    Kind.RELATION: mark("Relation"),
    Kind.COMPLAINT: mark("Complaint"),
    Kind.COMPLAINT_RESOLVED: mark("Complaint resolved"),
    Kind.FEEDBACK: mark("Message"),
    Kind.REGISTRY: mark("Registry"),
    Kind.ERASURE: mark("Erasure"),
    Kind.RETENTION: mark("Retention"),
    Kind.API_TOKEN: mark("Token made"),
    Kind.API_TOKEN_REVOKED: mark("Token revoked"),
    Kind.CALL_CORRECTED: mark("Outcome corrected"),
    Kind.WEBHOOK: mark("Webhook"),
    Kind.USER: mark("User"),
    Kind.LOGIN: mark("Login"),
    Kind.VISIT: mark("Visit of a person called"),
}
MOST, LONGEST = 5, 60
DULL = ("id", "sha256", "hash", "rule_set", "_s", "evidence", "recording")
FIRST = ("disposition", "allowed", "reasons", "number", "user", "what", "state", "change", "scope")


def word_of(kind: str) -> str:
    """A kind in English, marked for translation; itself where it has no word."""
    return WORDS.get(kind, kind)


def glance(record: JournalRecord) -> list[tuple[str, str]]:
    """The few short things it says, as names and values; what is said first comes first."""
    told = [(name, value) for name, value in _flat(record.content) if _tells(name, value)]
    told.sort(key=lambda each: each[0] not in FIRST)
    return [(name.replace("_", " "), str(value)) for name, value in told[:MOST]]


def _flat(content: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for name, value in content.items():
        if isinstance(value, dict):
            yield from value.items()
        elif isinstance(value, list):
            yield name, ", ".join(each for each in value if isinstance(each, str))
        else:
            yield name, value


def _tells(name: str, value: object) -> bool:
    plain = isinstance(value, str | int | float) and value != ""
    return plain and not name.endswith(DULL) and len(str(value)) <= LONGEST
