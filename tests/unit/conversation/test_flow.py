"""Dialogue files: what is refused, and where the problem is said to be."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicebot.conversation.flow import load_flow, load_flows, problems_in
from voicebot.conversation.flow_check import ASSUMED_LENGTHS, IDENTIFIED_WITHIN_S
from voicebot.conversation.spoken import spoken
from voicebot.conversation.wording import fill, places, seconds_to_say
from voicebot.errors import BadFlow, BadInput, NotFound

DIALPLANS = Path(__file__).parents[3] / "dialplans"
FLOWS = (
    "appointment_reminder",
    "payment_reminder",
    "delivery_notice",
    "satisfaction",
    "spoken_code",
)

SOUND = """\
title: Test
direction: outbound
purpose: SURVEY
languages: [en, ru]
variables:
  when:
    kind: date and time
    example: 2026-12-01 10:30
identification:
  en: This is {seller}'s robot. To stop our calls, press 9.
  ru: Это робот, {seller}. Чтобы не звонили, нажмите 9.
about:
  en: I am calling to test.
  ru: Это проверка.
start: ask
steps:
  ask:
    say:
      en: Shall we meet {when:date.on}?
      ru: Встретимся {when:date.on}?
    answers:
      yes: done
      2: done
  done:
    goal: confirmed
    say:
      en: Goodbye.
      ru: До свидания.
    then: end
