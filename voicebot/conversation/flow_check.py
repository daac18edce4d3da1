"""What makes a dialogue unfit to be spoken to anybody, told with its line."""

from collections.abc import Iterator

from voicebot.conversation.flow_parts import (
    ENDINGS,
    SPOKEN_ANSWERS,
    Flow,
    Step,
    scale_of,
)
from voicebot.conversation.flow_reading import Problem
from voicebot.conversation.phrases import phrases
from voicebot.conversation.spoken import FORMS
from voicebot.conversation.wording import places, seconds_to_say

IDENTIFIED_WITHIN_S = 5.0
"""Who calls, that it is a robot and how to stop it are said within so long (RU4, EU4, US5)."""

ASSUMED_LENGTHS = {"seller": 16, "recorded": 9}
"""Characters taken for places of the identification when its duration is estimated."""

FORMS_OF = {
    "text": ("", "text", "name", "digits"),
    "date": ("date", "day"),
    "date and time": ("date", "day", "time"),
    "number": ("", "number", "ordinal", "digits", "duration"),
    "money": ("money",),
}
"""The forms in which each kind of variable may be spoken; those of time have cases besides."""

OUR_NAMES = frozenset({"seller", "recorded", "callback_number", "answer", "caller", "number"})
"""What the robot fills in itself; a variable of such a name would be taken for it."""

ENGINE_KEYS = {"9": "to stop the calls", "0": "to reach a person"}
"""Keys that mean the same in every dialogue."""


def check(flow: Flow) -> Iterator[Problem]:
    """Every problem of a flow whose form could be read."""
    for one_check in (
        check_targets,
        check_ways,
        check_exits,
        check_answers,
        check_places,
        check_identification,
        check_message,
        check_incoming,
    ):
        yield from one_check(flow)


def check_targets(flow: Flow) -> Iterator[Problem]:
    """Whatever a step leads to exists."""
    starts = [(flow.start, flow.line)] if flow.start else []
    starts += [(flow.anonymous, flow.line)] if flow.anonymous else []
    for name, line in starts:
        if name not in flow.steps:
            yield Problem(line, f"the dialogue starts at {name!r}, and there is no such step")
    for step in flow.steps.values():
        for name, line in step.leads_to:
            if name not in flow.steps and name not in ENDINGS:
                known = ", ".join((*flow.steps, *ENDINGS))
                yield Problem(
                    line,
                    f"step {step.name!r} leads to {name!r}, and there is no such step ({known})",
                )


def check_ways(flow: Flow) -> Iterator[Problem]:
    """Each step says what follows it, once, and can be reached."""
    for step in flow.steps.values():
        ways = {
            "answers": bool(step.answers),
            "then": bool(step.then) and not step.collects,
            "collect": step.collects,
            "stop calling": bool(step.stops),
            "offers": bool(step.offers),
        }
        said = [name for name, is_there in ways.items() if is_there]
        if not said:
            yield Problem(step.line, f"step {step.name!r} leads nowhere: give it `then: end`")
        elif len(said) > 1:
            yield Problem(step.line, f"step {step.name!r} has both {' and '.join(said)}")
        if step.collects and not step.then:
            yield Problem(step.line, f"step {step.name!r} collects a number and needs `then:`")
    reached = _reachable(flow)
    for step in flow.steps.values():
        if step.name not in reached:
            yield Problem(step.line, f"step {step.name!r} can never be reached")


def check_exits(flow: Flow) -> Iterator[Problem]:
    """From every step there is a way out of the dialogue."""
    leaving = {step.name for step in flow.steps.values() if _leaves(flow, step)}
    found = True
    while found:
        more = {
            step.name
            for step in flow.steps.values()
            if step.name not in leaving and any(name in leaving for name, _ in step.leads_to)
        }
        leaving |= more
        found = bool(more)
    for step in flow.steps.values():
        if step.name not in leaving and step.leads_to:
            yield Problem(step.line, f"step {step.name!r} is in a loop without an exit")


def check_answers(flow: Flow) -> Iterator[Problem]:
    """Every answer is one that can be understood, by word or by key, and means one thing."""
    for step in flow.steps.values():
        taken: set[str] = set()
        for answer in step.answers:
            known = answer.words or answer.figures or answer.says in SPOKEN_ANSWERS
            if not known:
                yield Problem(
                    answer.line,
                    f"the answer {answer.says!r} is unknown: use {', '.join(SPOKEN_ANSWERS)}, "
                    "a key such as 1, figures such as 1-5, or give it `words:`",
                )
            for figure in sorted(answer.figures):
                if figure in ENGINE_KEYS:
                    what = ENGINE_KEYS[figure]
                    yield Problem(answer.line, f"key {figure} is kept {what} in every dialogue")
                elif (not figure.isdigit() and figure not in "*#") or len(figure) > 1:
                    yield Problem(answer.line, f"there is no key {figure!r}; keys are 1-8, * and #")
                elif figure in taken:
                    yield Problem(answer.line, f"key {figure} stands for two answers")
            taken |= answer.figures
        yield from _beside_the_scale(step)


