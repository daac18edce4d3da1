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
Steps = list[dict[str, object]]


@dataclass(slots=True)
class Batch:
    """Made once for each look, whoever asks first; `sums` are new summaries by look.

    `name` is what a browser that comes back says it has seen.
    """

    version: int
    name: str
    changes: tuple[Change, ...]
    sums: dict[Look, Summed] = field(default_factory=dict)
    _made: dict[Look, bytes] = field(default_factory=dict)

    def message(self, look: Look) -> bytes:
        """The event that all who look so are sent; empty if there is nothing for them."""
        if look not in self._made:
            steps = [_step(change, look) for change in self.changes]
            if look in self.sums:
                steps.append(summed(self.sums[look]))
            self._made[look] = message(self.name, steps) if steps else b""
        return self._made[look]


def message(version: str, steps: Steps) -> bytes:
    """One event of a stream of server-sent events: what the page's script carries out, in order."""
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
