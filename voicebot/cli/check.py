"""`voicebot check`: may we call, and every reason."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Column

from voicebot import bootstrap
from voicebot.cli.output import JsonFlag, console, print_json, print_table
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.eligibility.deciding import decide
from voicebot.eligibility.decision import Decision, RuleResult, Verdict
from voicebot.eligibility.known import Question
from voicebot.eligibility.learned import Learned
from voicebot.errors import BadInput
from voicebot.settings import Settings

SHOWN = 3  # items of a list shown to a person; JSON has them all


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check", epilog="Example: voicebot check +12025550123 --at 2026-12-01T10:00+03:00")(
        check
    )


def check(
    number: Annotated[str, typer.Argument(help="The number, with its country code.")],
    campaign: Annotated[str, typer.Option(help="As part of this campaign (name or id).")] = "",
    purpose: Annotated[Purpose, typer.Option(help="What the call would be for.")] = (
        Purpose.TRANSACTIONAL
    ),
    at: Annotated[str, typer.Option(help="At this time, ISO 8601; now if left out.")] = "",
    json_: JsonFlag = False,
) -> None:
    """Say whether this number may be called, by every rule. Exit 1 if it may not."""
    with bootstrap.office(Settings.load()) as office:
        chosen = office.storage.campaigns.get(campaign) if campaign else None
        question = Question(
            number=PhoneNumber.parse(number),
            purpose=chosen.purpose if chosen else purpose,
            at=_moment(at) if at else office.clock.now(),
            campaign_id=chosen.campaign_id if chosen else None,
            lasts_s=office.settings.ring_timeout_s + office.settings.max_call_s,
        )
        decision = decide(office.storage.books.facts(question))
    if json_:
        print_json({"number": number, "purpose": str(question.purpose)} | decision.as_json())
    else:
        _show(f"May {number} be called, for {question.purpose}?", decision)
    raise typer.Exit(0 if decision.allowed else 1)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(
            f"--at {text!r} is not a time", "write it as 2026-12-01T10:00+03:00"
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _show(title: str, decision: Decision) -> None:
    columns = (Column("rule", no_wrap=True), "says", "reason", "until (UTC)", "because")
    print_table(title, columns, map(_row, decision.rules))
    law = ", ".join(decision.profiles) or "no profile"
    console.print(f"By the law of {law} ({decision.law_version}).", highlight=False)
    if decision.learned is not None:
        for line in _learned(decision.learned, refused=not decision.allowed):
            console.print(line, highlight=False, soft_wrap=True)
    console.print(decision.sentence, highlight=False)


def _learned(said: Learned, *, refused: bool) -> Iterator[str]:
    """What the model in force says, in words."""
    if said.score is not None:
        worth = f"The call is worth {said.score:.1f} calls by model {said.model}"
        yield f"{worth}; below {said.threshold:.0f} it is not placed."
    if said.left_alone_for is not None:
        yield said.sentence if refused else f"Speaking against it: {'; '.join(said.reasons())}."


def _row(rule: RuleResult) -> tuple[str, ...]:
    until = f"{rule.until:%Y-%m-%d %H:%M}" if rule.until else ""
    because = "" if rule.verdict is Verdict.ALLOW else _in_short(rule.inputs)
    return rule.rule, str(rule.verdict), ", ".join(rule.reasons), until, because


def _in_short(inputs: dict[str, object]) -> str:
    """What a rule that objects had to go by; of a long list only its length."""
    said = []
    for name, value in inputs.items():
        if value is None or value == []:
            continue
        many = isinstance(value, list) and len(value) > SHOWN
        said.append(f"{name}: {len(value)} of them" if many else f"{name}: {value}")  # type: ignore[arg-type]
    return ", ".join(said)
