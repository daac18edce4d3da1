"""Why a call was made: the decision with every rule, and on what grounds, in words."""

from dataclasses import dataclass

from voicebot.adapters.storage.call_in_full import CallInFull
from voicebot.bootstrap.office import Office
from voicebot.dashboard.viewer import Viewer
from voicebot.evidence.dossier import Words
from voicebot.evidence.dossier.calls import Registry
from voicebot.evidence.dossier.decided import Decided, RuleSaid
from voicebot.evidence.dossier.findings import grounds_sentence
from voicebot.evidence.dossier.telling import fact


@dataclass(frozen=True, slots=True)
class RuleTold:
    """One rule: its name and what it said, in words; `inputs` are what it looked at."""

    name: str
    result: str
    reasons: tuple[str, ...]
    until: str
    source: str
    inputs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Grounds:
    """`sentence` says on what the call rested, "" where nothing tells; `rules` in their order."""

    sentence: str
    good: bool
    law: str
    rule_set: str
    record: int | None
    rules: tuple[RuleTold, ...]
    registries: tuple[Registry, ...] = ()

    @property
    def against(self) -> tuple[RuleTold, ...]:
        """Rules that did not allow the call."""
        return tuple(rule for rule in self.rules if rule.result != "allow")


def grounds_of(office: Office, viewer: Viewer, seen: CallInFull) -> Grounds:
    """By the journal, as it was known at the call."""
    call, dossier = seen.call, seen.grounds
    words = Words.load(viewer.language, call.zone or viewer.zone)
    entry = next(iter(dossier.entries), None) if dossier else None
    said = entry.decided if entry else office.storage.pages.call_pages.decision(call)
    sentence, good = "", True
    if dossier is not None and entry is not None:
        finding = grounds_sentence(entry, dossier)
        sentence = words.sentence(finding)
        good = finding.code not in ("grounds_none", "grounds_contradicted", "grounds_imported")
    return Grounds(
        sentence=sentence,
        good=good,
        law=said.law if said else "",
        rule_set=said.rule_set if said else "",
        record=said.seq if said else None,
        rules=_rules(said, words),
        registries=entry.registries if entry else (),
    )


def _rules(said: Decided | None, words: Words) -> tuple[RuleTold, ...]:
    return tuple(_rule(rule, words) for rule in said.rules) if said else ()


def _rule(rule: RuleSaid, words: Words) -> RuleTold:
    inputs = (
        (name.replace("_", " "), fact(value))
        for name, value in rule.inputs.items()
        if value not in (None, "", [], {})
    )
    return RuleTold(
        name=words.rule(rule.rule),
        result=rule.result,
        reasons=tuple(words.term("reason", reason) for reason in rule.reasons),
        until=words.moment(rule.until) if rule.until else "",
        source=rule.source,
        inputs=tuple(inputs),
    )
