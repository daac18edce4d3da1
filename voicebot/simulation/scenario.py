"""Which person answers which number: written by whoever sets the scene, read at every call."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Part:
    """A persona given a language, a voice and a habit (which of its phrasings it uses)."""

    persona: str
    language: str
    voice: str
    habit: int = 0


Scenario = dict[str, Part]  # E.164 number to part


def write(scenario: Mapping[str, Part], path: Path) -> None:
    """Write it in one step, so that a reader sees the old one or the new one."""
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps({n: asdict(part) for n, part in scenario.items()}, indent=1))
    draft.replace(path)


def read(path: Path) -> Scenario:
    """Read it back."""
    return {number: Part(**part) for number, part in json.loads(path.read_text()).items()}


def part_for(dialled: str, scenario: Mapping[str, Part]) -> tuple[str, Part] | None:
    """The number and part for what a carrier was asked to dial, with or without its plus sign."""
    number = "+" + "".join(ch for ch in dialled if ch.isdigit())
    return (number, scenario[number]) if number in scenario else None
