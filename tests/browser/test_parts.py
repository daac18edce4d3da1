"""Parts of pages that need a browser: charts, recordings, the question before a deed."""

import io
import wave

from playwright.sync_api import Page, Route, expect

from tests.browser_fixture import OpenPage
from voicebot.dashboard import assets
from voicebot.dashboard.cookies import csrf_of
from voicebot.dashboard.templating import environment
from voicebot.dashboard.viewer import Viewer

VIEWER = Viewer(user=None, language="en", zone="UTC", theme="auto", csrf=csrf_of("x"))
CHART = """{{ ui.chart("refusals", "Refusals by day", {
  "labels": ["Mon", "Tue", "Wed"], "unit": "percent",
  "lines": [{"label": "refused", "values": [0.1, 0.2, 0.15], "low": [0.05, 0.1, 0.1],
             "high": [0.2, 0.3, 0.25]}]}) }}"""


def with_part(page: Page, template: str, *scripts: str) -> None:
    """Put a part on a page, and load what it needs."""
    whole = '{% import "parts/all.jinja" as ui with context %}' + template
    made = environment("en").from_string(whole).render(viewer=VIEWER, now=None)
    page.evaluate("html => document.getElementById('content').innerHTML = html", made)
    page.add_style_tag(url=assets.url("vendor/uplot.min.css"))
    for script in scripts:
        kind = "module" if script.startswith("scripts/") else ""
        page.add_script_tag(url=assets.url(script), type=kind)


def test_a_chart_is_drawn_and_its_figures_stand_in_a_table(open_page: OpenPage) -> None:
    page = open_page("viewer", "/profile")
    with_part(page, CHART, "vendor/uplot.min.js", "scripts/charts.js")
    page.locator(".chart canvas").wait_for()
    page.get_by_text("As a table").click()
    assert page.get_by_role("row", name="Tue").inner_text().split() == ["Tue", "20.0", "%"]


def test_a_recording_gets_its_waveform_and_plays_from_a_word(open_page: OpenPage) -> None:
    page = open_page("viewer", "/profile")
    page.route("**/sound.wav", _sound)
    part = """{{ ui.audio("/sound.wav", "The call", [{"at_s": 1.0, "label": "x"}]) }}
    <button data-at-s="1.2">stop</button>"""
    scripts = ("vendor/wavesurfer.min.js", "vendor/wavesurfer-regions.min.js", "scripts/audio.js")
    with_part(page, part, *scripts)
    page.locator(".wave canvas").first.wait_for()
    page.get_by_role("button", name="stop", exact=True).click()
    expect(page.locator("audio")).to_have_js_property("paused", False)
    assert page.evaluate("document.querySelector('audio').currentTime") >= 1.2


def test_a_deed_is_done_only_after_a_yes(open_page: OpenPage) -> None:
    page = open_page("viewer", "/profile")
    part = """<form action="/profile" method="get"><input type="hidden" name="done" value="1">
    {{ ui.confirm_button("Erase", "Erase this person?", "It cannot be undone.") }}</form>"""
    with_part(page, part)
    page.get_by_role("button", name="Erase").click()
    page.get_by_role("button", name="No, go back").click()
    assert page.url.endswith("/profile")
    page.get_by_role("button", name="Erase").click()
    page.get_by_role("dialog").get_by_role("button", name="Erase").click()
    page.wait_for_url("**/profile?done=1")


def _sound(route: Route) -> None:
    """Four seconds; in parts, as a browser asks for what it may jump about in."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(range(256)) * 250)
    whole = made.getvalue()
    asked = route.request.headers.get("range", "bytes=0-").removeprefix("bytes=")
    first = int(asked.partition("-")[0])
    headers = {
        "Content-Type": "audio/wav",
        "Accept-Ranges": "bytes",
        "Content-Range": f"bytes {first}-{len(whole) - 1}/{len(whole)}",
    }
    route.fulfill(status=206, body=whole[first:], headers=headers)
