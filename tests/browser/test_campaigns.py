"""The way of a campaign: a list in, its forecast, started, paced, paused; in both languages."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser_fixture import OpenPage

CSV = "number,name,when,doctor\n" + "".join(
    f"+1202555{4000 + place},Person {place},2026-12-01 10:30,Doctor Smith\n" for place in range(9)
)
WORDS = {
    "en": ("Make it, and see the forecast", "Of 9 contacts who wait", "Start", "running", "Pause",
           "paused"),
    "ru": ("Создать и увидеть прогноз", "Из 9 ожидающих контактов", "Начать", "идёт",
           "Приостановить", "приостановлена"),
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_campaign_is_made_foretold_started_and_paused(
    open_page: OpenPage, tmp_path: Path, language: str
) -> None:
    make, foretold, start, running, pause, paused = WORDS[language]
    page = open_page("supervisor", "/campaigns/new", language)
    people = tmp_path / f"people-{language}.csv"
    people.write_text(CSV)
    page.locator("#list").set_input_files(people)
    expect(page.locator("#f-name")).to_have_value(f"people-{language}")
    page.locator("#f-flow").select_option("appointment_reminder")
    page.get_by_role("button", name=make).click()
    expect(page.locator("#forecast")).to_contain_text(foretold, timeout=20_000)
    page.get_by_role("button", name=start, exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=start, exact=True).click()
    expect(page.locator("#progress")).to_contain_text(running)
    page.get_by_role("button", name=pause, exact=True).click()
    expect(page.locator("#progress")).to_contain_text(paused)


def test_the_script_of_the_form_follows_the_choice(open_page: OpenPage) -> None:
    page = open_page("supervisor", "/campaigns/new")
    page.locator("#f-flow").select_option("payment_reminder")
    expect(page.locator("#script h2")).to_contain_text("Payment")
    page.locator("#f-language").select_option("ru")
    expect(page.locator("#script")).to_contain_text("Робот")


@pytest.mark.parametrize(("language", "said"), [("en", "By script"), ("ru", "По сценариям")])
def test_quality_draws_its_charts_and_has_the_same_as_tables(
    open_page: OpenPage, language: str, said: str
) -> None:
    page = open_page("viewer", "/quality?days=30", language)
    page.locator(".chart canvas").nth(1).wait_for()
    expect(page.get_by_role("table", name=said)).to_contain_text("delivery_notice")
