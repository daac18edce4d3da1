"""The page for people who are called, over real SIP: a code is asked for, heard and typed.

`voicebot serve` as it runs anywhere, the Asterisk beside it, and two people at telephones behind
that: one presses 1, the other has a mailbox that would keep what it hears.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from tests.acceptance.heard_sound import RobotsVoice
from tests.acceptance.listening_people import People, people
from tests.integration.dashboard.visitor import code_heard
from tests.models_fixture import REPOSITORY, SpeechModels
from voicebot import bootstrap
from voicebot.bootstrap.office import Office
from voicebot.contacts.number import PhoneNumber
from voicebot.contacts.purpose import Purpose
from voicebot.conversation.wording import fill
from voicebot.dashboard.callable_now import Objection, wanted_number
from voicebot.eligibility.deciding import decide
from voicebot.eligibility.known import Question
from voicebot.settings import Settings
from voicebot.simulation.scenario import Part

pytestmark = [pytest.mark.asterisk, pytest.mark.models]

PLACES = ("+121255501", "+4420794601", "+167155501")
"""Nobody has these numbers; in one of these places a robot may ring at any hour of the world."""
PREFIXES = ("+1", "+44")
PATIENCE_S = 120.0
SAME_SOUND = 0.7
KEPT = "What is written down"


class Browser:
    """Somebody at the page."""

    def __init__(self, address: str) -> None:
        self._client = httpx2.Client(base_url=address, headers={"accept-language": "en"})

    def close(self) -> None:
        """Leave."""
        self._client.close()

    @property
    def page(self) -> str:
        """What it shows now."""
        return self._client.get("/me").text

    def submit(self, path: str, **fields: str) -> int:
        """A form with its token; the answer's status."""
        (token,) = re.findall(r'name="csrf" content="(\w+)"', self.page)
        return self._client.post(path, data=fields | {"csrf": token}).status_code


@dataclass(frozen=True)
class Scene:
    """The program at its work, its books, and the people at their telephones."""

    address: str
    office: Office
    people: People
    voice: RobotsVoice
    presses: str
    mailbox: str

    def wait_for_call(self, number: str) -> None:
        """Until a call to this number is in the books."""
        deadline = time.monotonic() + PATIENCE_S
        while not list(self.office.storage.records.every(number=number)):
            assert time.monotonic() < deadline, "nobody was called"
            time.sleep(0.1)

    def said(self, number: str) -> list[str]:
        """What the robot said to this number, as the call's record has it."""
        (call,) = self.office.storage.records.every(number=number)
        return [str(each["text"]) for each in call.body["transcript"] if each["who"] == "robot"]

    def spoken(self, code: str) -> str:
        """What the robot says where it tells this code."""
        step = self.office.flow("spoken_code").steps["code"]
        return fill(step.say.texts["en"], {"code": code}, "en")

    def hears(self, number: str, code: str) -> bool:
        """True if the sound of this code, in the robot's voice, came to this number's telephone."""
        return self.voice.likeness(self.people.heard(number), self.spoken(code)) > SAME_SOUND

    def may_be_called(self, number: str) -> bool:
        """By every rule, now, with a notice of the kind that binds the fewest of them."""
        now = self.office.clock.now()
        question = Question(PhoneNumber(number), Purpose.TRANSACTIONAL, now)
        return "INTERNAL_DNC" not in decide(self.office.storage.books.facts(question)).reasons


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, speech_models: SpeechModels) -> Iterator[Scene]:
    speech_models.engines("moonshine-tiny-en", "whisper-base")
    home = tmp_path_factory.mktemp("home")
    with bootstrap.office(Settings.load(home=home, pbx_prefixes=PREFIXES)) as office:
        presses, mailbox = _where_it_is_day(office)
        parts = {
            presses: Part("confirms_by_key", "en", "slt"),
            mailbox: Part("voicemail", "en", "slt"),
        }
        with (
            people(home / "people", parts) as played,
            _serving(home, played.gateway) as address,
            closing(RobotsVoice(home)) as voice,
        ):
            yield Scene(address, office, played, voice, presses, mailbox)


@pytest.fixture(scope="module")
def browsers(scene: Scene) -> Iterator[tuple[Browser, Browser]]:
    with closing(Browser(scene.address)) as one, closing(Browser(scene.address)) as another:
        yield one, another


def test_who_presses_1_hears_the_code_that_opens_their_page_and_stops_all_calls_there(
    scene: Scene, browsers: tuple[Browser, Browser]
) -> None:
    (browser, beside), number, other = browsers, scene.presses, scene.mailbox
    assert browser.submit("/me", number=number) == 303
    assert beside.submit("/me", number=other) == 303
    scene.wait_for_call(number)
    code = code_heard(scene.office, number, "en")
    assert scene.hears(number, code)
    assert not scene.hears(number, _another(code))

    assert browser.submit("/me/code", code=_another(code)) == 401
    assert KEPT not in browser.page
    assert scene.may_be_called(number)
    assert browser.submit("/me/code", code=code) == 303
    assert KEPT in browser.page
    assert browser.submit("/me/stop") == 303
    assert "All calls to you are stopped" in browser.page
    assert not scene.may_be_called(number)

    scene.wait_for_call(other)
    assert not scene.hears(other, code)
    assert not any("code is" in said for said in scene.said(other))
    assert beside.submit("/me/code", code=code) == 401
    assert KEPT not in beside.page


def _another(code: str) -> str:
    return f"{(int(code) + 111_111) % 1_000_000:06}"


def _where_it_is_day(office: Office) -> tuple[str, str]:
    """Two numbers of a place where a robot may ring now."""
    for place in PLACES:
        numbers = f"{place}42", f"{place}43"
        if not isinstance(wanted_number(office, numbers[0]), Objection):
            return numbers
    raise AssertionError("it is night in every place")


@contextmanager
def _serving(home: Path, gateway: str) -> Iterator[str]:
    """The program with its own Asterisk, whose carrier is the people; the web's address."""
    chosen = {
        "VOICEBOT_HOME": str(home),
        "VOICEBOT_ASR_FETCHED": str(REPOSITORY / "var" / "asr_models"),
        "VOICEBOT_PBX": "embedded",
        "VOICEBOT_PBX_ROOTFS": str(REPOSITORY / "var" / "asterisk" / "rootfs"),
        "VOICEBOT_PBX_GATEWAYS": json.dumps([gateway]),
        "VOICEBOT_PBX_PREFIXES": json.dumps(PREFIXES),
        "VOICEBOT_AGENTS": "1",
        "VOICEBOT_VOICE": "pyttsx3",
    }
    environment = os.environ | chosen
    command = [str(Path(sys.executable).with_name("voicebot"))]
    with subprocess.Popen(
        [*command, "serve", "--port", "0"],
        cwd=REPOSITORY, env=environment, text=True, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        try:
            yield _address_of(process)
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE_S) == 0
        finally:
            process.kill()
            subprocess.run([*command, "pbx", "down"], cwd=REPOSITORY, env=environment, check=True)


def _address_of(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            return found.group()
    raise AssertionError("serve ended")
