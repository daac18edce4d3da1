"""Every page, in both themes and on a phone: axe finds nothing serious, and one heading."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.every_page import PAGES
from tests.browser_fixture import PHONE, WIDE, OpenPage

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
LOOKS = [("en", "light", WIDE), ("ru", "dark", PHONE)]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("language", "theme", "size"), LOOKS)
def test_a_page_is_open_to_everybody(
    open_page: OpenPage, name: str, language: str, theme: str, size: tuple[int, int]
) -> None:
    path, role = PAGES[name]
    page = open_page(role, path, language, size, theme)
    assert faults(page) == []
    assert page.locator("h1").count() == 1
    assert page.get_attribute("html", "lang") == language


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_no_wider_than_a_phone(open_page: OpenPage, name: str) -> None:
    path, role = PAGES[name]
    page = open_page(role, path, "ru", PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def faults(page: Page) -> list[str]:
    """What axe finds serious or worse by WCAG 2.2 AA, and where.

    Loading styles ahead is left out: the content policy refuses the copies that axe makes of them.
    """
    page.evaluate(AXE)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = page.evaluate("tags => axe.run({runOnly: tags, preload: false})", tags)
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]
