"""What a call's record says against what its persona should have given. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voicebot.outcomes.disposition import Disposition
from voicebot.simulation.persona import Called, Due, LeftAlone
from voicebot.simulation.personas import PERSONAS
from voicebot.understanding.intents import RefusalKind

Json = Mapping[str, Any]
OPTED_OUT = Called(Disposition.OPT_OUT, refusal_kind=RefusalKind.EXPLICIT_OPT_OUT, opt_out=True)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One person in one round; round 0 is a stranger who called in.

    `call` is the call record, or the refusal with its decision.
    """

    round: int
    number: str
    persona: str
    language: str
    expected: str
    got: str
    ok: bool
    call: Json

    def as_json(self) -> dict[str, object]:
        """The call record with what was due beside it."""
        return {
            **self.call,
            "number": self.number,
            "persona": self.persona,
            "spoken": self.language,
            "round": self.round,
            "expected": self.expected,
            "got": self.got,
            "ok": self.ok,
        }


def judge(
    number_of_round: int,
    number: str,
    persona: str,
    language: str,
    call: Json,
    *,
    operators: bool = True,
) -> Verdict:
    """Compare a call record (or `{"disposition": null, "decision": …}`) with what was due.

    `operators` is false where there is nobody to transfer a call to.
    """
    due = due_in(number_of_round, persona, operators=operators)
    wrong = _differences(due, call)
    got = describe(call)
    if wrong:
        got = f"{got} [{'; '.join(wrong)}]"
    return Verdict(
        number_of_round, number, persona, language, describe_due(due), got, not wrong, call
    )


def judge_incoming(caller: str, number: str, language: str, call: Json) -> Verdict:
    """Compare the record of a stranger's call with what is due: `number` is not called again."""
    wrong = _unlike(OPTED_OUT, call)
    if call["opt_out"] is not None and call["opt_out"]["number"] != number:
        wrong.append("another number was taken down")
    got = describe(call) + (f" [{'; '.join(wrong)}]" if wrong else "")
    return Verdict(0, number, caller, language, describe_due(OPTED_OUT), got, not wrong, call)


def due_in(number_of_round: int, persona: str, *, operators: bool = True) -> Due:
    """What is due from a persona in a round (1 or 2)."""
    who = PERSONAS[persona]
    if not operators and who.without_operators is not None:
        return who.without_operators
    return who.first if number_of_round == 1 else who.second


def describe(call: Json) -> str:
    """A call's outcome in a few words."""
    if call["disposition"] is None:
        return "left alone: " + ", ".join(call["decision"]["reasons"])
    kind = f" ({call['refusal_kind']})" if call["refusal_kind"] else ""
    return f"{call['disposition']}{kind}"


def describe_due(due: Due) -> str:
    """What should come, in the same words."""
    if isinstance(due, LeftAlone):
        return f"left alone: {due.reason}"
    kind = f" ({due.refusal_kind})" if due.refusal_kind else ""
    return " or ".join(str(one) for one in due.dispositions) + kind


def _differences(due: Due, call: Json) -> list[str]:
    if isinstance(due, LeftAlone):
        return _called_all_the_same(due, call)
    if call["disposition"] is None:
        return ["was not called"]
    return _unlike(due, call)


def _called_all_the_same(due: LeftAlone, call: Json) -> list[str]:
    if call["disposition"] is not None:
        return ["was called"]
    reasons = call["decision"]["reasons"]
    return [] if str(due.reason) in reasons else ["for another reason"]


def _unlike(due: Called, call: Json) -> list[str]:
    opt_out = call["opt_out"]
    pairs: list[tuple[str, object, tuple[object, ...]]] = [
        ("disposition", call["disposition"], tuple(str(one) for one in due.dispositions)),
        ("network", call["network"]["result"], (str(due.network),)),
        ("answered by", call["answered_by"], (str(due.answered_by),)),
        (
            "refusal",
            call["refusal_kind"],
            (None if due.refusal_kind is None else str(due.refusal_kind),),
        ),
        ("opt-out", opt_out is not None, (due.opt_out,)),
    ]
    wrong = [f"{name} is {got}" for name, got, wanted in pairs if got not in wanted]
    if opt_out is not None and not opt_out["saved_before_acknowledged"]:
        wrong.append("the opt-out was acknowledged before it was saved")
    return wrong
