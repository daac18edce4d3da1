"""What a supervisor must know at once."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from voicebot.bootstrap.office import Office
from voicebot.bootstrap.switchboard import LinesState
from voicebot.dashboard.languages import mark
from voicebot.dashboard.tones import BAD, CALM, CARE
from voicebot.errors import StorageError


@dataclass(frozen=True, slots=True)
class Alarm:
    """A marked text with its values; `path` and `action` lead to where it is dealt with."""

    tone: str
    text: str
    values: dict[str, object] = field(default_factory=dict)
    path: str = ""
    action: str = ""


def of_lines(state: LinesState | None, *, direct: bool) -> Iterator[Alarm]:
    """Of the agents and of the Asterisk that they register with."""
    if state is None:
        yield Alarm(CALM, ELSEWHERE)
    elif state.ready == 0:
        yield Alarm(BAD, NO_LINES if direct else ASTERISK_LOST)
    elif state.registered < state.agents and not direct:
        yield Alarm(CARE, SOME_LOST, {"lost": state.agents - state.registered, "of": state.agents})
    elif state.ready < state.agents:
        yield Alarm(CARE, SOME_AWAY, {"lost": state.agents - state.ready, "of": state.agents})


def of_hearing(state: LinesState | None, fell_behind: bool) -> Iterator[Alarm]:
    """Of recognition, by this process's own and by what the calls under way say."""
    if state is not None and state.behind:
        yield Alarm(BAD, HEARD_LATE)
    elif fell_behind:
        yield Alarm(CARE, FELL_BEHIND)


def of_books(office: Office, now: datetime) -> Iterator[Alarm]:
    """Of opt-outs that wait, of registries that are too old, of webhooks that were not told."""
    try:
        waiting = sum(1 for _ in office.storage.optouts.waiting())
        expired = [each for each in office.storage.registry_book.standing() if each.expired(now)]
        untold = office.storage.deliveries.given_up()
    except StorageError:
        yield Alarm(BAD, NO_DATABASE)
        return
    if waiting:
        yield Alarm(BAD, SPOOL, {"num": waiting})
    if untold:
        yield Alarm(CARE, UNTOLD, {"num": untold}, "/settings/webhooks", mark("See the webhooks"))
    for registry in expired:
        values: dict[str, object] = {
            "name": registry.name,
            "age": registry.age(now).days,
            "most": registry.max_age_days,
        }
        yield Alarm(BAD, REGISTRY, values, "/opt-outs", mark("See the registries"))


ELSEWHERE = mark(
    "This process holds no lines: calls that others run on this machine are shown, and cannot be "
    "ended or taken over from here."
)
NO_LINES = mark(
    "No agent process is ready: no call can be made or answered. They are started again."
)
ASTERISK_LOST = mark(
    "Asterisk is lost: no agent is registered, no call can be made or answered. "
    "See `voicebot pbx status`."
)
SOME_LOST = mark("%(lost)s of %(of)s agents lost their registration with Asterisk.")
SOME_AWAY = mark("%(lost)s of %(of)s agent processes are away, and are started again.")
HEARD_LATE = mark(
    "Recognition is overloaded: people are heard too late. No further call begins until it "
    "keeps up."
)
FELL_BEHIND = mark("Recognition fell behind on a call within the last half minute.")
NO_DATABASE = mark("The database does not answer. Opt-outs go to the spool until it does.")
SPOOL = mark("Opt-outs wait in the spool for the database: %(num)s. They are in force already.")
UNTOLD = mark("Other systems were not told of what happened, in all tries: %(num)s events.")
REGISTRY = mark(
    "The do-not-call registry %(name)s is %(age)s days old, and good for %(most)s: calls that need "
    "it are refused until it is imported again."
)
