"""Every conversation under tests/conversations: what the person does, and what must happen.

A file holds `call` (language; number, null where it is hidden; `transfers` and `saves`, false
where that fails), `person` (what they do, in order) and `must` (what has to come of it). An item
of `person` is words, said once the robot has finished, or a mapping:

    says: words             with `during: prompt` over that prompt, `partials` before the final,
                            `heard: 0.4` if recognition is so unsure of them
    mumbles: words          over a prompt, too short to stop it
    press: keys             with `during: prompt` while it plays
    silence: n              n times nothing, until the robot has waited long enough
    beep: true              a machine's tone
    tone: kind              SIT, CED, RINGBACK, …; as the first item, before the call is answered
    announcement: words     before the call is answered
    hangs up: words         and these are still recognised afterwards; empty for none
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from voicebot.conversation import actions, events
from voicebot.conversation.flow import load_flow
from voicebot.conversation.rehearsal import Rehearsal, rehearsed_order
from voicebot.conversation.session import Session
from voicebot.outcomes.settle import settle

HERE = Path(__file__).parent
DIALPLANS = HERE.parent.parent / "dialplans"
CONVERSATIONS = sorted(HERE.glob("*/*.yaml"))
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # a Tuesday, 10:00 in New York
NUMBER = "+12025550199"
SELLERS = {"en": "Northern Clinic", "ru": "Северная клиника"}


@pytest.mark.parametrize("file", CONVERSATIONS, ids=lambda f: f"{f.parent.name}/{f.stem}")
def test_conversation(file: Path) -> None:
    script = yaml.safe_load(file.read_text("utf-8"))
    rehearsal = hold(file.parent.name, script.get("call", {}), script["person"])
    must = script["must"]
    outcome = settle(rehearsal.log)
    assert said(rehearsal) == must["said"]
    assert numbers_saved(rehearsal) == must.get("saved", [])
    assert str(outcome.disposition) == must["disposition"]
    assert outcome.goal == must.get("goal")
    assert rehearsal.over, "the call never ended"
    acknowledged_only_what_was_saved(rehearsal)
    for name, expected in must.items():
        if name in FURTHER:
            FURTHER[name](rehearsal, expected)


def test_there_are_ten_conversations_of_each_flow_in_both_languages() -> None:
    for flow in DIALPLANS.glob("*.yaml"):
        scripts = [yaml.safe_load(f.read_text("utf-8")) for f in (HERE / flow.stem).glob("*.yaml")]
        languages = {script.get("call", {}).get("language", "en") for script in scripts}
        assert len(scripts) >= 10, flow.stem
        assert languages == {"en", "ru"}, flow.stem


def hold(flow_name: str, call: dict[str, Any], person: list[Any]) -> Rehearsal:
    """Hold a conversation to its end; a person who has nothing more to do is silent."""
    flow = load_flow(DIALPLANS / f"{flow_name}.yaml")
    order = rehearsed_order(
        flow, call.get("language", "en"), call.get("number", NUMBER), "America/New_York"
    )
    session = Session(flow, order, seller=SELLERS, now=NOW, callback_number="+12025550100")
    rehearsal = Rehearsal(
        session,
        order,
        NOW,
        transfers=call.get("transfers", True),
        saves=call.get("saves", True),
        bars_offers=call.get("bars_offers", False),
    )
    rehearsal.dial()
    items = [{"says": item} if isinstance(item, str) else item for item in person]
    if items and "tone" in items[0] and "during" not in items[0]:
        rehearsal.feed(events.EarlyMedia(1.0))
        rehearsal.now_s = 1.2
        rehearsal.tone(items.pop(0)["tone"])
    if items and "announcement" in items[0]:
        rehearsal.feed(events.EarlyMedia(1.0))
        rehearsal.now_s = 1.5
        rehearsal.speak(items.pop(0)["announcement"])
    if not rehearsal.over:
        rehearsal.answer()
    for item in items:
        listen(rehearsal, item)
        act(rehearsal, item)
    for _ in range(20):
        listen(rehearsal, {})
        if rehearsal.over:
            break
        rehearsal.keep_silent()
    return rehearsal


def listen(rehearsal: Rehearsal, item: dict[str, Any]) -> None:
    """Let the robot speak until it has finished, or until the prompt that is spoken over."""
    if "during" in item and rehearsal.prompt is None:
        rehearsal.keep_silent()  # nobody greets the robot
    while rehearsal.prompt is not None:
        if rehearsal.prompt.name == item.get("during"):
            rehearsal.now_s += 1.0
            return
        rehearsal.finish_prompt()
    assert "during" not in item, f"{item['during']!r} was never said; said: {said(rehearsal)}"


def act(rehearsal: Rehearsal, item: dict[str, Any]) -> None:
    """Do what the person does."""
    if "says" in item:
        partials, heard = tuple(item.get("partials", ())), item.get("heard")
        rehearsal.speak(item["says"], partials=partials, confidence=heard)
    elif "mumbles" in item:
        rehearsal.speak(item["mumbles"], stops_prompt=False)
    elif "press" in item:
        for key in item["press"]:
            rehearsal.press(key)
    elif "silence" in item:
        for _ in range(item["silence"]):
            listen(rehearsal, {})
            rehearsal.keep_silent()
    elif "beep" in item:
        rehearsal.beep()
    elif "tone" in item:
        rehearsal.tone(item["tone"])
    else:
        rehearsal.hang_up()
        if item["hangs up"]:
            rehearsal.hear_after_the_end(item["hangs up"])


def said(rehearsal: Rehearsal) -> list[str]:
    return [event.name for event in rehearsal.log if isinstance(event, events.PromptStarted)]


def saves(rehearsal: Rehearsal) -> list[actions.SaveOptOut]:
    return [action for action in rehearsal.actions if isinstance(action, actions.SaveOptOut)]


def numbers_saved(rehearsal: Rehearsal) -> list[str | None]:
    return [save.number for save in saves(rehearsal)]


def acknowledged_only_what_was_saved(rehearsal: Rehearsal) -> None:
    kinds = [type(event) for event in rehearsal.log]
    if events.OptOutAcknowledged in kinds:
        assert events.OptOutSaved in kinds[: kinds.index(events.OptOutAcknowledged)]


def check_text(rehearsal: Rehearsal, texts: list[str]) -> None:
    spoken = " | ".join(e.text for e in rehearsal.log if isinstance(e, events.PromptStarted))
    for text in texts:
        assert text in spoken


def check_words(rehearsal: Rehearsal, words: str) -> None:
    assert [save.words for save in saves(rehearsal)] == [words]


def check_source(rehearsal: Rehearsal, source: str) -> None:
    assert {str(save.source) for save in saves(rehearsal)} == {source}


def check_kind(rehearsal: Rehearsal, kind: str) -> None:
    assert str(settle(rehearsal.log).refusal_kind) == kind


def check_answered_by(rehearsal: Rehearsal, who: str) -> None:
    assert str(settle(rehearsal.log).answered_by) == who


def check_announcement(rehearsal: Rehearsal, announcement: str) -> None:
    assert str(settle(rehearsal.log).announcement) == announcement


def check_callback(rehearsal: Rehearsal, when: str) -> None:
    at = settle(rehearsal.log).callback_at
    assert (at.isoformat() if at else "none") == when


def check_value(rehearsal: Rehearsal, value: str) -> None:
    reached = [event for event in rehearsal.log if isinstance(event, events.GoalReached)]
    assert reached[0].value == value


def check_satisfaction(rehearsal: Rehearsal, satisfaction: float) -> None:
    assert settle(rehearsal.log).satisfaction == satisfaction


def check_review(rehearsal: Rehearsal, review: str) -> None:
    assert settle(rehearsal.log).review == review


def check_transfer(rehearsal: Rehearsal, extension: str) -> None:
    wanted = [action for action in rehearsal.actions if isinstance(action, actions.Transfer)]
    assert wanted == [actions.Transfer(extension)]


FURTHER = {
    "texts": check_text,
    "words": check_words,
    "source": check_source,
    "refusal_kind": check_kind,
    "answered_by": check_answered_by,
    "announcement": check_announcement,
    "callback_at": check_callback,
    "value": check_value,
    "satisfaction": check_satisfaction,
    "transfer": check_transfer,
    "review": check_review,
}
