"""Calls by keyboard: found, opened, heard from a word, corrected; the queue worked through."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.call_of_office import CALL_ID, ELENA, SAID
from tests.browser_fixture import PHONE, OpenPage, Served
from tests.fakes.calls import order
from tests.fakes.heard_call import hold, talk
from voicebot.contacts.contact import Contact
from voicebot.contacts.number import PhoneNumber
from voicebot.outcomes.disposition import Disposition

WORDS = {
    "en": {"outcome": "a polite no", "right": "Your word is kept", "why": "Why this call was made",
           "rested": "The call rested on the consent", "over": "This queue is worked through.",
           "rules": "Every rule", "polite": "Polite refusals", "off": "Single keys work",
           "keys": "Keys"},
    "ru": {"outcome": "вежливый отказ", "right": "Ваше мнение сохранено",
           "why": "Почему был этот звонок", "rested": "Основание звонка — согласие",
           "over": "Эта очередь разобрана.", "rules": "Все правила", "polite": "Вежливые отказы",
           "off": "Одиночные клавиши", "keys": "Клавиши"},
}  # fmt: skip
LANGUAGES = list(WORDS)
LONG_NAME = "Alexandra Constantinova-Featherstonehaugh-Preobrazhenskaya"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_call_is_found_by_its_words_opened_explained_and_confirmed_by_keys(
    open_page: OpenPage, language: str
) -> None:
    page, said = open_page("supervisor", "/calls", language), WORDS[language]
    page.keyboard.press("/")
    page.keyboard.type("подходить спасибо")
    page.keyboard.press("Enter")
    expect(page.get_by_text(SAID)).to_be_visible()
    page.locator("main").focus()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/calls/{CALL_ID}?list=**")
    expect(page.get_by_text(said["rested"])).to_be_visible()
    page.get_by_text(said["rules"], exact=True).click()
    assert page.locator(".rules > ol > li").count() > 10
    page.keyboard.press("y")
    expect(page.locator("#notices")).to_contain_text(said["right"])


def test_a_recording_plays_from_a_line_and_marks_the_line_that_is_heard(
    open_page: OpenPage,
) -> None:
    page = open_page("supervisor", f"/calls/{CALL_ID}", "en")
    page.locator(".wave canvas").first.wait_for()
    line = page.locator(".call-lines .callee")
    line.get_by_role("button").click()
    expect(line).to_have_attribute("aria-current", "true")
    assert page.evaluate("document.querySelector('[data-audio] audio').currentTime") >= 3.4
    page.locator("main").focus()
    page.keyboard.press(" ")
    expect(page.locator("[data-audio] audio")).to_have_js_property("paused", True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_queue_is_worked_through_by_single_keys(
    open_page: OpenPage, site: Served, language: str
) -> None:
    for minutes in (1, 2):
        _hardly_understood(site, minutes)
    page = open_page("admin", "/review", language)
    page.keyboard.press("b")
    page.wait_for_url("**/calls/*?queue=first")
    seen = [_call_of(page)]
    for key in ("4", "y", *"jjjjjj"):
        before = page.url
        if "/review" in before:
            break
        page.wait_for_load_state()
        page.keyboard.press(key)
        expect(page).not_to_have_url(before)
        seen.append(_call_of(page))
    expect(page.get_by_text(WORDS[language]["over"])).to_be_visible()
    (word, *_) = site.office.storage.corrections.of(seen[0])
    assert word.disposition is Disposition.SOFT_REFUSAL


def test_an_opt_out_by_a_key_asks_first(open_page: OpenPage, site: Served) -> None:
    page = open_page("supervisor", f"/calls/{CALL_ID}", "en")
    before = len(site.office.storage.corrections.of(CALL_ID))
    page.keyboard.press("6")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Did the person ask us to stop?")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert len(site.office.storage.corrections.of(CALL_ID)) == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_single_keys_can_be_turned_off(open_page: OpenPage, language: str) -> None:
    page = open_page("supervisor", f"/calls/{CALL_ID}", language)
    page.get_by_role("button", name=WORDS[language]["keys"]).click()
    page.get_by_label(WORDS[language]["off"]).uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.locator("#f-text")).not_to_be_focused()
    page.reload()
    page.keyboard.press("n")
    expect(page.locator("#f-text")).not_to_be_focused()


def test_a_usual_view_shows_its_calls(open_page: OpenPage) -> None:
    page = open_page("supervisor", "/calls", "en")
    page.get_by_role("link", name=WORDS["en"]["polite"]).click()
    expect(page).to_have_url(re.compile("outcome=SOFT_REFUSAL"))
    rows = page.locator("[data-row]")
    assert rows.count() >= 2
    assert rows.filter(has_text=WORDS["en"]["outcome"]).count() == rows.count()


def _hardly_understood(site: Served, minutes: int) -> None:
    wanted, at = order(ELENA), datetime.now(UTC) - timedelta(minutes=minutes)
    hold(site.office.storage, wanted, at, talk(wanted, at, "no", confidence=0.1))


def _call_of(page: Page) -> str:
    found = re.search(r"/calls/([\w-]{36})", page.url)
    return found[1] if found else ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_is_no_wider_than_a_small_window_whatever_people_are_called(
    open_page: OpenPage, site: Served, language: str
) -> None:
    now = datetime.now(UTC)
    books, number = site.office.storage, PhoneNumber("+12025550177")
    books.contacts.add(Contact(number, name=LONG_NAME))
    for whom in (number, PhoneNumber("sip:alexandra.longname.of.a.department@telephones.example")):
        wanted = order(whom)
        hold(books, wanted, now, talk(wanted, now, f"call me at ten, or {SAID}, " * 4))
        books.corrections.correct(wanted.attempt_id, Disposition.COMPLAINT, "user a.reviewer")
    for size in ((1280, 900), PHONE):
        page = open_page("supervisor", "/calls", language, size)
        frame = page.locator(".table-frame")
        assert frame.evaluate("frame => frame.scrollWidth - frame.clientWidth") <= 0
