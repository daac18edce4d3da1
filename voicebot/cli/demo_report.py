"""What the demo shows: calls as they happen, and the report at the end."""

import threading
from types import TracebackType

from rich.console import Console
from rich.live import Live
from rich.table import Table

from voicebot.cli.demo_learned import why
from voicebot.cli.demo_stage import Result
from voicebot.conversation.ports import CallOrder
from voicebot.dialling.attempt import Attempted
from voicebot.dialling.ports import Entry
from voicebot.simulation.cast import Cast
from voicebot.simulation.verdicts import Verdict

TITLES = ("Strangers who called in", "The first campaign", "The second campaign, a day later")
SHOWN = 16  # rows of the live table: calls under way, then the latest that ended


class LiveTable:
    """Watches both campaigns in the terminal; prints plain lines where there is none."""

    def __init__(self, console: Console, cast: Cast) -> None:
        self._console = console
        self._cast = cast
        self._lock = threading.Lock()
        self._orders: dict[str, CallOrder] = {}
        self._states: dict[str, str] = {}
        self._title = "Getting ready"
        self._handled = 0
        self._people = 0
        self._live = Live(get_renderable=self._table, console=console, refresh_per_second=4)

    def __enter__(self) -> "LiveTable":
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._console.is_terminal:
            self._live.stop()

    def round_begins(self, number: int, people: int) -> None:
        """A campaign starts."""
        with self._lock:
            self._title = f"Campaign {number}: {people} people"
            self._handled, self._people = 0, people
            self._orders.clear()
            self._states.clear()
        if not self._console.is_terminal:
            self._console.print(self._title)

    def call_begins(self, order: CallOrder) -> None:
        """A call is placed."""
        with self._lock:
            self._orders[order.attempt_id] = order
            self._states[order.attempt_id] = "dialling"

    def call_does(self, attempt_id: str, state: str) -> None:
        """What a call does now."""
        with self._lock:
            if attempt_id in self._states:
                self._states[attempt_id] = state

    def call_ended(self, entry: Entry, attempted: Attempted) -> None:
        """A contact was called, or left alone."""
        got = outcome_of(attempted)
        with self._lock:
            self._handled += 1
            self._states.pop(attempted.attempt_id, None)
        if not self._console.is_terminal:
            part = self._cast.parts.get(entry.contact.number.e164)
            persona = part.persona if part else "somebody with a history"
            line = f"  {entry.contact.number}  {persona}: {got}"
            self._console.print(line, highlight=False, soft_wrap=True)

    def _table(self) -> Table:
        with self._lock:
            title = f"{self._title}, {self._handled} done"
            rows = [(self._orders[key], state) for key, state in self._states.items()][:SHOWN]
        table = Table("number", "person", "language", "now", title=title, title_justify="left")
        for order, state in rows:
            part = self._cast.parts.get(order.number or "")
            table.add_row(order.number, part.persona if part else "", order.language, state)
        return table


def outcome_of(attempted: Attempted) -> str:
    """In a few words, what came of a wish to call."""
    if attempted.record is not None:
        outcome = attempted.record.outcome
        kind = f" ({outcome.refusal_kind})" if outcome.refusal_kind else ""
        return f"{outcome.disposition}{kind}"
    reasons = ", ".join(attempted.decision.reasons)
    until = attempted.decision.defer_until
    return f"left alone: {reasons}" + (f" until {until:%Y-%m-%d %H:%M} UTC" if until else "")


def report(console: Console, result: Result) -> None:
    """The report: each person's outcome against what was due, and who was left alone and why."""
    for number in (1, 2, 0):
        verdicts = [verdict for verdict in result.verdicts if verdict.round == number]
        _round_table(console, number, verdicts)
    _learned_table(console, result.verdicts)
    saved = len(result.opt_outs)
    console.print(
        f"Opt-outs saved: {saved}. Dialled after an opt-out: {len(result.dialled_after_opt_out)}."
    )
    about = f"PBX: {result.pbx}. Recognition: {result.asr}. {result.seconds:.0f} s."
    console.print(about, highlight=False, soft_wrap=True)
    console.print(
        f"Recordings, transcripts and logs: {result.calls}", highlight=False, soft_wrap=True
    )
    wrong = sum(not verdict.ok for verdict in result.verdicts)
    told = "1 outcome is wrong." if wrong == 1 else f"{wrong} outcomes are wrong."
    console.print("Every outcome is right." if result.right else told)


def _round_table(console: Console, number: int, verdicts: list[Verdict]) -> None:
    title = TITLES[number]
    table = Table("", "person", "language", "due", "got", title=title, title_justify="left")
    for verdict in sorted(verdicts, key=lambda v: (v.language, v.persona)):
        mark = "[green]✓[/]" if verdict.ok else "[red]✗[/]"
        table.add_row(mark, verdict.persona, verdict.language, verdict.expected, verdict.got)
    console.print(table)


def _learned_table(console: Console, verdicts: list[Verdict]) -> None:
    """Whom a score left alone, with up to three reasons of their own history each."""
    title = (
        "Left alone by what was learned: a prior, from made-up people whom these are like. It "
        "shows how a score keeps the robot away, not that learning helps with real people"
    )
    table = Table("number", "person", "because", "until", title=title, title_justify="left")
    for row in why(verdicts):
        table.add_row(*row)
    console.print(table)
