"""A process of people who answer telephones, and may call in: a few calls at once, real audio.

Started by `carrier.py`. SIP runs on the process's main thread, the people on the stage's.
"""

import itertools
import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from voicebot.adapters.telephony.account import Identity, Invitation, SipAccount
from voicebot.adapters.telephony.endpoint import EndpointConfig, SipEndpoint
from voicebot.adapters.telephony.leg import SipLeg
from voicebot.adapters.telephony.watch import Limits
from voicebot.conversation.ports import Deliver, Signal
from voicebot.errors import VoicebotError
from voicebot.simulation import scenario
from voicebot.simulation.clips import clip
from voicebot.simulation.diary import Diary
from voicebot.simulation.performance import Role
from voicebot.simulation.persona import Announces, Taking
from voicebot.simulation.personas import PERSONAS
from voicebot.simulation.scenario import Part
from voicebot.simulation.script import Say, Script
from voicebot.simulation.stage import Stage

log = logging.getLogger(__name__)

KEPT_FREE = 2  # one call to say that it is full, one that ended and still holds its slot
FULL = 503  # the next machine of the carrier is to be tried
UNALLOCATED = (404, 1)  # SIP code and Q.850 cause of a number nobody has
LIMITS = Limits(ring_s=60.0, talk_s=240.0)
ANONYMOUS = "anonymous"  # RFC 3323


@dataclass(frozen=True, slots=True)
class CalleeConfig:
    """`scenario` is read at every call; the diary is `<diaries>/<name>.jsonl`."""

    name: str
    scenario: Path
    diaries: Path
    bind: str = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class CallIn:
    """A stranger's call to the robot at `uri`; `number` None hides the caller's."""

    uri: str
    number: str | None
    caller: str
    script: Script
    language: str
    voice: str


class Callee:
    """Everything in this process."""

    def __init__(self, config: CalleeConfig) -> None:
        self._config = config
        self._count = itertools.count(1)
        self._endpoint = SipEndpoint(
            EndpointConfig(bind=config.bind, user_agent="people on the phone")
        )
        self._stage = Stage(Diary(config.diaries / f"{config.name}.jsonl"))
        self._accounts: dict[str, SipAccount] = {}

    def start(self) -> str:
        """Open the SIP port; returns `host:port`. On the main thread. Raises TelephonyError."""
        self._endpoint.start()
        self._account("carrier")
        self._stage.start()
        return self._endpoint.address()

    def run(self) -> None:
        """Serve until `stop`. On the main thread."""
        self._endpoint.run()
        self._stage.stop()

    def stop(self) -> None:
        """End. From any thread."""
        self._endpoint.stop()

    def call_in(self, order: CallIn) -> None:
        """Place a stranger's call. From any thread."""
        self._endpoint.post(lambda: self._place(order))

    def _place(self, order: CallIn) -> None:
        account = self._account(order.number or ANONYMOUS)
        role = Role(
            self._name_call(),
            order.number or "",
            order.caller,
            None,
            order.script,
            clips_of(order.script, None, order.voice, order.language),
        )
        leg = account.leg()
        headers = {} if order.number else {"Privacy": "id"}
        account.place(leg, (order.uri,), self._stage.enter(role, leg), LIMITS, headers)

    def _account(self, user: str) -> SipAccount:
        if user not in self._accounts:
            self._accounts[user] = SipAccount(
                self._endpoint, Identity(user), doorman=self._answer, limits=LIMITS
            )
        return self._accounts[user]

    def _answer(self, invitation: Invitation, leg: SipLeg) -> Deliver:
        if len(self._endpoint.calls) >= self._endpoint.capacity - KEPT_FREE:
            leg.reject(FULL)
            return _unheard
        found = scenario.part_for(invitation.called, scenario.read(self._config.scenario))
        if found is None:
            leg.reject(*UNALLOCATED)
            return _unheard
        return self._stage.enter(self._role(*found), leg)

    def _role(self, number: str, part: Part) -> Role:
        persona = PERSONAS[part.persona]
        return Role(
            self._name_call(),
            number,
            persona.name,
            persona.taking,
            persona.script,
            clips_of(persona.script, persona.taking, part.voice, part.language),
            part.habit,
        )

    def _name_call(self) -> str:
        return f"{self._config.name}-{next(self._count)}"


def clips_of(
    script: Script, taking: Taking | None, voice: str, language: str
) -> Mapping[str, Path]:
    """The clip of every phrase that may be said. Raises NotFound."""
    acts = [line.act for line in script.lines] + list(script.again)
    phrases = [phrase for act in acts if isinstance(act, Say) for phrase in act.phrases]
    if isinstance(taking, Announces):
        phrases.append(taking.phrase)
    return {phrase: clip(voice, language, phrase) for phrase in phrases}


def serve(config: CalleeConfig, pipe: Connection) -> None:
    """A process's main: sends `host:port` or the error, then obeys until the pipe closes."""
    callee = Callee(config)
    try:
        pipe.send(callee.start())
    except VoicebotError as error:
        pipe.send(error)
        return
    threading.Thread(target=_obey, args=(callee, pipe), name="orders", daemon=True).start()
    callee.run()


def _obey(callee: Callee, pipe: Connection) -> None:
    """Carry orders out; a closed pipe means that whoever started us is done, or gone."""
    try:
        while (order := pipe.recv()) is not None:
            callee.call_in(order)
    except (EOFError, OSError):
        log.info("the pipe to the carrier was closed")
    callee.stop()


def _unheard(signal: Signal) -> None:
    """Signals of a call that was turned away."""
