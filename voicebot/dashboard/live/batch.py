"""What changed on the board at one moment, and how it is sent to those who watch."""

import json
from dataclasses import dataclass, field

from voicebot.dashboard.live.call import CallShown
from voicebot.dashboard.live.line import Line
from voicebot.dashboard.live.look import Look
from voicebot.dashboard.live.summary import Summed


@dataclass(frozen=True, slots=True)
class Card:
    """A call is new on the board, or its card is another one now."""

    call: CallShown


@dataclass(frozen=True, slots=True)
class State:
    """What a call is doing now."""

    call: CallShown


@dataclass(frozen=True, slots=True)
class Words:
    """Lines of a call's transcript that are new, or have changed."""

    attempt_id: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Gone:
    """A call left the board."""

    attempt_id: str


Change = Card | State | Words | Gone


@dataclass(slots=True)
class Batch:
    """Rendered once for each look, whoever asks first; `sums` are new summaries by look."""

    version: int
    changes: tuple[Change, ...]
    sums: dict[Look, Summed] = field(default_factory=dict)
    _rendered: dict[Look, list[dict[str, object]]] = field(default_factory=dict)

    def steps(self, look: Look) -> list[dict[str, object]]:
        """What the page's script carries out, in order."""
        if look not in self._rendered:
            steps = [_step(change, look) for change in self.changes]
            if look in self.sums:
                steps.append(summed(self.sums[look]))
            self._rendered[look] = steps
        return self._rendered[look]


def message(version: str, steps: list[dict[str, object]]) -> bytes:
    """One event of a stream of server-sent events."""
    return f"id: {version}\ndata: {json.dumps(steps, ensure_ascii=False)}\n\n".encode()


def summed(sums: Summed) -> dict[str, object]:
    """What stands above and beneath the calls is put in its place."""
    return {"do": "summary", "above": sums.above, "beneath": sums.beneath}


def card(call: CallShown, look: Look) -> dict[str, object]:
    """A call's card is put in its place."""
    html = look.render("now_card.html", call=call)
    return {"do": "card", "id": call.attempt_id, "place": call.place, "html": html}


def _step(change: Change, look: Look) -> dict[str, object]:
    match change:
        case Card(call):
            return card(call, look)
        case State(call):
            html = look.render("now_state.html", call=call)
            return {"do": "state", "id": call.attempt_id, "html": html}
        case Words(attempt_id, lines):
            made = [[line.key, look.render("now_line.html", line=line)] for line in lines]
            return {"do": "lines", "id": attempt_id, "lines": made}
        case Gone(attempt_id):
            return {"do": "gone", "id": attempt_id}
