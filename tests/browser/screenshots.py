"""Pictures of every page, light and dark, wide and phone: python -m tests.browser.screenshots

Written to `var/screenshots`; names of pages after the command limit it to them.
"""

import sys
import tempfile
from pathlib import Path

from tests.browser.every_page import PAGES
from tests.browser.made_up_office import made_up_office
from tests.browser_fixture import PHONE, WIDE, OpenPage, Served, chromium, pages
from voicebot.dashboard.server import served

FOLDER = Path("var/screenshots")
LOOKS = (
    ("light-wide", "en", "light", WIDE),
    ("dark-wide", "ru", "dark", WIDE),
    ("light-phone", "ru", "light", PHONE),
    ("dark-phone", "en", "dark", PHONE),
)


def main(wanted: list[str]) -> None:
    """Take them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as home,
        made_up_office(Path(home)) as office,
        served(office, "127.0.0.1", 0) as address,
        chromium() as browser,
        pages(browser, Served(office, address)) as open_page,
    ):
        for name in wanted or PAGES:
            _take(open_page, name)


def _take(open_page: OpenPage, name: str) -> None:
    path, role = PAGES[name]
    for look, language, theme, size in LOOKS:
        page = open_page(role, path, language, size, theme)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=FOLDER / f"{name}-{look}.png", full_page=True)
        page.context.close()


if __name__ == "__main__":
    main(sys.argv[1:])