def _beside_the_scale(step: Step) -> Iterator[Problem]:
    """Words stand for a figure that could have been said, and a scale has such figures."""
    figures: set[str] = set().union(*(answer.figures for answer in step.answers))
    for answer in step.answers:
        if answer.means and answer.means not in figures:
            text = f"the answer {answer.says!r} means {answer.means!r}, which no answer takes"
            yield Problem(answer.line, text)
    ends = scale_of(step.satisfaction)
    if ends and not {str(figure) for figure in range(ends[0], ends[1] + 1)} <= figures:
        text = f"step {step.name!r} has no answer for some figures of its satisfaction"
        yield Problem(step.line, text)


def check_places(flow: Flow) -> Iterator[Problem]:
    """Every {place} names a variable that is there, in a form it has."""
    known = _known_forms(flow)
    used: set[str] = set()
    for what, wording in flow.wordings():
        for language, text in wording.texts.items():
            line = wording.lines.get(language, wording.line)
            try:
                found = places(text)
            except ValueError as error:
                yield Problem(line, f"{what}: the braces are wrong: {error}")
                continue
            used.update(name for name, _ in found)
            yield from (Problem(line, text) for text in _wrong_places(what, found, known))
    for variable in flow.variables.values():
        if variable.name not in used:
            yield Problem(variable.line, f"the variable {variable.name!r} is never used")
        if variable.name in OUR_NAMES:
            yield Problem(
                variable.line,
                f"{variable.name!r} is a name that the robot fills in itself: choose another",
            )


def check_identification(flow: Flow) -> Iterator[Problem]:
    """The first words say who calls, that it is a robot and how to stop it, in time."""
    for language, text in flow.identification.texts.items():
        line = flow.identification.lines[language]
        for missing in _unsaid(text, language, ("seller", "robot", "stop")):
            yield Problem(line, f"the identification does not say {missing}")
        if (seconds := _seconds(text)) > IDENTIFIED_WITHIN_S:
            yield Problem(
                line,
                f"the identification takes about {seconds:.1f} s to say, "
                f"and may take {IDENTIFIED_WITHIN_S:.0f} s: make it shorter",
            )


def check_message(flow: Flow) -> Iterator[Problem]:
    """A message on a machine says who calls and that it is a robot."""
    for language, text in flow.message.texts.items():
        for missing in _unsaid(text, language, ("seller", "robot")):
            yield Problem(flow.message.lines[language], f"the message does not say {missing}")


def check_incoming(flow: Flow) -> Iterator[Problem]:
    """An incoming line can take the number of somebody whose number is hidden."""
    if flow.direction == "outbound":
        if flow.anonymous:
            yield Problem(flow.line, "`anonymous` is for incoming dialogues only")
        for step in flow.steps.values():
            if step.collects or step.stops or step.offers:
                yield Problem(step.line, f"step {step.name!r} is for incoming dialogues only")
        return
    if not flow.anonymous:
        yield Problem(flow.line, "an incoming dialogue needs `anonymous:`, for hidden callers")
    elif flow.anonymous in flow.steps and not flow.steps[flow.anonymous].collects:
        yield Problem(flow.line, f"the step {flow.anonymous!r} must `collect: number`")


def _leaves(flow: Flow, step: Step) -> bool:
    """True if the step itself can end the dialogue, or leads out of what is written."""
    return bool(step.stops or step.offers) or any(
        name in ENDINGS or name not in flow.steps for name, _ in step.leads_to
    )


def _reachable(flow: Flow) -> set[str]:
    waiting = [name for name in (flow.start, flow.anonymous) if name in flow.steps]
    reached: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += [to for to, _ in flow.steps[name].leads_to if to in flow.steps]
    return reached


def _known_forms(flow: Flow) -> dict[str, tuple[str, ...]]:
    known = {name: FORMS_OF.get(v.kind, ("",)) for name, v in flow.variables.items()}
    known |= {
        "seller": ("",),
        "recorded": ("",),
        "callback_number": ("digits",),
        "answer": ("", "number"),
    }
    if flow.direction == "inbound":
        known |= {"caller": ("digits",), "number": ("digits",)}
    return known


def _wrong_places(
    what: str, found: tuple[tuple[str, str], ...], known: dict[str, tuple[str, ...]]
) -> Iterator[str]:
    for name, form in found:
        if name not in known:
            yield f"{what}: {{{name}}} is unknown; known are {', '.join(sorted(known))}"
        elif form not in FORMS or form.partition(".")[0] not in known[name]:
            forms = " or ".join(
                f"{{{name}:{one}}}" if one else f"{{{name}}}" for one in known[name]
            )
            yield f"{what}: {name!r} cannot be said as {form or 'it is'!r}: write {forms}"


def _unsaid(text: str, language: str, wanted: tuple[str, ...]) -> Iterator[str]:
    marks, low = phrases(language).marks, text.lower()
    if "seller" in wanted and "{seller}" not in text:
        yield "who calls: put {seller} in it"
    if "robot" in wanted and not any(mark in low for mark in marks["robot"]):
        yield f"that it is a robot: use a word such as {marks['robot'][0]!r}"
    if "stop" in wanted and not any(mark in low for mark in marks["stop"]):
        yield f"how to stop the calls: in words such as {marks['stop'][0]!r}, or by key 9"


def _seconds(text: str) -> float:
    try:
        return seconds_to_say(text, ASSUMED_LENGTHS)
    except ValueError:
        return 0.0  # the braces are wrong, which is told elsewhere