"""


def problems_of(tmp_path: Path, text: str) -> list[tuple[int, str]]:
    path = tmp_path / "test.yaml"
    path.write_text(text, "utf-8")
    return [(problem.line, problem.text) for problem in problems_in(path)]


def test_the_sound_flow_has_no_problem(tmp_path: Path) -> None:
    assert problems_of(tmp_path, SOUND) == []


def test_every_dialogue_we_ship_can_be_spoken_in_both_languages() -> None:
    flows = load_flows(DIALPLANS)
    assert set(flows) == {*FLOWS, "opt_out_line"}
    assert {flow.languages for flow in flows.values()} == {("en", "ru")}
    assert {name for name, flow in flows.items() if flow.direction == "inbound"} == {"opt_out_line"}


WRONG = {
    "unknown node": ("yes: done", "yes: dome", 22, "leads to 'dome'"),
    "unknown start": ("start: ask", "start: asks", 15, "starts at 'asks'"),
    "loop without exit": ("    then: end", "    then: ask", 17, "loop without an exit"),
    "unreachable step": (
        "yes: done\n      2: done",
        "yes: end\n      2: end",
        24,
        "never be reach",
    ),
    "leads nowhere": ("    then: end\n", "", 24, "leads nowhere"),
    "missing language": ("      ru: До свидания.\n", "", 27, "no text in 'ru'"),
    "empty text": ("ru: До свидания.", "ru: ''", 28, "is empty in 'ru'"),
    "unknown variable": ("en: Goodbye.", "en: Goodbye, {name}.", 27, "{name} is unknown"),
    "unknown form": (
        "en: Shall we meet {when:date.on}",
        "en: Meet {when:weekday}",
        19,
        "'weekday'",
    ),
    "unfitting form": ("en: Shall we meet {when:date.on}", "en: Meet {when:money}", 19, "money"),
    "variable without form": ("en: Shall we meet {when:date.on}", "en: Meet {when}", 19, "it is"),
    "braces": ("en: Goodbye.", "en: Goodbye {", 27, "braces are wrong"),
    "name of our own": (
        "variables:",
        "variables:\n  number: {kind: text, example: y}",
        6,
        "the robot fills in itself",
    ),
    "unused variable": ("variables:", "variables:\n  x: {kind: text, example: y}", 6, "never used"),
    "unknown kind": ("kind: date and time", "kind: moment", 6, "'moment' is not a kind"),
    "unknown word": ("    goal:", "    gaol:", 25, "did you mean 'goal'?"),
    "doubled name": ("start: ask", "start: ask\nstart: ask", 16, "stands twice"),
    "unknown answer": ("yes: done", "maybe: done", 22, "'maybe' is unknown"),
    "unknown key": ("2: done", "x: done", 23, "there is no key 'x'"),
    "kept key": ("2: done", "9: done", 23, "key 9 is kept"),
    "no scale": (
        "    answers:",
        "    satisfaction: 1-x\n    answers:",
        21,
        "takes figures from the least satisfied",
    ),
    "a scale that nobody can answer": (
        "    answers:",
        "    satisfaction: 1-5\n    answers:",
        17,
        "has no answer for some figures",
    ),
    "words for no figure": (
        "2: done",
        "2: done\n      good: {words: {en: [good], ru: [рад]}, means: 5, go: done}",
        24,
        "means '5', which no answer takes",
    ),
    "key twice": ("2: done", "1-3: done\n      2: done", 24, "stands for two answers"),
    "unknown purpose": ("purpose: SURVEY", "purpose: SURVAY", 3, "did you mean 'SURVEY'?"),
    "unknown language": ("[en, ru]", "[en, ru, xx]", 4, "'xx' is not spoken here"),
    "unknown direction": ("outbound", "sideways", 2, "not 'sideways'"),
    "no identification": (
        "identification:\n  en: This is {seller}'s robot. To stop our calls, press 9.\n"
        "  ru: Это робот, {seller}. Чтобы не звонили, нажмите 9.\n",
        "",
        1,
        "needs 'identification'",
    ),
    "identification without who": ("This is {seller}'s", "This is a", 10, "does not say who calls"),
    "identification without robot": ("{seller}'s robot", "{seller}", 10, "that it is a robot"),
    "identification without stop": (
        " Чтобы не звонили, нажмите 9.",
        "",
        11,
        "how to stop the calls",
    ),
    "identification too long": (
        "To stop our calls, press 9.",
        "We are very glad to be calling you today. To stop our calls, press 9.",
        10,
        "make it shorter",
    ),
    "two ways on": ("    then: end", "    then: end\n    answers: {yes: end}", 24, "has both"),
    "incoming step": ("    then: end", "    stop calling: caller", 24, "incoming dialogues only"),
    "not YAML": ("start: ask", "start: [ask", 16, "not YAML"),
    "a list of answers": (
        "answers:\n      yes: done\n      2: done",
        "answers: [yes, no]",
        21,
        "must be a list of",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_flow_is_refused_with_the_line_of(what: str, tmp_path: Path) -> None:
    old, new, line, told = WRONG[what]
    assert old in SOUND
    found = problems_of(tmp_path, SOUND.replace(old, new))
    assert any(at == line and told in text for at, text in found), found


def test_all_problems_are_told_at_once_and_by_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "test.yaml"
    path.write_text(SOUND.replace("yes: done", "yes: dome").replace("SURVEY", "NONE"), "utf-8")
    with pytest.raises(BadFlow) as refused:
        load_flow(path)
    assert [problem.split(": ")[0] for problem in refused.value.problems] == [
        f"{path}:3",
        f"{path}:22",
    ]


def test_an_incoming_line_must_ask_hidden_callers_for_their_number(tmp_path: Path) -> None:
    found = problems_of(tmp_path, SOUND.replace("outbound", "inbound"))
    assert any("hidden callers" in text for _, text in found)


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe\x00", b"- a\n- b\n", b"title: \xd0\x9f\xd0\n", b"&a [*a]"]
)
def test_a_file_that_is_no_dialogue_is_told_in_one_line(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "test.yaml"
    path.write_bytes(raw)
    with pytest.raises(BadFlow) as refused:
        load_flow(path)
    assert refused.value.problems
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        load_flow(tmp_path / "none.yaml")
    with pytest.raises(NotFound):
        load_flows(tmp_path / "none")


@given(st.lists(st.sampled_from(SOUND.splitlines()), max_size=30), st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_any_text_at_all_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], more: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_text("\n".join(lines) + more, "utf-8", "surrogatepass")
    for problem in problems_in(path):
        assert problem.line >= 1


@pytest.mark.parametrize("name", [*FLOWS, "opt_out_line"])
def test_who_calls_is_said_in_time(name: str) -> None:
    for text in load_flow(DIALPLANS / f"{name}.yaml").identification.texts.values():
        assert seconds_to_say(text, ASSUMED_LENGTHS) <= IDENTIFIED_WITHIN_S


def test_values_from_a_list_are_read_by_their_kinds() -> None:
    flow = load_flow(DIALPLANS / "appointment_reminder.yaml")
    values = flow.fill({"when": "2026-12-01T15:30+00:00", "doctor": " Dr Who "}, "America/New_York")
    assert values["when"] == datetime(2026, 12, 1, 15, 30, tzinfo=UTC)
    assert isinstance(values["when"], datetime)
    assert values["when"].hour == 10
    assert values["doctor"] == "Dr Who"
    payment = load_flow(DIALPLANS / "payment_reminder.yaml")
    assert payment.fill({"amount": "$5", "due": "2026-12-01"})["due"] == date(2026, 12, 1)


def test_a_value_that_cannot_be_read_is_told_with_an_example() -> None:
    flow = load_flow(DIALPLANS / "appointment_reminder.yaml")
    with pytest.raises(BadInput, match="2026-12-01 10:30"):
        flow.fill({"when": "next week", "doctor": "Dr Who"})


def test_a_text_is_filled_in_its_language_and_forms() -> None:
    when = datetime(2026, 12, 1, 10, 30)
    assert places("{a} and {when:time.at}") == (("a", ""), ("when", "time.at"))
    assert fill("Come {when:time.at}!", {"when": when}, "en") == (
        f"Come {spoken(when, 'en', 'time.at')}!"
    )
    assert fill("{nothing} here", {}, "en") == "Here"
