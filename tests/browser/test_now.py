"""Now in a browser: cards come, words grow, a call is heard, what ended says how."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_every_page import faults
from tests.browser_fixture import PHONE, OpenPage, Served
from tests.fakes.live_call import CallUnderWay, prompt
from voicebot.contacts.contact import Contact
from voicebot.contacts.number import PhoneNumber
from voicebot.conversation import events
from voicebot.outcomes.disposition import Disposition
from voicebot.understanding.intents import Intent, RefusalKind

NUMBERS = iter(PhoneNumber(f"+12025550{last}") for last in range(160, 200))
WORDS = {
    "en": {"ended": "ended", "more": "Open the call",
           "stop": "calls must stop", "elsewhere": "held by another process"},
    "ru": {"ended": "завершён", "more": "Открыть звонок",
           "stop": "больше не звонить", "elsewhere": "звонок ведёт другой процесс"},
}  # fmt: skip


def begun(site: Served, name: str) -> CallUnderWay:
    """A call to somebody new."""
    number = next(NUMBERS)
    site.office.storage.contacts.add(Contact(number, name=name))
    return CallUnderWay(site.office, number)


def card(page: Page, call: CallUnderWay) -> Locator:
    """Its card."""
    return page.locator(f"#call-{call.attempt_id}")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_words_grow_as_they_are_spoken_and_the_end_is_told(
    open_page: OpenPage, site: Served, language: str
) -> None:
    said = WORDS[language]
    page = open_page("supervisor", "/now", language)
    page.locator(".live-sign.on").wait_for()
    call = begun(site, "Anna Petrova")
    shown = card(page, call)
    expect(shown).to_contain_text("Anna Petrova")
    call.is_answered()
    call.happens(events.SpeechStarted(6.0), events.Heard(6.4, "please", 0.8, False, 6.0, 6.4))
    expect(shown.locator("li.callee.growing")).to_contain_text("please")
    call.hears(6.5, "please stop calling", Intent.OPT_OUT, RefusalKind.EXPLICIT_OPT_OUT)
    expect(shown.locator("li.callee:not(.growing)").first).to_contain_text("please")
    expect(shown).to_contain_text(said["stop"])
    expect(shown).to_contain_text(said["elsewhere"])
    assert faults(page) == []
    call.ends(12.0, Disposition.OPT_OUT)
    expect(shown.get_by_role("link", name=said["more"])).to_be_visible()
    expect(shown.locator("[data-state]")).to_have_text(said["ended"])


def test_a_call_is_heard_by_its_key_and_let_go_by_it(open_page: OpenPage, site: Served) -> None:
    call = begun(site, "John Smith")
    call.is_answered()
    call.folder.speaks(prompt(site.office.settings.home / "hello.wav", 5.0), 4.0)
    call.sounds(0.5)
    page = open_page("supervisor", "/now")
    shown = card(page, call)
    shown.focus()
    page.keyboard.press("l")
    button = shown.get_by_role("button", name="Listen")
    expect(button).to_have_attribute("aria-pressed", "true")
    call.sounds(1.0)
    expect(button).to_have_attribute("data-heard-s", re.compile(r"\d"))
    page.keyboard.press("l")
    expect(button).to_have_attribute("aria-pressed", "false")
    call.ends(9.0)


def test_keys_go_from_call_to_call(open_page: OpenPage, site: Served) -> None:
    first, second = begun(site, "First"), begun(site, "Second")
    page = open_page("supervisor", "/now")
    card(page, second).wait_for()
    cards = page.locator(".live-call")
    for _ in range(cards.count()):
        page.keyboard.press("j")
    expect(cards.last).to_be_focused()
    page.keyboard.press("k")
    expect(cards.last).not_to_be_focused()
    first.ends(2.0)
    second.ends(2.0)


def test_many_calls_fit_a_phone(open_page: OpenPage, site: Served) -> None:
    calls = [begun(site, "Александра Константинопольская-Преображенская") for _ in range(3)]
    for call in calls:
        call.is_answered()
        call.says(5.0, "A-very-long-word-that-nobody-would-say" * 5)
    page = open_page("supervisor", "/now", "ru", PHONE)
    card(page, calls[-1]).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    for call in calls:
        call.ends(6.0)
