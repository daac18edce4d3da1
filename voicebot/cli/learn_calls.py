"""The work behind `voicebot learn … calls`: what our own calls teach."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from voicebot import bootstrap
from voicebot.bootstrap.call_learning import CallLearning
from voicebot.bootstrap.nightly import next_night
from voicebot.cli.output import complaints
from voicebot.cli.who import looker
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.errors import ModelDamaged, NotFound
from voicebot.learning.policy.call_model import TASK, taken
from voicebot.learning.policy.in_force import InForce, in_force
from voicebot.learning.shelf import Shelf
from voicebot.settings import Settings

_REMEDY = "put its folder back from a copy, or train anew with `voicebot learn train calls`"

COLUMNS = ("number", "harm", "reach", "success", "worth")


@contextmanager
def _learning(settings: Settings) -> Iterator[tuple[CallLearning, bootstrap.Office]]:
    with bootstrap.office(settings) as office:
        calls = office.storage.learned_from
        yield CallLearning(settings, calls, Shelf(settings.models)), office


def trained(settings: Settings, promote: bool) -> str:
    """Train on the books and put on the shelf; the new version. Each target is told when done."""
    with _learning(settings) as (learning, _):
        return learning.train(promote, lambda name: complaints.print(f"{name} is learned")).version


def measured(settings: Settings, version: str) -> dict[str, Any]:
    """How well a version, or the one in force, foretells our newest calls."""
    from voicebot.learning.policy.measuring import measure

    shelf = Shelf(settings.models)
    version = version or shelf.in_force(TASK) or ""
    if not version:
        raise NotFound("no model of calls is in force", "voicebot learn train calls")
    model, card = taken(shelf, version), shelf.card(TASK, version)
    with _learning(settings) as (learning, _):
        until = datetime.fromisoformat(card["learned_until"])
        figures = measure(learning.examples(), model, until, learning.worth)
    return {"task": TASK, "version": version, "prior": card["prior"], **figures}


def page_of(figures: dict[str, Any]) -> str:
    """The figures for people."""
    names = ("rows", "yes", "auc", "brier", "calibration_error", "cost")
    seen = ", from which it learned" if figures["seen"] else ", which it had not seen"
    lines = [f"Version {figures['version']} on {figures['calls']} calls{seen}.", ""]
    for target, one in figures["targets"].items():
        lines += [f"## {target}", "", f"| | {' | '.join(names)} |", "|---" * 7 + "|"]
        parts = [{"name": "all", **one}, *one["purposes"], *one["periods"]]
        for part in parts:
            cells = " | ".join("" if part[n] is None else str(part[n]) for n in names)
            lines.append(f"| {part['name']} | {cells} |")
        lines.append("")
    for name, value in figures["values"]["policies"].items():
        lines.append(f"{name}: {value['worth']} calls a decision, {value['called']:.0%} called")
    return "\n".join(lines)


def scored(settings: Settings, numbers: Sequence[str], purpose: Purpose) -> list[dict[str, Any]]:
    """What the model in force foretells of a call to each number now, and what it is worth."""
    import polars as pl

    from voicebot.learning.attempts import questions
    from voicebot.learning.features import build_features

    model = _in_force(settings)
    parsed = [PhoneNumber.parse(number).e164 for number in numbers]
    with _learning(settings) as (learning, office):
        now, calls = office.clock.now(), office.storage.learned_from
        past = calls.attempts_of(parsed, now)
        asked = questions(calls.people(parsed, now).with_columns(purpose=pl.lit(str(purpose))), now)
        office.storage.journal.note_look(now, "scores", parsed, looker(""))
        features = build_features(pl.concat([past, asked]), model.attributes).tail(len(parsed))
        chances = pl.concat(
            [features.select("purpose"), model.foretell(features)], how="horizontal"
        )
        told = chances.with_columns(asked["number"], worth=learning.worth.expected())
    rounded = told.select("number", pl.col(COLUMNS[1:]).round(4))
    return [row | {"version": model.version, "prior": model.prior} for row in rounded.to_dicts()]


def status(settings: Settings) -> dict[str, Any]:
    """The model of calls in force, what its card says, how it fits now, and when it is next."""
    shelf = Shelf(settings.models)
    found = in_force(shelf)
    with _learning(settings) as (learning, office):
        now = office.clock.now()
        return {
            "in_force": None if found is None else _summary(shelf, found),
            "damaged": _damaged(shelf, found),
            "last_night": learning.noted(),
            "watched": learning.watched(),
            "next_training": next_night(settings.retrain_at, now).isoformat(),
        }


def told(found: dict[str, Any]) -> Iterator[str]:
    """The status for people."""
    model = found["in_force"]
    if found["damaged"]:
        yield f"Version {found['damaged']} of calls is damaged, and not used: {_REMEDY}."
    if model is None:
        yield "No model of calls is in force: the rules decide alone."
    else:
        kind = ", and is no model but shrunk rates" if not model["targets"] else ""
        prior = ", a prior learned from made-up people" if model["prior"] else kind
        yield f"Version {model['version']} of calls is in force{prior}."
        yield f"It learned from {model['counts']['calls']} calls until {model['learned_until']}."
        for name, one in model["targets"].items():
            yield f"{name}: AUC {one['auc']}, calibration error {one['calibration_error']}."
    night, watched = found["last_night"], found["watched"]
    if night:
        yield f"Last night ({night['at']}): {night.get('result', 'broken off, will begin again')}."
    for alarm in watched.get("alarms", ()):
        yield f"Watch out: {alarm}."
    if watched and not watched["alarms"]:
        yield f"On {watched['calls']} calls of the last four weeks it fits."
    yield f"Next training: {found['next_training']}."


def _summary(shelf: Shelf, found: InForce) -> dict[str, Any]:
    card = shelf.card(TASK, found.version)
    names = ("auc", "brier", "calibration_error", "cost")
    targets = {n: {name: one[name] for name in names} for n, one in card["targets"].items()}
    kept = ("prior", "learned_until", "counts", "attributes", "comparison")
    said = {name: card.get(name) for name in kept}
    return {"version": found.version, **said, "targets": targets}


def _in_force(settings: Settings) -> InForce:
    shelf = Shelf(settings.models)
    found = in_force(shelf)
    if found is None and (version := _damaged(shelf, found)):
        raise ModelDamaged(f"version {version} of calls, which is in force, is damaged", _REMEDY)
    if found is None:
        raise NotFound("no model of calls is in force", "voicebot learn train calls")
    return found


def _damaged(shelf: Shelf, found: InForce | None) -> str | None:
    """The version that was promoted last, where it is not the one that is used."""
    promoted = shelf.in_force(TASK)
    return None if found is not None and found.version == promoted else promoted
