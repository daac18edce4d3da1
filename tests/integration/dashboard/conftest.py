"""The pages without a browser: `as_role("supervisor").get("/now")`, `.submit(path, field=…)`."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.fakes.clock import SetClock
from tests.integration.dashboard.programs import Program
from voicebot.adapters.storage.storage import Storage
from voicebot.bootstrap.office import Office, office
from voicebot.dashboard import passwords
from voicebot.dashboard.application import create
from voicebot.dashboard.cookies import SESSION
from voicebot.dashboard.roles import Role
from voicebot.settings import Settings

BESIDE = ("/campaigns/new/", "/registries/imports/")
"""Where the browser is sent while long work is under way."""


class Someone(TestClient):
    """Somebody at a browser; redirects are not followed, so that they can be looked at."""

    def __init__(self, app: FastAPI) -> None:
        super().__init__(app, follow_redirects=False)

    @property
    def token(self) -> str:
        """What each changing form of theirs carries; every page has it, also one that is not."""
        (token,) = re.findall(r'name="csrf" content="(\w+)"', self.get("/no-such-page").text)
        return str(token)

    def submit(self, path: str, **fields: str) -> Response:
        """A form with its token; what is done beside the request is waited for."""
        answer = self.post(path, data=fields | {"csrf": self.token})
        while any(part in answer.headers.get("location", "") for part in BESIDE):
            time.sleep(0.02)
            answer = self.get(answer.headers["location"])
            if 'id="long-work"' in answer.text:
                answer.headers["location"] = str(answer.url)
        return answer


AsRole = Callable[[str | None], Someone]
CHEAP = PasswordHasher.from_parameters(CHEAPEST)


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a hash costs is a claim of its own; here passwords only have to fit or not."""
    monkeypatch.setattr(passwords, "HASHER", CHEAP)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def desk(settings: Settings, clock: SetClock) -> Iterator[Office]:
    """An office whose clock stands; on both databases."""
    storage = Storage.attach(settings, clock)
    with office(settings) as opened:
        yield replace(opened, storage=storage, clock=clock)  # type: ignore[arg-type]
    storage.close()


@pytest.fixture
def as_role(desk: Office) -> Iterator[AsRole]:
    """Somebody logged in with this role; None: before login."""
    app = create(desk)

    def someone(role: str | None) -> Someone:
        made = Someone(app)
        if role is not None:
            supervisors = desk.storage.supervisors
            name = f"a.{Role(role)}"
            user = supervisors.users.named(name) or supervisors.users.add(name, role, "a test")
            secret = supervisors.sessions.begin(user)
            made.cookies.set(SESSION, secret, domain="testserver.local")
        return made

    yield someone
    app.state.forecasts.close()
    app.state.long_work.close()


@pytest.fixture
def program(desk: Office) -> Iterator[Program]:
    """A program whose token has these scopes."""
    app = create(desk)

    def someone(*scopes: str) -> TestClient:
        token, secret = desk.storage.tokens.make("a program", frozenset(scopes), None, "a test")
        made = TestClient(app, headers={"Authorization": f"Bearer {secret}"})
        made.token_id = token.token_id  # type: ignore[attr-defined]
        return made

    yield someone
    app.state.forecasts.close()
    app.state.long_work.close()
