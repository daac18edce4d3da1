"""A browser, and an office served to it: `open_page("supervisor", "/now")`."""

import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.made_up_office import made_up_office
from voicebot.bootstrap.office import Office
from voicebot.dashboard.cookies import SESSION
from voicebot.dashboard.roles import Role
from voicebot.dashboard.server import served

WIDE, PHONE = (1360, 850), (390, 844)


class OpenPage(Protocol):
    """Opens a page as a role; `role` None: before login."""

    def __call__(
        self, role: str | None, path: str, language: str = "en", size: tuple[int, int] = WIDE,
        theme: str = "light",
    ) -> Page: ...  # fmt: skip


class Served:
    """An office served on this machine."""

    def __init__(self, office: Office, address: str) -> None:
        self.office = office
        self.address = address

    def session_of(self, role: str) -> str:
        """The secret of a new session of the user of that role."""
        user = self.office.storage.supervisors.users.named(f"a.{Role(role)}")
        assert user is not None
        return self.office.storage.supervisors.sessions.begin(user)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.fail("Chromium is not installed: run `sudo apt-get install chromium`")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


@contextmanager
def pages(browser: Browser, site: Served) -> Iterator[OpenPage]:
    """Opens pages in contexts of their own; what a page complains of fails the test."""
    with ExitStack() as opened:
        complaints: list[str] = []

        def open_page(
            role: str | None,
            path: str,
            language: str = "en",
            size: tuple[int, int] = WIDE,
            theme: str = "light",
        ) -> Page:
            context = browser.new_context(
                viewport={"width": size[0], "height": size[1]},
                locale={"en": "en-US", "ru": "ru-RU"}[language],
                color_scheme="dark" if theme == "dark" else "light",
                base_url=site.address,
                reduced_motion="reduce",
            )
            opened.callback(context.close)
            if role is not None:
                cookie: Any = {
                    "name": SESSION, "value": site.session_of(role), "url": site.address,
                }  # fmt: skip
                context.add_cookies([cookie])
            page = context.new_page()
            page.on("console", lambda said: _note(complaints, said.type, said.text))
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto(path)
            return page

        yield open_page
    assert not complaints


def _note(complaints: list[str], kind: str, text: str) -> None:
    """Errors of scripts, and whatever the content policy refused; not that a page said 4xx."""
    if kind == "error" and not re.search(r"status of 4\d\d", text):
        complaints.append(text)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A made-up office, served; one for all tests of a module."""
    home: Path = tmp_path_factory.mktemp("office")
    with made_up_office(home) as office, served(office, "127.0.0.1", 0) as address:
        yield Served(office, address)


@pytest.fixture
def open_page(browser: Browser, site: Served) -> Iterator[OpenPage]:
    with pages(browser, site) as opened:
        yield opened
