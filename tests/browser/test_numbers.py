"""The way of whoever is asked "why was I called yesterday?", and of an opt-out that is heard."""

import pytest
from playwright.sync_api import expect

from tests.browser.people_of_office import ANNA, OPT_OUT_ID
from tests.browser_fixture import OpenPage

QUESTION = {"en": "Why was this number called?", "ru": "Почему звонили на этот номер?"}
ANSWER = {"en": "was called once. The call rested on the consent", "ru": "звонили 1 раз"}
PLAYED = {"en": "Hear how it was said", "ru": "Прослушать, как это было сказано"}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_from_any_page_a_number_leads_to_the_answer_in_plain_words(
    open_page: OpenPage, language: str
) -> None:
    page = open_page("supervisor", "/now", language)
    page.keyboard.press("/")
    page.keyboard.type("8 916 123-45-67")
    page.keyboard.press("Enter")
    answer = page.get_by_role("region", name=QUESTION[language])
    expect(answer).to_contain_text(ANSWER[language])
    expect(answer).to_contain_text("Я согласна, чтобы Северная клиника звонила мне")
    assert page.url.endswith("/numbers/%2B79161234567")


def test_a_name_leads_there_too_and_the_rules_can_be_unfolded(open_page: OpenPage) -> None:
    page = open_page("supervisor", "/numbers")
    page.get_by_label("Whom are you looking for?").fill("петрова анна")
    page.get_by_role("button", name="Find", exact=True).last.click()
    page.get_by_role("link", name="Анна Петрова").click()
    page.get_by_text("rules that were asked").first.click()
    expect(page.get_by_text("Nobody opted out").first).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text(ANNA.e164)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_an_opt_outs_clip_plays_from_the_list(open_page: OpenPage, language: str) -> None:
    page = open_page("supervisor", "/opt-outs", language)
    page.get_by_role("button", name=PLAYED[language]).first.click()
    expect(page.locator("audio")).to_have_js_property("paused", False)
    page.locator(f"a[href='/opt-outs/{OPT_OUT_ID}']").click()
    expect(page.locator(".said-first")).to_contain_text("please stop calling this number")


def test_a_list_is_sent_from_the_page_and_is_in_force(open_page: OpenPage) -> None:
    page = open_page("compliance", "/opt-outs/registries")
    list_ = {"name": "own.csv", "mimeType": "text/csv", "buffer": b"number\n+12025550199\n"}
    page.locator("input[type=file]").set_input_files(list_)  # type: ignore[arg-type]
    page.get_by_label("What it is called here").fill("our-own")
    page.get_by_label("Whose").select_option("INTERNAL")
    page.get_by_label("Day it was drawn up").fill("2026-01-10")
    page.get_by_label("Good for so many days").fill("5000")
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("our-own is in force: 1 numbers")).to_be_visible()
