"""The way of somebody who is called: their number, the code they hear, and what they decide."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.made_up_office import made_up_office
from tests.browser.test_every_page import faults
from tests.browser_fixture import PHONE, WIDE, OpenPage, Served
from tests.integration.dashboard.visitor import OfficeClock, code_heard, hears_it_out, ring
from voicebot.adapters.storage.storage import Storage
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.suppression import OptOutSource
from voicebot.dashboard.server import served

WHOSE = {"en": "+12025550124", "ru": "+12025550125"}  # the first one stopped all calls before
WORDS = {
    "en": ("Your telephone number", "Ring me with a code", "The code", "Show what is kept",
           "Turn off: a survey", "Stop all calls", "All calls to you are stopped"),
    "ru": ("Ваш номер телефона", "Позвоните мне с кодом", "Код", "Показать, что хранится",
           "Выключить: опрос", "Прекратить все звонки", "Все звонки вам прекращены"),
}  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A made-up office on a Wednesday to come, at eleven in the morning in Washington."""
    now = datetime.now(UTC)
    day = now + timedelta(days=(2 - now.weekday()) % 7 or 7)
    clock = OfficeClock(day.replace(hour=16, minute=0, second=0, microsecond=0))
    with made_up_office(tmp_path_factory.mktemp("office")) as made_up:
        storage = Storage.attach(made_up.settings, clock)
        office = replace(made_up, storage=storage, clock=clock)  # type: ignore[arg-type]
        with served(office, "127.0.0.1", 0) as address:
            yield Served(office, address)
        storage.close()


def prove(page: Page, site: Served, language: str) -> None:
    """The number is typed, its telephone rings, and what is heard is typed."""
    number, ask, code, show, *_ = WORDS[language]
    assert faults(page) == []
    page.get_by_label(number).fill(WHOSE[language])
    page.get_by_role("button", name=ask).click()
    expect(page.get_by_label(code, exact=True)).to_be_visible()
    assert faults(page) == []
    assert len(ring(site.office, hears_it_out)) == 1
    page.get_by_label(code, exact=True).fill(code_heard(site.office, WHOSE[language], language))
    page.get_by_role("button", name=show).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(WHOSE[language])


def test_whoever_stopped_all_calls_sees_what_is_kept(open_page: OpenPage, site: Served) -> None:
    page = open_page(None, "/me", "en", WIDE)
    prove(page, site, "en")
    expect(page.get_by_text(WORDS["en"][6])).to_be_visible()
    expect(page.get_by_text("J••• S•••")).to_be_visible()
    assert faults(page) == []


def test_kinds_and_then_everything_are_turned_off_on_a_telephone_in_russian(
    open_page: OpenPage, site: Served
) -> None:
    page = open_page(None, "/me", "ru", PHONE, "dark")
    prove(page, site, "ru")
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.get_by_role("button", name=WORDS["ru"][4]).click()
    stop = WORDS["ru"][5]
    page.get_by_role("button", name=stop).click()
    page.get_by_role("dialog").get_by_role("button", name=stop).click()
    expect(page.get_by_text(WORDS["ru"][6])).to_be_visible()
    found = site.office.storage.optouts.find(PhoneNumber(WHOSE["ru"]))
    assert {str(optout.scope) for optout in found} == {"PURPOSE", "SELLER"}
    assert {optout.source for optout in found} == {OptOutSource.PAGE}
