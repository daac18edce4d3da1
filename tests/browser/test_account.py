"""Somebody's way in, their profile and the frame of every page, in both languages."""

import re
from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.browser.made_up_office import PASSWORD
from tests.browser_fixture import PHONE, OpenPage, Served

WORDS = {
    "en": {"name": "Name", "password": "Password", "in": "Log in", "journal": "Journal",
           "check": "Check the chain", "holds": "holds", "menu": "Menu", "new": "New password",
           "again": "The same again", "set": "Set it and go in", "now": "Now", "code": "Code"},
    "ru": {"name": "Имя", "password": "Пароль", "in": "Вход", "journal": "Журнал",
           "check": "Проверить цепочку", "holds": "цела", "menu": "Меню", "new": "Новый пароль",
           "again": "Ещё раз то же", "set": "Задать и войти", "now": "Сейчас", "code": "Код"},
}  # fmt: skip
LANGUAGES = list(WORDS)


def log_in(page: Page, name: str, language: str) -> None:
    said = WORDS[language]
    page.get_by_label(said["name"], exact=True).fill(name)
    page.get_by_label(said["password"], exact=True).fill(PASSWORD)
    page.get_by_role("button", name=said["in"]).click()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_password_leads_to_the_page_that_was_asked_for(
    open_page: OpenPage, language: str
) -> None:
    page = open_page(None, "/journal?kind=user", language)
    log_in(page, "a.compliance", language)
    expect(page).to_have_url(re.compile(r"/journal\?kind=user$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(WORDS[language]["journal"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_sets_a_password_and_lets_in(
    open_page: OpenPage, site: Served, language: str
) -> None:
    users = site.office.storage.supervisors.users
    new = users.add(f"new.{language}", "viewer", "a test")
    page = open_page(None, f"/welcome/{users.link(new.user_id, 'a test')}", language)
    said = WORDS[language]
    page.get_by_label(said["new"]).fill("words that nobody guesses")
    page.get_by_label(said["again"]).fill("words that nobody guesses")
    page.get_by_role("button", name=said["set"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(said["now"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chain_is_checked_on_the_page(open_page: OpenPage, language: str) -> None:
    page = open_page("compliance", "/journal", language)
    page.get_by_role("button", name=WORDS[language]["check"]).click()
    expect(page.locator("#chain-state .alarm.good")).to_contain_text(WORDS[language]["holds"])
    assert page.url.endswith("/journal")


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_a_phone_the_menu_opens_by_a_button(open_page: OpenPage, language: str) -> None:
    page = open_page("compliance", "/profile", language, PHONE)
    link = page.get_by_role("link", name=WORDS[language]["journal"])
    expect(link).to_be_hidden()
    page.get_by_role("button", name=WORDS[language]["menu"]).click()
    link.click()
    expect(page).to_have_url(re.compile("/journal$"))


def test_a_second_step_is_set_up_from_the_picture_and_asked_at_login(
    open_page: OpenPage, site: Served
) -> None:
    page = open_page("admin", "/profile/second-step")
    secret = page.locator("code").inner_text()
    step = pyotp.TOTP(secret)
    page.get_by_label("Code").fill(step.at(site.office.clock.now()))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.locator("#notices")).to_contain_text("a code is asked at login")
    other = open_page(None, "/login")
    log_in(other, "a.admin", "en")
    other.get_by_label("Code of your authenticator").fill(
        step.at(site.office.clock.now() + timedelta(seconds=30))
    )
    other.get_by_role("button", name="Log in").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Now")
    user = site.office.storage.supervisors.users.named("a.admin")
    assert user is not None
    site.office.storage.supervisors.users.set_totp(user.user_id, "", "a test")


def test_the_switch_of_colours_holds_on_every_page(open_page: OpenPage) -> None:
    page = open_page("viewer", "/profile")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    with page.expect_response("**/profile/theme"):
        page.get_by_role("button", name="Light or dark").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != ground
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != ground


def test_a_language_and_a_zone_of_ones_own_hold(open_page: OpenPage) -> None:
    page = open_page("viewer", "/profile")
    page.get_by_label("Language").select_option("ru")
    page.get_by_label("Time zone").fill("Asia/Vladivostok")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ваш профиль")
    expect(page.locator("time").first).to_have_attribute("title", re.compile("Asia/Vladivostok"))


def test_what_goes_wrong_in_a_part_of_a_page_is_told_on_it(open_page: OpenPage) -> None:
    page = open_page("compliance", "/journal")
    page.route("**/check", lambda route: route.continue_(headers={
        **route.request.headers, "x-csrf-token": "0"}))  # fmt: skip
    page.get_by_role("button", name="Check the chain").click()
    expect(page.get_by_role("alert")).to_contain_text("too old")
    expect(page.get_by_role("heading", level=1)).to_have_text("Journal")


def test_a_part_of_a_page_whose_session_ended_leads_to_the_login(open_page: OpenPage) -> None:
    page = open_page("compliance", "/journal")
    page.context.clear_cookies()
    page.get_by_role("button", name="Check the chain").click()
    expect(page).to_have_url(re.compile("/login"))


def test_the_keyboard_skips_to_the_content(open_page: OpenPage) -> None:
    page = open_page("viewer", "/profile")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
